import { execFile } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emptyPgliteVariable } from "../../packages/credits/test/databases/templates.ts";
import { type AnthropicTestServer, startAnthropicTestServer } from "../../test-servers/anthropic/server.ts";
import { childEnvironment } from "../../test-servers/child-environment.ts";
import { createTestDatabase, type TestDatabase } from "../../test-servers/postgres/test-database.ts";
import type { Given } from "./run-example.ts";

const root = new URL("../../", import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, root), "utf8");
const examples = readdirSync(new URL("examples/", root)).filter((name) => name.endsWith(".ts"));

let provider: AnthropicTestServer;
let database: TestDatabase;
beforeAll(async () => {
  provider = await startAnthropicTestServer();
  // What the three requests of the example meet: an answer, one that is stopped on its way, and a failure.
  const answer = { text: "Hello, Acme! How can I help?", inputTokens: 600, outputTokens: 120 };
  provider.next(answer, { ...answer, isPaused: true }, { fault: { kind: "status", status: 529 } });
  database = await createTestDatabase();
});
afterAll(async () => {
  await provider.close();
  await database.drop();
});

/**
 * Run as a reader does, in a process of their own; the others share what making a PGlite takes. The test of the package
 * runs the first example as a reader does too.
 */
const byThemselves = ["use-pglite.ts", "use-postgres.ts"];

type Printed = { readonly stdout: string; readonly stderr: string };

const pathOf = (name: string): string => fileURLToPath(new URL(`examples/${name}`, root));
const environment = (): Record<string, string> => ({
  ...childEnvironment,
  TZ: "UTC",
  DATABASE_URL: database.url,
  ANTHROPIC_BASE_URL: `${provider.url}/v1`,
  ANTHROPIC_API_KEY: "test-key",
});

function printedByProcess(name: string): Promise<Printed> {
  return promisify(execFile)(process.execPath, ["--conditions=dokly-source", pathOf(name)], {
    cwd: fileURLToPath(root),
    env: environment(),
    timeout: 100_000,
  });
}

/** PGlite's program, compiled once: doing it in every process was most of what the examples took. */
let pgliteModule: Promise<WebAssembly.Module> | undefined;

async function printedByThread(name: string): Promise<Printed> {
  const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  pgliteModule ??= readFile(join(dirname(entry), "pglite.wasm")).then((bytes) => WebAssembly.compile(bytes));
  const given: Given = {
    example: new URL(`examples/${name}`, root).href,
    pgliteModule: await pgliteModule,
    emptyDatabase: await readFile(process.env[emptyPgliteVariable] ?? ""),
  };
  const thread = new Worker(new URL("run-example.ts", import.meta.url), {
    execArgv: ["--conditions=dokly-source"],
    env: environment(),
    workerData: given,
    stdout: true,
    stderr: true,
  });
  const [stdout, stderr, [code]] = await Promise.all([text(thread.stdout), text(thread.stderr), once(thread, "exit")]);
  if (code !== 0) throw new Error(`${name} ended with ${String(code)}: ${stderr}`);
  return { stdout, stderr };
}

describe("the examples", () => {
  test("are there to be run", () => {
    expect(examples).toEqual(expect.arrayContaining(byThemselves));
  });

  test.each(examples)("%s prints exactly what stands in its .out file, and no warning", async (name) => {
    const { stdout, stderr } = await (byThemselves.includes(name) ? printedByProcess(name) : printedByThread(name));
    expect(stdout).toBe(textOf(`examples/${name.replace(/\.ts$/, ".out")}`));
    expect(stderr).toBe("");
  });
});

/** Code blocks of a page by their language, in order. */
function blocksOf(page: string, language: string): string[] {
  const blocks = textOf(page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"));
  return [...blocks].map((block) => block[1] ?? "");
}

describe("the pages that quote an example", () => {
  test("the first example is a whole program of fifteen lines", () => {
    const lines = textOf("examples/meter-a-function.ts").split("\n");
    expect(lines.filter((line) => line.trim() !== "")).toHaveLength(15);
  });

  test("the page of the package shows it too", () => {
    expect(blocksOf("packages/credits/README.md", "ts")).toContain(textOf("examples/meter-a-function.ts"));
  });

  test("the README shows the file of its example, and its real output", () => {
    expect(blocksOf("README.md", "ts")).toEqual([textOf("examples/meter-a-function.ts")]);
    expect(blocksOf("README.md", "text")).toContain(textOf("examples/meter-a-function.out"));
  });

  test("R3.1 R3.3 R3.4 R3.5 docs/billing.md shows the real output of each of its worked examples", () => {
    const parts = textOf("examples/plans-in-numbers.out").trimEnd().split("\n\n");
    expect(blocksOf("docs/billing.md", "text")).toEqual(expect.arrayContaining(parts.map((part) => `${part}\n`)));
    expect(parts.length).toBeGreaterThan(8);
  });

  test("P10 P12 docs/ledger.md shows the real output of its worked examples", () => {
    expect(blocksOf("docs/ledger.md", "text")).toContain(textOf("examples/ledger-in-numbers.out"));
    expect(blocksOf("docs/ledger.md", "text")).toContain(textOf("examples/reset-with-open-holds.out"));
  });
});
