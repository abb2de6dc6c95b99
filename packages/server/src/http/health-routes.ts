import type { Hono } from "hono";
import type { Services } from "../services.ts";
import { createReadiness } from "./readiness.ts";
import type { ServerEnv } from "./router.ts";

const uncached = { "cache-control": "no-store" };

/**
 * /healthz: the process answers. /readyz: it can serve, which needs its database, its migrations, the key ring and its
 * jobs; from the signal to stop on it can not.
 */
export function registerHealthRoutes(app: Hono<ServerEnv>, services: Services): void {
  const check = createReadiness(services);
  app.get("/healthz", (c) => c.json({ status: "ok" }, 200, uncached));
  app.get("/readyz", async (c) => {
    if (services.lifecycle.isDraining) return c.json({ status: "draining" }, 503, uncached);
    const checks = await check();
    const isReady = Object.values(checks).every((answer) => answer === "ok");
    return c.json({ status: isReady ? "ok" : "not-ready", checks }, isReady ? 200 : 503, uncached);
  });
}
