import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../server-harness.ts";

const page = readFileSync(new URL("../../../../docs/http-api.md", import.meta.url), "utf8");
const walk = page.slice(page.indexOf("## Meter another service"), page.indexOf("## Repeating a request"));
const standIn = new URL("curl-stand-in.mjs", import.meta.url);

/** Blocks of commands, each with what the page says that they print; nothing where it says nothing. */
function stepsOf(section: string): readonly { readonly commands: string; readonly prints: string }[] {
  const blocks = [...section.matchAll(/^```(sh|text)\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, language, commands = ""], index) => {
    if (language !== "sh") return [];
    const [, next, prints = ""] = blocks[index + 1] ?? [];
    return [{ commands, prints: next === "text" ? prints : "" }];
  });
}

/** A printed line as it can be compared: a body by its fields. */
function readLine(line: string): unknown {
  return line.startsWith("{") ? JSON.parse(line) : line;
}

/** Whether a value is what the page shows: `…` stands for what differs each time. */
function isShown(found: unknown, shown: unknown): boolean {
  if (typeof shown === "string" && shown.endsWith("…")) {
    return typeof found === "string" && found.startsWith(shown.slice(0, -1)) && found.length >= shown.length;
  }
  if (typeof shown !== "object" || shown === null) return found === shown;
  if (typeof found !== "object" || found === null) return false;
  const names = Object.keys({ ...found, ...shown });
  return names.every((name) => isShown(Reflect.get(found, name), Reflect.get(shown, name)));
}

describe("docs/http-api.md", () => {
  let server: TestServer;
  let surroundings: Record<string, string>;
  const http = createServer();
  const folder = mkdtempSync(join(tmpdir(), "dokly-curl-"));
  beforeAll(async () => {
    server = await startTestServer();
    const answer = getRequestListener(server.app.fetch);
    http.on("request", (request, response) => void answer(request, response));
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const address = http.address();
    if (address === null || typeof address === "string") throw new Error("no port to listen on");
    const workspace = await server.workspaceOf(await server.signUp("Olga Owner"));
    const input = { workspace, label: "Walk", scopes: ["meter"], createdBy: "test", endsAt: null } as const;
    const { key } = await server.services.apiKeys.create(input);
    surroundings = { DOKLY: `http://127.0.0.1:${address.port}`, KEY: key, WORKSPACE: workspace };
  });
  afterAll(async () => {
    http.closeAllConnections();
    http.close();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  /** The commands as one bash program; a mark between them tells which of them printed what. */
  async function run(commands: readonly string[]): Promise<readonly string[]> {
    const mark = "=== next ===";
    const program = commands.map((one) => `${one}\necho '${mark}'`).join("\n");
    const child = spawn("bash", ["-c", program], {
      env: { PATH: pathWithCurl(), HOME: folder, ...surroundings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    expect(err).toBe("");
    return out.split(`${mark}\n`).slice(0, -1);
  }

  function pathWithCurl(): string {
    const path = process.env["PATH"] ?? "";
    try {
      execFileSync("bash", ["-c", "command -v curl"], { stdio: "ignore" });
      return path;
    } catch {
      copyFileSync(standIn, join(folder, "curl"));
      chmodSync(join(folder, "curl"), 0o755);
      return `${folder}:${path}`;
    }
  }

  test("R4.2 R4.3 the walk through the meter API prints what the page says", async () => {
    const steps = stepsOf(walk);
    expect(steps.length).toBeGreaterThan(9);
    const printed = await run(steps.map(({ commands }) => commands));
    expect(printed).toHaveLength(steps.length);
    for (const [index, { commands, prints }] of steps.entries()) {
      const found = (printed[index] ?? "").split("\n").filter((line) => line !== "");
      const shown = prints.split("\n").filter((line) => line !== "");
      const isSame =
        found.length === shown.length && found.every((line, at) => isShown(readLine(line), readLine(shown[at] ?? "")));
      if (!isSame)
        throw new Error(`${commands}\nprinted\n${found.join("\n")}\nand the page shows\n${shown.join("\n")}`);
    }
    // Every status that the walk promises to show is there.
    for (const status of ["201", "200", "402", "404", "409", "422"]) expect(walk).toContain(`HTTP/1.1 ${status}`);
  });

  test("where there is no curl, the stand-in sends the same requests", async () => {
    const address = `${surroundings["DOKLY"]}/api/v1/workspaces/${surroundings["WORKSPACE"]}/holds`;
    const line = ["-sSi", "-H", `Authorization: Bearer ${surroundings["KEY"]}`, "-H", "Content-Type: application/json"];
    const own = ["-H", "Idempotency-Key: stand-in", "-d", '{"credits": 0, "kind": "render", "deadlineSeconds": 9}'];
    const child = spawn(process.execPath, [fileURLToPath(standIn), ...line, address, ...own], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [out] = await Promise.all([text(child.stdout), once(child, "close")]);
    expect(out).toMatch(/^HTTP\/1\.1 201 Created\r\n[\s\S]*\r\n\r\n\{"id":"hold_/);
  });
});
