import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { ProblemError } from "./problem-error.ts";
import type { ServerEnv } from "./router.ts";

/** The largest input of an action is 20,000 characters with as much around it; twice that in escapes. */
const jsonBytesMax = 1_000_000;

/** Bounds every JSON body of the API, also one sent without a length. Pages and imports have limits of their own. */
export function jsonBodyLimit(): MiddlewareHandler<ServerEnv> {
  const limit = bodyLimit({
    maxSize: jsonBytesMax,
    onError: () => {
      throw new ProblemError("too-large", `A JSON body holds at most ${jsonBytesMax.toLocaleString("en")} bytes.`);
    },
  });
  return async (c, next) => {
    const isJson = /^application\/(?:[\w.+-]+\+)?json\b/i.test(c.req.header("content-type") ?? "");
    return isJson ? await limit(c, next) : await next();
  };
}
