import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, Hono } from "hono";
import type pg from "pg";
import { openEventStreams } from "../http/event-stream.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { ServerEnv } from "../http/router.ts";
import type { Services } from "../services.ts";
import { createSampler } from "./sample-figures.ts";

/** GET /metrics: what this process does, as Prometheus reads it. */
export function registerMetricsRoute(app: Hono<ServerEnv>, services: Services, version: string): void {
  const { metrics, configuration, pool, creditsPool } = services;
  const sample = createSampler(services);
  metrics.buildInfo.set({ version }, 1);
  app.get("/metrics", async (c) => {
    refuseStranger(c, configuration);
    await sample();
    metrics.eventStreams.set(openEventStreams());
    metrics.isDraining.set(services.lifecycle.isDraining ? 1 : 0);
    tellPool("server", pool);
    if (creditsPool !== null && creditsPool !== pool) tellPool("credits", creditsPool);
    const text = await metrics.registry.metrics();
    return c.body(text, 200, { "content-type": metrics.registry.contentType, "cache-control": "no-store" });
  });

  function tellPool(name: string, { totalCount, idleCount, waitingCount }: pg.Pool): void {
    metrics.databaseConnections.set({ pool: name, state: "open" }, totalCount);
    metrics.databaseConnections.set({ pool: name, state: "idle" }, idleCount);
    metrics.databaseConnections.set({ pool: name, state: "waiting" }, waitingCount);
  }
}

/** Figures tell how a business goes: in production only who has the token reads them. */
function refuseStranger(
  c: Context<ServerEnv>,
  { metricsToken, isProduction }: Pick<Services["configuration"], "metricsToken" | "isProduction">,
): void {
  if (metricsToken === null) {
    if (!isProduction) return;
    throw new ProblemError("role-not-sufficient", "Set METRICS_TOKEN to read the metrics in production.");
  }
  const sent = /^Bearer +(\S+) *$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
  if (timingSafeEqual(digestOf(sent), digestOf(metricsToken))) return;
  throw new ProblemError(
    "not-signed-in",
    "The metrics need the token of METRICS_TOKEN, as Authorization: Bearer.",
    {},
    { "www-authenticate": "Bearer" },
  );
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
