import { appendFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import type { Reporter, TestModule } from "vitest/node";

/**
 * Closes a run: the seconds that each project's tests took, added up over files that run at once, and one plain line,
 * `N passed, N failed`. A file that does not load counts as one failed test, and a run without tests fails. With
 * TEST_PROJECTS set (names with commas between), so does each of those projects in which no test passed: a suite that
 * is never run protects nothing. With TEST_COUNTS set, the counts go to that file instead, and what failed in the lines
 * behind them: the script that runs everything adds them up, and ends with what failed, thousands of lines later.
 */
export class SummaryReporter implements Reporter {
  onTestRunEnd(testModules: readonly TestModule[], unhandledErrors: readonly { readonly message: string }[]): void {
    const counts = testModules.map(countTests);
    const passed = counts.reduce((sum, module) => sum + module.passed, 0);
    const idle = idleProjects(counts, process.env["TEST_PROJECTS"]);
    const failures = [
      ...testModules.flatMap(tellFailures),
      ...unhandledErrors.map(({ message }) => tell("outside of the tests", [{ message }])),
      ...idle.map((name) => `No test of the project ${name} passed.`),
    ];
    for (const name of idle) console.error(`No test of the project ${name} passed.`);
    let failed = counts.reduce((sum, module) => sum + module.failed, unhandledErrors.length + idle.length);
    if (passed + failed === 0) {
      failed = 1;
      console.error("No test was found.");
    }
    if (failed > 0) process.exitCode = 1;
    for (const [name, modules] of Map.groupBy(counts, ({ project }) => project)) {
      const seconds = modules.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
      console.info(`${name}: ${modules.length} files, ${seconds.toFixed(1)} s`);
    }
    const file = process.env["TEST_COUNTS"];
    if (file === undefined) console.info(`${passed} passed, ${failed} failed`);
    else appendFileSync(file, [`${passed} ${failed}`, ...failures, ""].join("\n"));
  }
}

type Counts = {
  readonly project: string;
  readonly passed: number;
  readonly failed: number;
  readonly milliseconds: number;
};

function countTests(module: TestModule): Counts {
  const states = Array.from(module.children.allTests(), (test) => test.result().state);
  const failed = states.filter((state) => state === "failed").length;
  return {
    project: module.project.name,
    passed: states.filter((state) => state === "passed").length,
    failed: failed === 0 && module.state() === "failed" ? 1 : failed,
    milliseconds: module.diagnostic().duration,
  };
}

/** Projects that were to run and have nothing to show for it. L1. */
function idleProjects(counts: readonly Counts[], expected: string | undefined): readonly string[] {
  const names = (expected ?? "").split(",").filter((name) => name !== "");
  return names.filter((name) => !counts.some(({ project, passed }) => project === name && passed > 0));
}

/** What failed in a file: where, and why. */
function tellFailures(module: TestModule): readonly string[] {
  const file = `${module.project.name} ${module.relativeModuleId}`;
  const tests = Array.from(module.children.allTests("failed"), (test) =>
    tell(`${file} > ${test.fullName}`, test.result().errors ?? []),
  );
  return module.errors().length === 0 ? tests : [tell(file, module.errors()), ...tests];
}

/** A failure in lines without colours, indented below where it happened. */
function tell(where: string, errors: readonly { readonly message: string }[]): string {
  const messages = errors.map(({ message }) => stripVTControlCharacters(message));
  return [where, ...messages].join("\n").replaceAll("\n", "\n  ");
}
