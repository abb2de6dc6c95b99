import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { ProblemError } from "./problem-error.ts";
import type { ServerEnv } from "./router.ts";

/** The largest input of an action is 20,000 characters with as much around it; twice that in escapes. */
const jsonBytesMax = 1_000_000;

/** Bounds every JSON body of the API, also one sent without a length. Pages and imports have limits of their own. */
export function jsonBodyLimit(): MiddlewareHandler<ServerEnv> {
  const refuse = (): never => {
    throw new ProblemError("too-large", `A JSON body holds at most ${jsonBytesMax.toLocaleString("en")} bytes.`);
  };
  const limit = bodyLimit({ maxSize: jsonBytesMax, onError: refuse });
  return async (c, next) => {
    if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(c.req.header("content-type") ?? "")) return await next();
    const length = c.req.header("content-length");
    // Hono's limit opens the body as a stream, which takes more time than all the rest of a small request. Where the
    // length is told, Node reads no further than that.
    if (length === undefined || c.req.header("transfer-encoding") !== undefined) return await limit(c, next);
    return Number(length) > jsonBytesMax ? refuse() : await next();
  };
}
