import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { validate } from "dockerfile-utils";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { variables } from "../../packages/server/src/configuration/variables.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const isThere = (path: string): boolean => existsSync(new URL(path, root));
const runs = (command: string, ...line: readonly string[]): boolean =>
  spawnSync(command, line, { stdio: "ignore", timeout: 10_000 }).status === 0;

const dockerfile = read("deploy/Dockerfile");
const unit = read("deploy/systemd/dokly.service");
const nginx = read("deploy/nginx/dokly.conf");

/** Instructions of a Dockerfile, lines that go on put together, comments left out. */
function instructionsOf(text: string): readonly { readonly name: string; readonly rest: string }[] {
  const lines = text
    .replaceAll(/^\s*#.*\n/gm, "")
    .replaceAll(/\\\n/g, " ")
    .split("\n");
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [name = "", ...rest] = line.trim().split(/\s+/);
      return { name: name.toUpperCase(), rest: rest.join(" ") };
    });
}

/** What is wrong with an image, beside its grammar. */
function findImageProblems(text: string): string[] {
  const problems = validate(text).map(({ message }) => (typeof message === "string" ? message : message.value));
  const all = instructionsOf(text);
  const froms = all.filter(({ name }) => name === "FROM").map(({ rest }) => rest);
  for (const from of froms)
    if (!/^[\w./-]+:\d+\.\d+\.\d+-\S+ AS \w+$/.test(from)) problems.push(`${from} is not pinned and named`);
  if (froms.length < 2) problems.push("what builds is in the image");
  const last = all.slice(all.findLastIndex(({ name }) => name === "FROM"));
  if (!/^(?!root|0\b)\w+/.test(last.findLast(({ name }) => name === "USER")?.rest ?? ""))
    problems.push("it runs as root");
  if (!last.some(({ name }) => name === "HEALTHCHECK")) problems.push("it has no health check");
  if (last.find(({ name }) => name === "CMD")?.rest.startsWith("[") !== true)
    problems.push("a shell would keep signals");
  if (all.some(({ name, rest }) => /^(ENV|ARG)$/.test(name) && /SECRET|PASSWORD|TOKEN|_KEY/.test(rest)))
    problems.push("a secret");
  const sources = all
    .filter(({ name, rest }) => name === "COPY" && !rest.startsWith("--from"))
    .flatMap(({ rest }) => rest.split(" ").slice(0, -1));
  return [...problems, ...sources.filter((source) => !isThere(source)).map((source) => `${source} is not there`)];
}

describe("the image", () => {
  test("is right by Docker's grammar, pinned, built in stages, and runs as nobody special with a health check", () => {
    expect(findImageProblems(dockerfile)).toEqual([]);
  });

  test.each([
    ["an instruction that is none", dockerfile.replace("EXPOSE 4100", "EXPOSED 4100")],
    ["a flag that is none", dockerfile.replace("--interval=10s", "--every=10s")],
    ["root", dockerfile.replace("USER node", "USER root")],
    ["a base that moves", dockerfile.replaceAll("node:24.21.0-bookworm-slim", "node:latest")],
    ["no health check", dockerfile.replace(/HEALTHCHECK[^\n]*\\\n[^\n]*\n/, "")],
    ["a secret", `${dockerfile}\nENV DOKLY_SECRET=abc\n`],
    ["a file that is not there", dockerfile.replace("COPY scripts scripts", "COPY scriptz scripts")],
  ])("the check finds %s", (_what, broken) => {
    expect(broken).not.toBe(dockerfile);
    expect(findImageProblems(broken)).not.toEqual([]);
  });

  test("gets what it copies, and neither secrets nor installed packages, through .dockerignore", () => {
    const ignored = read(".dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(ignored[0]).toBe("*");
    const sent = new Set(ignored.filter((line) => line.startsWith("!")).map((line) => line.slice(1)));
    const copied = instructionsOf(dockerfile)
      .filter(({ name, rest }) => name === "COPY" && !rest.startsWith("--from"))
      .flatMap(({ rest }) =>
        rest
          .split(" ")
          .slice(0, -1)
          .map((source) => source.split("/")[0] ?? ""),
      );
    expect([...new Set(copied)].filter((source) => !sent.has(source))).toEqual([]);
    expect(ignored).toEqual(expect.arrayContaining(["**/node_modules", "**/dist", "**/.env"]));
    expect([...sent].filter((source) => /env|secret|git|dokly/.test(source))).toEqual([]);
  });

  const base = /^FROM (\S+)/m.exec(dockerfile)?.[1] ?? "";
  const canBuild = runs("docker", "info") && runs("docker", "image", "inspect", base);
  test.runIf(canBuild)("is built where there is a container runtime with its base", { timeout: 900_000 }, () => {
    const line = ["build", "--quiet", "--file", "deploy/Dockerfile", "--tag", "dokly:check", "."];
    expect(execFileSync("docker", line, { cwd: fileURLToPath(root), encoding: "utf8" })).toMatch(/^sha256:/);
  });
});

const seconds = z.string().regex(/^\d+s$/);
const service = z.strictObject({
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  image: z.string(),
  restart: z.literal("unless-stopped"),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal("service_healthy") })).optional(),
  env_file: z.string().optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()),
  secrets: z.array(z.string()),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/)).optional(),
  volumes: z.array(z.string()),
  read_only: z.literal(true).optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.literal("ALL")).optional(),
  security_opt: z.array(z.string()).optional(),
  shm_size: z.string().optional(),
  healthcheck: z
    .strictObject({ test: z.array(z.string()), interval: seconds, timeout: seconds, retries: z.number() })
    .optional(),
  stop_grace_period: seconds,
  init: z.boolean().optional(),
});
const compose = z.strictObject({
  name: z.string(),
  services: z.strictObject({ dokly: service, database: service }),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});

