import { randomBytes } from "node:crypto";
import { createMiddleware } from "hono/factory";
import type { Logger } from "pino";
import type { ServerEnv } from "./router.ts";

const requestIdShape = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** Who knows an invitation's id may accept it, so that logs do not tell it. */
const invitationId = /^((?:\/api\/v1(?:\/workspaces\/[^/]*)?)?\/invitations\/)[^/]+/;

/** Names each request (`X-Request-Id`, the client's own if it is sane) and logs one line when its reply begins. */
export function requestContext(logger: Logger) {
  return createMiddleware<ServerEnv>(async (c, next) => {
    const startedAt = performance.now();
    const asked = c.req.header("x-request-id");
    const requestId =
      asked !== undefined && requestIdShape.test(asked) ? asked : `req_${randomBytes(12).toString("hex")}`;
    c.set("requestId", requestId);
    c.set("logger", logger.child({ requestId }));
    await next();
    c.header("x-request-id", requestId);
    // The path without its query: a query may hold what nobody should find in a log.
    const { method } = c.req;
    const path = c.req.path.replace(invitationId, "$1…");
    const { status } = c.res;
    const durationMs = Math.round(performance.now() - startedAt);
    const line = { method, path, status, durationMs, ...(c.var.problem === undefined ? {} : { code: c.var.problem }) };
    // A trace that began meanwhile stands in the line too.
    if (status >= 500) c.var.logger.error(line, "request");
    else c.var.logger.info(line, "request");
  });
}
