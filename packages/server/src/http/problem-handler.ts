import { type ProblemCode, problems } from "@dokly/contract";
import { type Catalog, CreditsError } from "@dokly/credits";
import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { problemOfCreditsError } from "./credits-problem.ts";
import { ProblemError, type ProblemExtras } from "./problem-error.ts";
import type { ServerEnv, ServerVariables, WorkspaceEnv } from "./router.ts";

/**
 * Turns whatever a route threw into `application/problem+json`; what nobody expected is logged and told as `internal`,
 * without a word of what happened inside.
 */
export function createProblemHandler({
  catalog,
  tellMore,
}: {
  readonly catalog: Catalog;
  readonly tellMore: TellMore;
}): ErrorHandler<ServerEnv> {
  return async (error, c) => {
    const problem = await toldMore(error, problemOf(error, catalog), { tellMore, refused: refusedIn(c) });
    if (problem.status >= 500) c.var.logger.error({ err: error, code: problem.code }, "request failed");
    c.set("problem", problem.code);
    return problemResponse(problem, c.var.requestId);
  };
}

/** Who was refused and where, once `access()` had let them in. */
type Refused = Pick<WorkspaceEnv["Variables"], "caller" | "workspace">;

/** What the database knows about a refusal of the engine; null: nothing more than the refusal says itself. */
export type TellMore = (
  told: { readonly error: CreditsError; readonly problem: ProblemError },
  refused: Refused,
) => Promise<{ readonly detail: string; readonly more: ProblemExtras } | null>;

function refusedIn(c: Context<ServerEnv>): Partial<Refused> {
  // The variables of `access()` are there on its routes only.
  const variables: ServerVariables & Partial<Refused> = c.var;
  return variables;
}

/** The problem with all that is known about it; where that can not be looked up, the problem as it is. */
async function toldMore(
  error: Error,
  problem: ProblemError,
  { tellMore, refused: { caller, workspace } }: { tellMore: TellMore; refused: Partial<Refused> },
): Promise<ProblemError> {
  if (!(error instanceof CreditsError) || caller === undefined || workspace === undefined) return problem;
  const told = await tellMore({ error, problem }, { caller, workspace }).catch(() => null);
  if (told === null) return problem;
  return new ProblemError(problem.code, told.detail, { ...problem.more, ...told.more }, { ...problem.headers });
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
      codeOf(error) === diskFull
        ? "The database has no room left on its disk. Nothing was changed; whoever runs this Dokly has to make room."
        : "The database can not be reached. Nothing was changed; try again.",
      {},
      {
        "retry-after": "2",
      },
    );
  }
  if (codeOf(error) === characterNotStorable) {
    return new ProblemError("malformed-request", "The request holds a NUL character, which can not be stored.");
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

/** SQLSTATE of text that PostgreSQL does not take: whatever reaches it is well-formed but for U+0000. */
const characterNotStorable = "22021";

/** SQLSTATE of a disk that takes no more. */
const diskFull = "53100";

const connectionErrorCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);
const socketCalls = new Set(["connect", "getaddrinfo", "read", "write"]);

/**
 * SQLSTATE classes 08 (connection), 53 (resources) and 57P0x (shutting down), and sockets that failed; also as the
 * cause of another error, and where each address of a name was tried in vain.
 */
function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  const code = codeOf(error);
  const syscall = "syscall" in error && typeof error.syscall === "string" ? error.syscall : "";
  if (/^(08...|53...|57P0[123])$/.test(code)) return true;
  if (connectionErrorCodes.has(code) && socketCalls.has(syscall)) return true;
  const said = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/;
  return said.test(error.message) || isDatabaseAway(error.cause);
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
