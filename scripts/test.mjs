import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { ensureBuilt } from "./prepare/built.mjs";
import { findChromium } from "./prepare/chromium.mjs";
import { ensureInstalled } from "./prepare/installed.mjs";
import { inRoot } from "./prepare/paths.mjs";
import { PrepareError, runScript } from "./prepare/say.mjs";
import { checks, runStep, runSteps, vitest } from "./prepare/steps.mjs";

/**
 * `npm test`: everything, in order, and one closing line. With a name, a part of it:
 * fast (no browser; the engine on PGlite only), pg (the engine on PostgreSQL), web (the whole product in a browser).
 */
const parts = {
  everything: async () =>
    addCounts(await runSteps(checks), await runTests("unit", "database", "http", "examples"), await runBrowserTests()),
  fast: () => runTests("unit", "database", { TEST_BACKENDS: "pglite" }),
  pg: () => runTests("database", { TEST_BACKENDS: "postgres" }),
  web: () => runBrowserTests(),
};

await runScript(async () => {
  const name = process.argv[2] ?? "everything";
  if (parts[name] === undefined)
    throw new PrepareError(`There are no tests called ${name}; allowed: ${Object.keys(parts).join(", ")}.`);
  await ensureInstalled();
  const { passed, failed } = await parts[name]();
  console.info(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
});

/**
 * Runs the named projects of vitest.config.ts; a run that ends badly without saying how many failed counts as one
 * failure.
 */
async function runTests(...projectsAndEnvironment) {
  const projects = projectsAndEnvironment.filter((part) => typeof part === "string");
  const environment = Object.assign({}, ...projectsAndEnvironment.filter((part) => typeof part === "object"));
  const countsFile = inRoot(".cache", `test-counts-${process.pid}`);
  mkdirSync(inRoot(".cache"), { recursive: true });
  writeFileSync(countsFile, "");
  const isPassed = await runStep({
    name: `tests: ${projects.join(", ")}`,
    command: vitest(...projects.map((project) => `--project=${project}`)),
    environment: { ...environment, TEST_COUNTS: countsFile },
    isLive: true,
  });
  const [passed = 0, failed = 0] = readFileSync(countsFile, "utf8").trim().split(" ").filter(Boolean).map(Number);
  rmSync(countsFile, { force: true });
  return { passed, failed: isPassed ? failed : Math.max(failed, 1) };
}

async function runBrowserTests() {
  try {
    await ensureBuilt();
    return await runTests("browser", { CHROMIUM_PATH: await findChromium() });
  } catch (cause) {
    if (!(cause instanceof PrepareError)) throw cause;
    console.error(`✗ tests: browser\n${cause.message}`);
    return { passed: 0, failed: 1 };
  }
}

function addCounts(...all) {
  return {
    passed: all.reduce((sum, counts) => sum + counts.passed, 0),
    failed: all.reduce((sum, counts) => sum + counts.failed, 0),
  };
}
