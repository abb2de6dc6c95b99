import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findViolations } from "./structure.mjs";

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dokly-structure-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function violationsWith(files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return findViolations(folder);
}

const lines = (count, line = "  step();") => Array.from({ length: count }, () => line).join("\n");

test("a tree that follows the structure has no violation", () => {
  const violations = violationsWith({
    "packages/server/src/credits/routes.ts":
      'import { createCredits } from "@dokly/credits";\nexport const a = createCredits;\n',
    "packages/credits/src/index.ts": 'export { split } from "./domain/split.ts";\n',
    "packages/credits/src/domain/split.ts":
      'import { createHash } from "node:crypto";\nexport const split = createHash;\n',
    "packages/credits/package.json": '{"peerDependencies":{"pg":">=8"}}',
    "packages/web/src/app/router.tsx": 'import { plan } from "@dokly/contract";\nexport const a = plan;\n',
    "packages/server/test/credits/routes.test.ts":
      'import { a } from "../../../credits/src/domain/split.ts";\nexport const b = a;\n',
  });
  expect(violations).toEqual([]);
});

describe("an arrow against the architecture is refused with where the code belongs", () => {
  test.each([
    ["packages/credits/src/operations/settle.ts", "@dokly/contract", "arrow from credits to contract"],
    ["packages/contract/src/ai.ts", "@dokly/credits", "packages/credits/src/domain"],
    ["packages/web/src/usage/meter.ts", "@dokly/credits/postgres", "shapes belong in packages/contract"],
    ["packages/server/src/app.ts", "@dokly/web", "packages/web/dist"],
    ["packages/web/src/api/client.ts", "../../../server/src/app.ts", "arrow from web to server"],
    ["packages/server/src/app.ts", "../../../test-servers/postgres/start.ts", "test-servers is no package"],
  ])("%s importing %s", (path, from, expected) => {
    const violations = violationsWith({ [path]: `import { a } from "${from}";\nexport const b = a;\n` });
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(`${path}:1`);
    expect(violations[0]).toContain(expected);
  });

  test("also by a type, by passing on, and by a dynamic import", () => {
    const violations = violationsWith({
      "packages/web/src/a.ts": 'import type { Lot } from "@dokly/credits";\nexport type A = Lot;\n',
      "packages/web/src/b.ts": 'export { b } from "@dokly/credits";\nexport const c = 1;\n',
      "packages/web/src/c.ts": 'export const c = () => import("@dokly/credits");\n',
    });
    expect(violations).toHaveLength(3);
  });
});

describe("the rules about credits stay pure", () => {
  test.each([
    ["a clock", "export const a = () => Date.now();"],
    ["a clock as a date", "export const a = () => new Date();"],
    ["chance", "export const a = () => Math.random();"],
    ["random bytes", 'import { randomBytes } from "node:crypto";\nexport const a = randomBytes;'],
    ["the environment", 'export const a = () => process.env["HOME"];'],
    ["a log", 'export const a = () => console.info("a");'],
    ["a database", 'import pg from "pg";\nexport const a = pg;'],
    ["a store of the same package", 'import { a } from "../store/lots.ts";\nexport const b = a;'],
    ["a promise", "export const a = async () => 1;"],
  ])("against %s", (_what, text) => {
    const violations = violationsWith({ "packages/credits/src/domain/split.ts": `${text}\n` });
    expect(violations.length).toBeGreaterThan(0);
    expect(violations[0]).toContain("pure and synchronous");
  });

  test("a date that is made from a value is pure", () => {
    const text = "export const a = (at: number) => new Date(at);\n";
    expect(violationsWith({ "packages/credits/src/domain/split.ts": text })).toEqual([]);
  });
});

describe("sizes", () => {
  test.each([
    ["a file of 301 lines", { "packages/web/src/a.ts": lines(301, "step();") }, "has 301 lines"],
    ["a function of 72 lines", { "packages/web/src/a.ts": `function run() {\n${lines(70)}\n}\n` }, "run has 72 lines"],
    [
      "a component of 122 lines",
      { "packages/web/src/a.tsx": `function Meter() {\n${lines(120)}\n}\n` },
      "for a component",
    ],
    ["a line of 130 columns", { "packages/web/src/a.ts": `// ${"word ".repeat(26)}\n` }, "columns wide"],
    [
      "six exports",
      { "packages/web/src/a.ts": "export const a = 1, b = 2, c = 3, d = 4, e = 5, f = 6;\n" },
      "exports 6 values",
    ],
  ])("%s is refused", (_what, files, expected) => {
    const violations = violationsWith(files);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(expected);
  });

  test("a component of 100 lines, a long describe and a function that declares others are allowed", () => {
    const violations = violationsWith({
      "packages/web/src/a.tsx": `function Meter() {\n${lines(98)}\n}\n`,
      "packages/web/src/a.test.ts": `describe("a", () => {\n${lines(150)}\n});\n`,
      "packages/web/src/b.ts": `function create() {\nfunction a() {\n${lines(60)}\n}\nfunction b() {\n${lines(60)}\n}\n}\n`,
    });
    expect(violations).toEqual([]);
  });
});

describe("places and names", () => {
  test.each([
    ["packages/server/src/utils/time.ts", "a drawer called utils"],
    ["packages/web/src/usage/helpers.ts", "a drawer called helpers"],
    ["packages/credits/src/store/index.ts", "an index inside a package"],
    ["packages/server/src/a/b/c/d/e.ts", "4 folders below src"],
  ])("%s is refused", (path, expected) => {
    expect(violationsWith({ [path]: "export const a = 1;\n" })).toEqual([expect.stringContaining(expected)]);
  });

  test("a file that only passes on is a barrel under any name", () => {
    const violations = violationsWith({ "packages/server/src/ai/all.ts": 'export { a } from "./a.ts";\n' });
    expect(violations).toEqual([expect.stringContaining("only passes on")]);
  });

  test("tests may have helpers", () => {
    expect(violationsWith({ "test/helpers/browser.ts": "export const a = 1;\n" })).toEqual([]);
  });
});

describe("manifests", () => {
  test("the engine has no runtime dependency", () => {
    const violations = violationsWith({ "packages/credits/package.json": '{"dependencies":{"zod":"4.6.7"}}' });
    expect(violations).toEqual([expect.stringContaining("no runtime dependencies")]);
  });

  test("every version is exact", () => {
    const violations = violationsWith({ "package.json": '{"devDependencies":{"vite":"^8.0.0"}}' });
    expect(violations).toEqual([expect.stringContaining("Pin the exact version")]);
    const renamed = (version) => violationsWith({ "package.json": `{"devDependencies":{"a":"npm:@b/c@${version}"}}` });
    expect(renamed("1.2.3-beta.4")).toEqual([]);
    expect(renamed("^1.2.3")).toEqual([expect.stringContaining("Pin the exact version")]);
  });
});

test.each([
  ["// TO", "DO later"],
  ["// @ts-", "ignore"],
  ["test.on", 'ly("a", () => undefined);'],
])("what is left over from the work is refused: %s%s", (first, second) => {
  const violations = violationsWith({ "packages/web/src/a.ts": `${first}${second}\n` });
  expect(violations).toHaveLength(1);
});
