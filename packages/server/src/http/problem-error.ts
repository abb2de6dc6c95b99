import { type ProblemCode, problems } from "@dokly/contract";

/** What a problem carries besides its code and detail, e.g. `{ needed: 35, available: 12 }`. Never anything secret. */
export type ProblemExtras = Readonly<Record<string, unknown>>;

/**
 * A refusal or fault that the client is told as `application/problem+json`.
 * Its status and title come from the contract's `problems`; `detail` is a sentence that says what to do.
 *
 * @example throw new ProblemError("not-found", "No page has the path guide/intro.md.")
 */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly more: ProblemExtras;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, more: ProblemExtras = {}, headers: Record<string, string> = {}) {
    super(detail);
    this.name = "ProblemError";
    this.code = code;
    this.status = problems[code].status;
    this.more = more;
    this.headers = headers;
  }
}
