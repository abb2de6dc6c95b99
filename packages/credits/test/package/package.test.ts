import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCredits, type Database, shippedCatalog } from "../../src/index.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const packageFolder = join(root, "packages", "credits");
const readme = readFileSync(join(packageFolder, "README.md"), "utf8");
const run = promisify(execFile);

/** What an embedder brings: linked from the checkout, since the tests need no network. */
const brought = ["@electric-sql/pglite", "pg", "@types/pg", "@types/node", "undici-types", "ai"];

let folder: string;
let app: string;
let packed: readonly string[];

function npm(args: readonly string[], cwd: string) {
  const env = { ...process.env, npm_config_update_notifier: "false" };
  return run("npm", args, { cwd, env, shell: process.platform === "win32" });
}

function link(name: string): void {
  const target = join(app, "node_modules", name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(realpathSync(join(root, "node_modules", name)), target, "junction");
}

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "credits-package-")));
  // Packed from a copy: `prepack` builds it from nothing, and the checkout's own build is in use.
  const copy = join(folder, "packages", "credits");
  for (const name of ["package.json", "tsconfig.json", "README.md", "LICENSE", "src", "sql"]) {
    cpSync(join(packageFolder, name), join(copy, name), { recursive: true });
  }
  cpSync(join(root, "tsconfig.base.json"), join(folder, "tsconfig.base.json"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  await npm(["pack", "--silent", "--pack-destination", folder], copy);
  const [archive] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  if (archive === undefined) throw new Error("npm packed nothing.");

  app = join(folder, "app");
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), '{ "name": "app", "private": true, "type": "module" }');
  await npm(["install", join("..", archive), "--offline", "--no-audit", "--no-fund", "--omit=peer"], app);
  const installed = join(app, "node_modules", "@dokly", "credits");
  packed = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(installed.length + 1)
        .replaceAll("\\", "/"),
    );
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the package", () => {
  test("installs into an empty project and brings nothing else", () => {
    const names = readdirSync(join(app, "node_modules")).filter((name) => !name.startsWith("."));
    expect(names).toEqual(["@dokly"]);
    expect(readdirSync(join(app, "node_modules", "@dokly"))).toEqual(["credits"]);
    expect(JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"))).not.toHaveProperty("dependencies");
  });

  test("has what it needs to run and to be read, and nothing of its tests or its build", () => {
    const migrations = readdirSync(join(packageFolder, "sql", "migrations")).map((name) => `sql/migrations/${name}`);
    expect(packed).toEqual(expect.arrayContaining([...migrations, "README.md", "LICENSE", "package.json"]));
    expect(packed.filter((name) => /\.test\.|tsbuildinfo|tsconfig|^test\//.test(name))).toEqual([]);
    const modules = (start: string, end: string) =>
      packed.flatMap((name) =>
        name.startsWith(start) && name.endsWith(end) ? [name.slice(start.length, -end.length)] : [],
      );
    const sources = modules("src/", ".ts").toSorted();
    expect(sources.length).toBeGreaterThan(50);
    expect(modules("dist/", ".js").toSorted()).toEqual(sources);
    expect(modules("dist/", ".d.ts").toSorted()).toEqual(sources);
  });

  test("brings the command that checks the books, and tells how to use it", async () => {
    const names = readdirSync(join(app, "node_modules", ".bin"));
    expect(names).toContain("dokly-credits");
    const { stdout } = await run(join(app, "node_modules", ".bin", "dokly-credits"), ["--help"], { cwd: app });
    expect(stdout).toContain("dokly-credits verify [--database URL]");
  });

  test("asks only for its optional peers, by name", () => {
    const bare = new Set<string>();
    for (const name of packed.filter((file) => /^dist\/.*\.(js|d\.ts)$/.test(file))) {
      const text = readFileSync(join(app, "node_modules", "@dokly", "credits", name), "utf8");
      for (const [, from = ""] of text.matchAll(/(?:^|\n)(?:import|export)[^;]*? from "([^"]+)"/g)) {
        if (!from.startsWith(".") && !from.startsWith("node:")) bare.add(`${name} ${from}`);
      }
    }
    // The middleware is typed by the SDK and needs nothing of it at run time.
    expect([...bare].every((use) => /^dist\/ai-sdk\/[\w-]+\.d\.ts ai$/.test(use))).toBe(true);
  });
});

