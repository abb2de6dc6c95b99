import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnthropicTestServer, startAnthropicTestServer } from "../../test-servers/anthropic/server.ts";
import { childEnvironment } from "../../test-servers/child-environment.ts";
import { createTestDatabase, type TestDatabase } from "../../test-servers/postgres/test-database.ts";

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

/** What an example prints, run by itself in a process of its own. */
async function outputOf(name: string): Promise<{ stdout: string; stderr: string }> {
  const file = fileURLToPath(new URL(`examples/${name}`, root));
  return promisify(execFile)(process.execPath, ["--conditions=dokly-source", file], {
    cwd: fileURLToPath(root),
    env: {
      ...childEnvironment,
      TZ: "UTC",
      DATABASE_URL: database.url,
      ANTHROPIC_BASE_URL: `${provider.url}/v1`,
      ANTHROPIC_API_KEY: "test-key",
    },
    timeout: 100_000,
  });
}

describe("the examples", () => {
  test("are there to be run", () => {
    expect(examples).toContain("meter-a-function.ts");
  });

  test.each(examples)("%s prints exactly what stands in its .out file, and no warning", async (name) => {
    const { stdout, stderr } = await outputOf(name);
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
