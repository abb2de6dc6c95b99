import { createRouter, type ServerEnv } from "./http/router.ts";
import { handleProblem } from "./http/problem-handler.ts";
import type { Services } from "./services.ts";
import { Hono } from "hono";

/** The whole HTTP application: `/api/v1`, `/api/auth`, health, and the web app. */
export function createApp(_services: Services): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  app.onError(handleProblem);
  const api = createRouter();
  // Every feature registers its routes here: registerDocumentRoutes(api, services), …
  app.route("/api/v1", api);
  return app;
}
