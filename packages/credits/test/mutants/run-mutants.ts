import { startTestCluster } from "../../../../test-servers/postgres/test-cluster.ts";
import { mutants } from "./mutants.ts";
import { runSuites } from "./run-suites.ts";
import { createScratch } from "./scratch.ts";

/**
 * `npm run mutants`: makes one mistake at a time in a copy of the engine and runs the engine's tests until one fails.
 * Prints which test caught which mistake, and ends with 1 if one survived. `npm run mutants -- text…` tries only
 * those whose name or file has one of the texts. The histories are those of `DOKLY_SEED`, so that the table can be
 * repeated.
 */
const wanted = process.argv.length > 2 ? process.argv.slice(2) : [""];
const chosen = mutants.filter(({ name, file }) => wanted.some((text) => name.includes(text) || file.includes(text)));
const environment = {
  DOKLY_SEED: process.env["DOKLY_SEED"] ?? "1",
  DOKLY_HISTORIES: process.env["DOKLY_HISTORIES"] ?? "480",
};

const survivors: string[] = [];
const scratch = createScratch();
const cluster = await startTestCluster();
process.once("exit", () => scratch.remove());
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => void cluster.stop().finally(() => process.exit(130)));
}
try {
  const inCluster = { ...environment, TEST_DATABASE_URL: cluster.url };
  const control = await runSuites(scratch.folder, null, inCluster);
  if (control !== null) {
    const { suite, test, message } = control;
    console.error(`The tests fail without any mistake, so they would prove nothing: ${suite}: ${test}\n${message}`);
    process.exitCode = 1;
  } else {
    console.info(`${chosen.length} mutants; the tests pass without any of them.\n`);
    for (const mutant of chosen) {
      const takeBack = scratch.apply(mutant);
      const caught = await runSuites(scratch.folder, mutant.file, inCluster);
      takeBack();
      if (caught === null) survivors.push(`${mutant.file}: ${mutant.name}`);
      const verdict = caught === null ? "✗ SURVIVED" : `✓ ${caught.suite}: ${caught.test}\n    ${caught.message}`;
      console.info(`${mutant.file}: ${mutant.name}\n  ${verdict}`);
    }
    console.info(`\n${chosen.length - survivors.length} of ${chosen.length} mutants were caught.`);
    for (const survivor of survivors) console.info(`SURVIVED ${survivor}`);
    if (survivors.length > 0 || chosen.length === 0) process.exitCode = 1;
  }
} finally {
  await cluster.stop();
}