describe("the compose file", () => {
  const { services, volumes, secrets } = compose.parse(parse(read("deploy/compose.yaml")));
  const all = Object.values(services);

  test("names only volumes, secrets, services and files that it has", () => {
    for (const { volumes: used, secrets: needed, depends_on = {} } of all) {
      for (const volume of used) {
        const [source = ""] = volume.split(":");
        expect(source.startsWith("./") ? isThere(`deploy/${source}`) : source in volumes, source).toBe(true);
      }
      expect(needed.filter((secret) => !(secret in secrets))).toEqual([]);
      expect(Object.keys(depends_on).filter((name) => !(name in services))).toEqual([]);
    }
    expect(isThere(`deploy/${services.dokly.build?.context}/${services.dokly.build?.dockerfile}`)).toBe(true);
    expect(read("deploy/.gitignore").split("\n")).toEqual(expect.arrayContaining(["secrets/", "container.env"]));
  });

  test("sets only variables that Dokly has, waits as long as Dokly takes to stop, and gives it few rights", () => {
    const { dokly } = services;
    const example = read("deploy/container.env.example").match(/^[A-Z_]+(?==)/gm) ?? [];
    const set = [...Object.keys(dokly.environment), ...example];
    expect(set.length).toBeGreaterThan(10);
    expect(set.filter((name) => !Object.hasOwn(variables, name))).toEqual([]);
    const { DOKLY_STOP_NOTICE_SECONDS, DOKLY_STOP_GRACE_SECONDS } = dokly.environment;
    const takes = Number(DOKLY_STOP_NOTICE_SECONDS) + Number(DOKLY_STOP_GRACE_SECONDS);
    expect(Number.parseInt(dokly.stop_grace_period, 10)).toBeGreaterThan(takes);
    expect(dokly).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
    expect(JSON.stringify(services)).not.toMatch(/POSTGRES_PASSWORD"/);
  });
});

describe("the service of systemd", () => {
  const settings = [...unit.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value] as const);
  const valueOfSetting = (name: string): string => settings.find(([key]) => key === name)?.[1] ?? "";

  test("runs as a user of its own that can write one folder, and has time to stop", () => {
    expect(valueOfSetting("User")).toBe("dokly");
    expect(valueOfSetting("StateDirectory")).toBe("dokly");
    expect(valueOfSetting("CapabilityBoundingSet")).toBe("");
    expect(Object.fromEntries(settings)).toMatchObject({
      NoNewPrivileges: "yes",
      ProtectSystem: "strict",
      ProtectHome: "yes",
      PrivateTmp: "yes",
      KillSignal: "SIGTERM",
    });
    const lines = read("docs/operating.md").match(/DOKLY_STOP_(?:NOTICE|GRACE)_SECONDS=(\d+)/g) ?? [];
    const takes = lines.map((line) => Number(line.split("=")[1])).reduce((sum, value) => sum + value, 0);
    expect(takes).toBeGreaterThan(0);
    expect(Number(valueOfSetting("TimeoutStopSec"))).toBeGreaterThan(takes);
    expect(isThere("packages/server/src/main.ts") && valueOfSetting("ExecStart").endsWith("/bundle/main.js")).toBe(
      true,
    );
  });

  test.runIf(runs("systemd-analyze", "--version"))("is right by systemd's own check", () => {
    const path = fileURLToPath(new URL("deploy/systemd/dokly.service", root));
    const checked = spawnSync("systemd-analyze", ["verify", "--man=no", path], { encoding: "utf8" });
    expect(checked.stderr.split("\n").filter((line) => line.includes("dokly.service"))).toEqual([]);
  });
});

describe("the configuration of nginx", () => {
  const bare = nginx.replaceAll(/#.*$/gm, "");

  test("has TLS, buffers no stream, keeps the metrics to this machine and says whose requests it passes on", () => {
    expect(bare.match(/{/g)).toHaveLength(bare.match(/}/g)?.length ?? 0);
    const unended = bare.split("\n").filter((line) => line.trim() !== "" && !/[;{}]\s*$/.test(line));
    expect(unended).toEqual([]);
    for (const line of [
      "listen 443 ssl http2;",
      "proxy_buffering off;",
      "proxy_request_buffering off;",
      "proxy_set_header X-Forwarded-For $remote_addr;",
      'proxy_set_header Connection "";',
    ])
      expect(bare).toContain(line);
    expect(/location = \/metrics {[^}]*deny all;/.test(bare)).toBe(true);
    // Longer than the longest AI action, which ends after 300 s.
    expect(Number(/proxy_read_timeout (\d+)s/.exec(bare)?.[1])).toBeGreaterThan(300);
  });

  test.runIf(runs("nginx", "-v"))("is right by nginx's own check, but for certificates", () => {
    const path = fileURLToPath(new URL("deploy/nginx/dokly.conf", root));
    const around = `events {} http { include ${path}; }`;
    const checked = spawnSync("nginx", ["-t", "-c", "/dev/stdin"], { input: around, encoding: "utf8" });
    expect(checked.stderr.split("\n").filter((line) => line.includes("[emerg]") && !line.includes("cert"))).toEqual([]);
  });
});
