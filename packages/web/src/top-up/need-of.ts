import type { Estimate } from "@dokly/contract";
import { isProblem } from "../api/problem.ts";
import type { TopUpNeed } from "./shortfall-figures.tsx";

/** What an estimate found missing, or null where there are enough credits. */
export function needOfEstimate(estimate: Pick<Estimate, "high" | "available" | "enough" | "shortfall" | "topUp">) {
  const { high, available, enough, shortfall = high - available, topUp } = estimate;
  return enough ? null : ({ needed: high, available, shortfall, topUp } satisfies TopUpNeed);
}

/** What a refusal (402) said was missing, or null for any other error. */
export function needOfRefusal(error: unknown): TopUpNeed | null {
  if (!isProblem(error, "insufficient-credits")) return null;
  const { needed = 0, available = 0, shortfall = 0, topUp } = error.problem;
  return { needed, available, shortfall, topUp };
}
