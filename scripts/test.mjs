import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { ensureBuilt } from "./prepare/built.mjs";
import { findChromium } from "./prepare/chromium.mjs";
import { ensureInstalled } from "./prepare/installed.mjs";
import { inRoot } from "./prepare/paths.mjs";
import { PrepareError, runScript } from "./prepare/say.mjs";
import { checks, runStep, runSteps, vitest } from "./prepare/steps.mjs";

const onPostgres = ["database", "postgres15", "partitioned", "parity"];

/**
 * `npm test`: everything, in order, and one closing line. With a name, a part of it:
 * fast (no browser and no PostgreSQL: the engine on PGlite), pg (the engine on PostgreSQL 18 and 15, and partitioned),
 * web (the whole product in a browser), long (100,000 random histories, 50 rounds of each kill test and 1,000 meetings
 * of each two commands: hours).
 */
const parts = {
  everything: async () =>
    addCounts(
      await runSteps(checks, { atOnce: 2 }),
      await runTests({ projects: ["unit", ...onPostgres, "pglite", "http", "examples"] }),
      await runBrowserTests(),
    ),
  fast: () => runTests({ projects: ["unit", "pglite"] }),
  pg: () => runTests({ projects: onPostgres }),
  web: () => runBrowserTests({ TEST_PICTURES: "1" }),
  long: () =>
    runTests({
      projects: ["database", "postgres15", "partitioned", "pglite", "parity"],
      options: [
        "histories/postgres",
        "histories/pglite",
        "histories/parity",
        "databases/histories",
        "processes/kill",
        "interleavings/",
      ],
      environment: {
        DOKLY_HISTORIES: process.env["DOKLY_HISTORIES"] ?? "100000",
        DOKLY_KILL_ROUNDS: process.env["DOKLY_KILL_ROUNDS"] ?? "50",
        DOKLY_MEETINGS: process.env["DOKLY_MEETINGS"] ?? "1000",
      },
    }),
};

await runScript(async () => {
  const name = process.argv[2] ?? "everything";
  if (parts[name] === undefined)
    throw new PrepareError(`There are no tests called ${name}; allowed: ${Object.keys(parts).join(", ")}.`);
  await ensureInstalled();
  const { passed, failed, failures } = await parts[name]();
  if (failures.length > 0) console.info(`\nWhat failed:\n${failures.join("\n")}`);
  console.info(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
});

/**
 * Runs projects of vitest.config.ts. One that ran no test, and a run that ends badly without saying how many failed,
 * count as one failure.
 */
async function runTests({ projects, options = [], environment = {} }) {
  const countsFile = inRoot(".cache", `test-counts-${process.pid}`);
  mkdirSync(inRoot(".cache"), { recursive: true });
  writeFileSync(countsFile, "");
  const isPassed = await runStep({
    name: `tests: ${projects.join(", ")}`,
    command: vitest(...projects.map((project) => `--project=${project}`), ...options),
    environment: { ...environment, TEST_COUNTS: countsFile, TEST_PROJECTS: projects.join(",") },
    isLive: true,
  });
  const [counts = "", ...failures] = readFileSync(countsFile, "utf8").trimEnd().split("\n");
  const [passed = 0, failed = 0] = counts.split(" ").filter(Boolean).map(Number);
  rmSync(countsFile, { force: true });
  return { passed, failed: isPassed ? failed : Math.max(failed, 1), failures };
}

async function runBrowserTests(given = {}) {
  try {
    await ensureBuilt();
    const environment = { ...given, CHROMIUM_PATH: await findChromium() };
    return await runTests({ projects: ["browser"], environment });
  } catch (cause) {
    if (!(cause instanceof PrepareError)) throw cause;
    console.error(`✗ tests: browser\n${cause.message}`);
    return { passed: 0, failed: 1, failures: [`browser: ${cause.message}`] };
  }
}

function addCounts(...all) {
  return {
    passed: all.reduce((sum, counts) => sum + counts.passed, 0),
    failed: all.reduce((sum, counts) => sum + counts.failed, 0),
    failures: all.flatMap(({ failures }) => failures),
  };
}
