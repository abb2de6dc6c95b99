import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

// Each test is a run of vitest: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 60_000 });

const inRoot = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "dokly-test-summary-"));

/** A run of two projects, whose money suite is `money`. */
beforeAll(() => {
  const project = (name: string) => ({ test: { name, include: [`${name}.test.js`], globals: true } });
  const options = { projects: [project("unit"), project("money")], reporters: "REPORTERS" };
  const config = JSON.stringify({ test: options }).replace('"REPORTERS"', "[new SummaryReporter()]");
  writeFileSync(
    join(folder, "vitest.config.ts"),
    `import { SummaryReporter } from "${inRoot("test-servers/vitest-summary.ts")}";\nexport default ${config};\n`,
  );
  writeFileSync(join(folder, "unit.test.js"), 'test("adds", () => expect(1 + 1).toBe(2));');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runWith(moneySuite: string) {
  writeFileSync(join(folder, "money.test.js"), moneySuite);
  const counts = join(folder, "counts");
  const { TEST_COUNTS: _counts, VITEST: _vitest, ...environment } = process.env;
  const result = spawnSync(process.execPath, [inRoot("node_modules/vitest/vitest.mjs"), "run", "--root", folder], {
    encoding: "utf8",
    env: { ...environment, TEST_COUNTS: counts, TEST_PROJECTS: "unit,money" },
  });
  const [line = "", ...failures] = readFileSync(counts, "utf8").trim().split("\n");
  rmSync(counts);
  return { status: result.status, line, failures, said: result.stdout + result.stderr };
}

test("a run in which every suite passed ends well, and says what each took", () => {
  const { status, line, said } = runWith('test("charges once", () => expect(1).toBe(1));');
  expect({ status, line }).toEqual({ status: 0, line: "2 0" });
  expect(said).toMatch(/money: 1 files, \d+\.\d s/);
});

test("L1 a run fails when its money suite ran no test, whatever the reason", () => {
  const { status, line, said } = runWith('test.runIf(false)("charges once", () => expect(1).toBe(1));');
  expect({ status, line }).toEqual({ status: 1, line: "1 1" });
  expect(said).toContain("No test of the project money passed.");
});

test("a suite that does not load fails the run", () => {
  const { status, line, failures } = runWith('throw new Error("broken");');
  expect({ status, line: line.split(" ")[0] }).toEqual({ status: 1, line: "1" });
  expect(failures).toEqual(["money money.test.js", "  broken", "No test of the project money passed."]);
});

test("what failed stands behind the counts, with where and why", () => {
  const { line, failures } = runWith(
    'describe("credits", () => { test("a", () => {}); test("b", () => expect(1).toBe(2)); });',
  );
  expect(line).toBe("2 1");
  expect(failures).toEqual(["money money.test.js > credits > b", expect.stringContaining("  expected 1 to be 2")]);
});
