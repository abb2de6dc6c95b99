import { appendFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/**
 * Closes a run with one plain line, `N passed, N failed`. A file that does not load counts as one failed test, and a
 * run without tests fails. With TEST_COUNTS set, the counts go to that file instead: the script that runs everything
 * adds them up.
 */
export class SummaryReporter implements Reporter {
  onTestRunEnd(testModules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const testModule of testModules) {
      const tests = [...testModule.children.allTests()];
      passed += tests.filter((test) => test.result().state === "passed").length;
      const failedTests = tests.filter((test) => test.result().state === "failed").length;
      failed += failedTests === 0 && testModule.state() === "failed" ? 1 : failedTests;
    }
    if (passed + failed === 0) {
      failed = 1;
      console.error("No test was found.");
      process.exitCode = 1;
    }
    const counts = process.env["TEST_COUNTS"];
    if (counts === undefined) console.info(`${passed} passed, ${failed} failed`);
    else appendFileSync(counts, `${passed} ${failed}\n`);
  }
}
