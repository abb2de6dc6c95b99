import { ServerResponse } from "node:http";
import type { Context, Next } from "hono";

/**
 * Gives the reply headers that its route need not think of, and runs the route; one that sets such a header itself
 * keeps its own. On a socket they are given to Node's reply before: `Headers` of the Fetch API, opened for each reply,
 * takes longer than most routes.
 */
export async function withPresetHeaders(
  c: Context,
  headers: readonly (readonly [name: string, value: string])[],
  next: Next,
): Promise<void> {
  const outgoing = outgoingOf(c.env);
  if (outgoing !== null) {
    for (const [name, value] of headers) outgoing.setHeader(name, value);
    return await next();
  }
  await next();
  for (const [name, value] of headers) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
}

/** Node's reply; null where the application is asked in memory. */
function outgoingOf(bindings: unknown): ServerResponse | null {
  if (typeof bindings !== "object" || bindings === null || !("outgoing" in bindings)) return null;
  return bindings.outgoing instanceof ServerResponse ? bindings.outgoing : null;
}
