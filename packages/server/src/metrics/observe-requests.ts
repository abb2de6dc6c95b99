import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import type { ServerEnv } from "../http/router.ts";
import type { Services } from "../services.ts";

const knownMethods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** What asks for these is a machine that looks on: it is counted, not traced. */
const untraced = new Set(["/healthz", "/readyz", "/metrics"]);

/** Counts, times and traces requests by the pattern of their route, so that no id becomes a label. */
export function observeRequests({ metrics, tracing }: Pick<Services, "metrics" | "tracing">) {
  return createMiddleware<ServerEnv>(async (c, next) => {
    const startedAt = performance.now();
    const method = knownMethods.has(c.req.method) ? c.req.method : "other";
    const span = untraced.has(c.req.path)
      ? null
      : tracing.startRequest(method, c.req.header("traceparent") ?? null, {
          side: "server",
          attributes: { "http.request.method": method, "dokly.request": c.get("requestId") },
        });
    try {
      if (span === null) await next();
      else {
        await tracing.within(span, async () => {
          const traceId = tracing.traceId();
          if (traceId !== null) {
            c.set("traceId", traceId);
            c.set("logger", c.get("logger").with({ traceId }));
          }
          await next();
        });
      }
    } finally {
      const route = routeOf(c);
      const { status } = c.res;
      metrics.requests.inc({ method, route, status: `${Math.floor(status / 100)}xx` });
      metrics.requestSeconds.observe({ method, route }, (performance.now() - startedAt) / 1_000);
      span?.rename(`${method} ${route}`);
      span?.set({ "http.route": route, "http.response.status_code": status });
      if (status >= 500) span?.fail(c.get("problem") ?? String(status));
      span?.end();
    }
  });
}

/** The pattern of the route that answered: of those that match, the last one that is no middleware. */
function routeOf(c: Context<ServerEnv>): string {
  const pattern = matchedRoutes(c).findLast(({ method, path }) => method !== "ALL" && !path.endsWith("*"))?.path;
  if (pattern !== undefined) return pattern;
  return c.res.status === 404 || c.res.status === 405 ? "unmatched" : "web app";
}
