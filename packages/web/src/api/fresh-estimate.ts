import { type Estimate, estimate } from "@dokly/contract";
import { isProblem } from "./problem.ts";

/** The estimate that came with a refusal because it has changed; undefined for any other error. */
export function freshEstimate(error: unknown): Estimate | undefined {
  return isProblem(error, "estimate-changed") ? estimate.safeParse(error.problem["estimate"]).data : undefined;
}
