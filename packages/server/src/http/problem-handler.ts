import { type ProblemCode, problems } from "@dokly/contract";
import { type Catalog, CreditsError } from "@dokly/credits";
import type { ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { problemOfCreditsError } from "./credits-problem.ts";
import { ProblemError } from "./problem-error.ts";
import type { ServerEnv } from "./router.ts";

/**
 * Turns whatever a route threw into `application/problem+json`; what nobody expected is logged and told as `internal`,
 * without a word of what happened inside.
 */
export function createProblemHandler(catalog: Catalog): ErrorHandler<ServerEnv> {
  return (error, c) => {
    const problem = problemOf(error, catalog);
    if (problem.status >= 500) c.var.logger.error({ err: error, code: problem.code }, "request failed");
    c.set("problem", problem.code);
    return problemResponse(problem, c.var.requestId);
  };
}

/** The reply for one problem. */
export function problemResponse(problem: ProblemError, requestId: string): Response {
  const body = {
    ...problem.more,
    type: `urn:dokly:problem:${problem.code}`,
    title: problems[problem.code].title,
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    requestId,
  };
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: { ...problem.headers, "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}

function problemOf(error: Error, catalog: Catalog): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof CreditsError) return problemOfCreditsError(error, catalog);
  if (error instanceof HTTPException) return new ProblemError(codeOfStatus(error.status), sentenceOf(error));
  if (isDatabaseAway(error)) {
    return new ProblemError(
      "database-unavailable",
      "The database can not be reached. Nothing was changed; try again.",
      {},
      {
        "retry-after": "2",
      },
    );
  }
  return new ProblemError("internal", "This is our fault, not yours. The request id finds it in the logs.");
}

/** Hono's own refusals: a body that is not JSON, or one that is too large. */
function codeOfStatus(status: number): ProblemCode {
  if (status === 413) return "too-large";
  if (status === 415) return "media-type-not-supported";
  return status < 500 ? "malformed-request" : "internal";
}

function sentenceOf(error: HTTPException): string {
  return error.status < 500 ? error.message || "The request could not be read." : "This is our fault, not yours.";
}

const connectionErrorCodes = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE", "ETIMEDOUT"]);

/** SQLSTATE classes 08 (connection), 53 (resources) and 57P0x (shutting down), and sockets that failed. */
function isDatabaseAway(error: Error): boolean {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const syscall = "syscall" in error && typeof error.syscall === "string" ? error.syscall : "";
  if (/^(08...|53...|57P0[123])$/.test(code)) return true;
  if (connectionErrorCodes.has(code) && (syscall === "connect" || syscall === "read" || syscall === "write"))
    return true;
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/.test(error.message);
}
