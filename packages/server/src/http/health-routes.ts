import type { Hono } from "hono";
import type { Services } from "../services.ts";
import type { ServerEnv } from "./router.ts";

const readyTimeoutMs = 2_000;

/** /healthz: the process answers. /readyz: it can serve, which needs its database. */
export function registerHealthRoutes(app: Hono<ServerEnv>, services: Services): void {
  app.get("/healthz", (c) => c.json({ status: "ok" }, 200, { "cache-control": "no-store" }));
  app.get("/readyz", async (c) => {
    const isReady = await answers(services);
    return c.json({ status: isReady ? "ok" : "database-unavailable" }, isReady ? 200 : 503, {
      "cache-control": "no-store",
    });
  });
}

async function answers({ pool }: Services): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), readyTimeoutMs);
  });
  try {
    return await Promise.race([pool.query("select 1").then(() => true), tooLate]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