/** One program that uses every entry of the package. */
const consumer = `
import { createCredits, isCreditsError, meter, shippedCatalog, type Credits, type Metered } from "@dokly/credits";
import { meterLanguageModel } from "@dokly/credits/ai-sdk";
import { pgliteDatabase } from "@dokly/credits/pglite";
import { postgresDatabase } from "@dokly/credits/postgres";
import { PGlite } from "@electric-sql/pglite";
import type { LanguageModelMiddleware } from "ai";
import pg from "pg";

export const own: Credits = createCredits({ database: pgliteDatabase(await PGlite.create()), catalog: shippedCatalog });
export const shared = createCredits({ database: postgresDatabase(new pg.Pool()), catalog: shippedCatalog });
export const options = { workspace: "ws_1", key: "a", kind: "render", credits: CREDITS };
export const metered: Promise<Metered<string>> = meter(own, options, async (run) => {
  run.report({ credits: run.credits });
  return "a picture";
});
export const middleware: LanguageModelMiddleware = meterLanguageModel({
  credits: shared, catalog: shippedCatalog, workspace: "ws_1", kind: "chat", holdCredits: 5n,
});
export const missing = (error: unknown): bigint =>
  isCreditsError(error, "insufficient-credits") ? error.details.shortfall : 0n;
`;

async function typeErrors(files: Record<string, string>, resolution: Record<string, string>): Promise<string> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(app, name), text);
  const compilerOptions = {
    ...resolution,
    target: "es2023",
    lib: ["es2024", "dom"],
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  };
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, files: Object.keys(files) }));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  return run(process.execPath, [tsc, "-p", app], { cwd: app }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

describe("in a project that installed it", () => {
  beforeAll(() => {
    for (const name of brought) link(name);
  });

  const example = /^```ts\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? "";

  test("the program of its README runs, and prints what the README says", async () => {
    writeFileSync(join(app, "readme.ts"), example);
    const { stdout, stderr } = await run(process.execPath, ["readme.ts"], { cwd: app });
    expect(stdout).toBe(/^```text\n([\s\S]*?)^```$/m.exec(readme)?.[1]);
    expect(stderr).toBe("");
  }, 120_000);

  test.each([
    { module: "node16", moduleResolution: "node16" },
    { module: "nodenext", moduleResolution: "nodenext" },
    { module: "esnext", moduleResolution: "bundler" },
  ])(
    "its types resolve, and say no to a wrong program, under $moduleResolution",
    async (resolution) => {
      const [right, wrong] = [consumer.replace("CREDITS", "20n"), consumer.replace("CREDITS", "20")];
      const told = await typeErrors({ "readme.ts": example, "consumer.ts": right, "wrong.ts": wrong }, resolution);
      expect(told).toContain("Type 'number' is not assignable to type 'bigint'");
      // What goes on under an error is indented.
      expect(told.split("\n").filter((line) => /^\S/.test(line) && !line.startsWith("wrong.ts("))).toEqual([]);
    },
    120_000,
  );
});

describe("the README of the package", () => {
  test("names every verb of the engine", () => {
    const none = (): never => {
      throw new Error("Nothing is asked of the database.");
    };
    const database: Database = { spansWorkspaces: true, run: none, transaction: none, snapshot: none };
    const verbs = Object.keys(createCredits({ database, catalog: shippedCatalog }));
    expect(verbs.filter((verb) => !readme.includes(`| \`${verb}\` |`))).toEqual([]);
  });

  test("names every code of a refusal", () => {
    const source = readFileSync(join(packageFolder, "src", "domain", "errors.ts"), "utf8");
    const details = /export type CreditsErrorDetails = \{\n([\s\S]*?)\n\};/.exec(source)?.[1] ?? "";
    const codes = [...details.matchAll(/^ {2}"?([a-z-]+)"?: /gm)].map((match) => match[1] ?? "");
    expect(codes.length).toBeGreaterThan(10);
    const table = readme.slice(readme.indexOf("## Errors"));
    expect(codes.filter((code) => !table.includes(`\`${code}\``))).toEqual([]);
  });
});
