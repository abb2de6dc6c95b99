import { expect, test } from "vitest";
import { cpuOfProcessTree } from "./process-cpu.ts";

test.runIf(process.platform === "linux")("CPU time of a process grows by what it worked", () => {
  const before = cpuOfProcessTree(process.pid);
  const since = process.cpuUsage();
  const used = (): number => process.cpuUsage(since).user + process.cpuUsage(since).system;
  while (used() < 200_000) Math.sqrt(used());
  const after = cpuOfProcessTree(process.pid);
  // Counted in hundredths of a second, and other threads of the process work too.
  expect((after ?? 0) - (before ?? 0)).toBeGreaterThanOrEqual(180_000);
});

test("a process that is not there has none to tell", () => {
  expect(cpuOfProcessTree(2 ** 30)).toBeNull();
});
