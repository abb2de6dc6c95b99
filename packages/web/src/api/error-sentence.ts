import { limitRefusalText } from "../limits/limit-refusal-text.ts";
import { strings } from "../strings/index.ts";
import { ApiProblem, ConnectionLost } from "./problem.ts";

/** Codes whose detail names the file, field or limit that was refused, written by the server for people to read. */
const codesWithTellingDetail: ReadonlySet<string> = new Set([
  "validation-failed",
  "too-large",
  "document-refused",
  "selection-refused",
  "limit-reached",
  "too-many-requests",
  "undo-refused",
  "invitation-refused",
  "member-conflict",
  "price-changed",
  "payment-refused",
  "plan-change-refused",
  "top-up-below-minimum",
  "provider-key-refused",
  "own-key-state",
  "own-key-out-of-scope",
  "report-state",
  "reset-passed",
  "refund-above-charge",
]);

/** What a person reads about an error: what happened, and what to do next. */
export function errorSentence(error: unknown): string {
  if (error instanceof ConnectionLost) return strings.app.errors.connectionLost;
  if (!(error instanceof ApiProblem)) return strings.app.errors.unexpected;
  const field = error.problem.errors?.[0];
  if (error.code === "validation-failed" && field !== undefined) return `${field.path}: ${field.message}`;
  const refusal = error.code === "limit-reached" ? limitRefusalText(error.problem) : null;
  if (refusal !== null) return refusal;
  if (codesWithTellingDetail.has(error.code) && error.problem.detail !== "") return error.problem.detail;
  return strings.problems[error.code];
}
