/** Why a database can not be used, in words for the person who starts the server. */
export class DatabaseUnusableError extends Error {
  override readonly name = "DatabaseUnusableError";
}

const hints: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there: is PostgreSQL running, and is the port right?",
  ENOTFOUND: "there is no machine of that name",
  EAI_AGAIN: "the machine's name could not be looked up",
  ETIMEDOUT: "it does not answer: is the address right, and does a firewall let you through?",
  EHOSTUNREACH: "there is no way to that machine",
  ENOENT: "there is no such socket",
  "28P01": "the password is wrong",
  "28000": "PostgreSQL does not let this role in from here (pg_hba.conf)",
  "3D000": "there is no such database: create it first",
  "53300": "all of its connections are taken",
  "57P03": "it is starting up or shutting down: try again in a moment",
};

/**
 * Turns the failure of a first connection into a sentence that names the variable and the place, never the password.
 */
export function explainConnectionFailure(cause: unknown, variable: string, url: string): DatabaseUnusableError {
  const code = codeOf(cause);
  const reason = (code === null ? undefined : hints[code]) ?? (cause instanceof Error ? cause.message : String(cause));
  return new DatabaseUnusableError(
    `The database of ${variable} (${placeOf(url)}) can not be reached: ${reason}${code === null ? "" : ` [${code}]`}.`,
    { cause },
  );
}

function codeOf(cause: unknown): string | null {
  if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : null;
}

function placeOf(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get("host") ?? hostname;
  return `${host}:${port === "" ? (searchParams.get("port") ?? "5432") : port}${pathname}`;
}
