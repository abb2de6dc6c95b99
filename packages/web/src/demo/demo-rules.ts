import type { DemoStep } from "@dokly/contract";

/** The heading of docs/ledger.md under which each step's rule stands, as it is linked to. */
export const rulesOfSteps: Readonly<Record<DemoStep, string>> = {
  "fail-action": "holds",
  "empty-bucket": "holds",
  "step-to-reset": "periods-and-resets",
  verify: "verify",
  "end-clock": "time",
};
