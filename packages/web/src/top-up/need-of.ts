import type { Estimate } from "@dokly/contract";
import { isProblem } from "../api/problem.ts";
import type { TopUpNeed } from "./shortfall-figures.tsx";

type Asked = Pick<Estimate, "high" | "available" | "enough" | "shortfall" | "topUp" | "refusal">;

/** What an estimate found missing, or null where credits are not: there are enough, or no own key pays for it. */
export function needOfEstimate(estimate: Asked): TopUpNeed | null {
  const { high, available, enough, shortfall = high - available, topUp, refusal } = estimate;
  return enough || refusal !== undefined ? null : { needed: high, available, shortfall, topUp };
}

/** What a refusal (402) said was missing, or null for any other error. */
export function needOfRefusal(error: unknown): TopUpNeed | null {
  if (!isProblem(error, "insufficient-credits")) return null;
  const { needed = 0, available = 0, shortfall = 0, topUp } = error.problem;
  return { needed, available, shortfall, topUp };
}
