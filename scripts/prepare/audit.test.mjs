import { expect, test } from "vitest";
import { auditPackages, readAudit } from "./audit.mjs";

const answered = (counts, vulnerabilities = {}) =>
  JSON.stringify({ metadata: { vulnerabilities: counts, dependencies: { prod: 212 } }, vulnerabilities });
const clean = { info: 0, low: 1, moderate: 2, high: 0, critical: 0 };

test("a registry that answers and knows nothing grave is a pass", async () => {
  expect(readAudit(answered(clean)).outcome).toBe("passed");
  expect(await auditPackages(async () => answered(clean))).toEqual({ passed: 1, failed: 0 });
});

test("a grave flaw fails, and names the package", async () => {
  const printed = answered(
    { ...clean, critical: 1 },
    { left: { name: "left", severity: "critical", range: "<2.0.0" } },
  );
  expect(readAudit(printed)).toEqual({
    outcome: "failed",
    text: "✗ dependency audit (1 packages with a grave flaw)\n  left <2.0.0: critical",
  });
  expect(await auditPackages(async () => printed)).toEqual({ passed: 0, failed: 1 });
});

test.each([
  ["no network", JSON.stringify({ message: "request to the registry failed", error: { summary: "" } })],
  ["a registry without audits", JSON.stringify({ message: "405 Method Not Allowed", statusCode: 405 })],
  ["an npm that was ended, or is not there", ""],
])("%s is told as skipped, and counts neither way", async (_what, printed) => {
  const { outcome, text } = readAudit(printed);
  expect(outcome).toBe("skipped");
  expect(text).toContain("SKIPPED, nothing was audited");
  expect(await auditPackages(async () => printed)).toEqual({ passed: 0, failed: 0 });
});
