import type { ProblemCode } from "@dokly/contract";
import type { CreditsError } from "@dokly/credits";
import { ProblemError } from "./problem-error.ts";

/** Every code of the engine, and how the wire calls it: a new code does not compile until it is mapped. */
const problemCodeOf = {
  "insufficient-credits": "insufficient-credits",
} as const satisfies Record<CreditsError["code"], ProblemCode>;

/** The engine's refusal as a problem; its details go along, whole credits as JSON integers. */
export function problemOfCreditsError(error: CreditsError): ProblemError {
  const code: ProblemCode = problemCodeOf[error.code];
  return new ProblemError(code, error.message, wireDetails(error.details));
}

function wireDetails(details: unknown): Record<string, unknown> {
  if (typeof details !== "object" || details === null) return {};
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [key, typeof value === "bigint" ? Number(value) : value]),
  );
}
