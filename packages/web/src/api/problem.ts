import type { Problem, ProblemCode } from "@dokly/contract";

/** An error that the API answered with: its stable code, its status, and the whole problem for the details. */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly problem: Problem;
  /** Seconds to wait, from Retry-After; null where the reply did not say. */
  readonly retryAfterSeconds: number | null;

  constructor(problem: Problem, retryAfterSeconds: number | null = null) {
    super(problem.detail);
    this.name = "ApiProblem";
    this.code = problem.code;
    this.status = problem.status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * The server could not be reached, or the connection broke before the whole reply was here. The outcome is not
 * known.
 */
export class ConnectionLost extends Error {
  constructor(cause: unknown) {
    super("The server could not be reached", { cause });
    this.name = "ConnectionLost";
  }
}

/** A reply that is not what the contract says: usually an app that is older than its server. */
export class UnexpectedReply extends Error {
  readonly status: number;

  constructor(status: number, cause?: unknown) {
    super(`The server's reply (${status}) could not be understood`, { cause });
    this.name = "UnexpectedReply";
    this.status = status;
  }
}

/** True for an API problem with this code. */
export function isProblem(error: unknown, code: ProblemCode): error is ApiProblem {
  return error instanceof ApiProblem && error.code === code;
}
