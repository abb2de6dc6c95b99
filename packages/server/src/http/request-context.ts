import { randomFillSync } from "node:crypto";
import { createMiddleware } from "hono/factory";
import type { Logger } from "pino";
import { withoutRedaction } from "../logging/create-logger.ts";
import { RequestLog } from "../logging/request-log.ts";
import { withPresetHeaders } from "./preset-headers.ts";
import type { ServerEnv } from "./router.ts";

const requestIdShape = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** Who knows an invitation's id may accept it, so that logs do not tell it. */
const invitationId = /^((?:\/api\/v1(?:\/workspaces\/[^/]*)?)?\/invitations\/)[^/]+/;

/** Names each request (`X-Request-Id`, the client's own if it is sane) and logs one line when its reply begins. */
export function requestContext(logger: Logger) {
  // Every field of these lines is named below, so that none has to be looked through for secrets.
  const lines = withoutRedaction(logger);
  return createMiddleware<ServerEnv>(async (c, next) => {
    const startedAt = performance.now();
    const asked = c.req.header("x-request-id");
    const requestId = asked !== undefined && requestIdShape.test(asked) ? asked : drawRequestId();
    c.set("requestId", requestId);
    c.set("logger", new RequestLog(logger, { requestId }));
    await withPresetHeaders(c, [["x-request-id", requestId]], next);
    const { status } = c.res;
    const line = {
      requestId,
      ...told("traceId", c.get("traceId")),
      method: c.req.method,
      // Without its query, which may hold what nobody should find in a log.
      path: c.req.path.replace(invitationId, "$1…"),
      status,
      durationMs: Math.round(performance.now() - startedAt),
      ...told("code", c.get("problem")),
    };
    if (status >= 500) lines.error(line, "request");
    else lines.info(line, "request");
  });
}

const idBytes = 12;
/** Drawn for many ids at once: each draw is a call of the system. */
const drawn = Buffer.alloc(idBytes * 512);
let drawnAt = drawn.length;

function drawRequestId(): string {
  if (drawnAt === drawn.length) {
    randomFillSync(drawn);
    drawnAt = 0;
  }
  drawnAt += idBytes;
  return `req_${drawn.toString("hex", drawnAt - idBytes, drawnAt)}`;
}

function told<Name extends string>(name: Name, value: string | undefined): { [name in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [name in Name]: string });
}
