import type { Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createApp } from "../app.ts";
import type { Services } from "../services.ts";
import { closeListener, type Listener, type StopPatience } from "./listen.ts";
import type { OnClose } from "./start-server.ts";

/** Answers requests, until it is closed: before everything else, so that the rest still works while they end. */
export function serve(listener: Listener, services: Services, onClose: OnClose): void {
  onClose((patience) => finishWork(services, listener.server, patience));
  onClose(() => services.versions.close());
  const answer = getRequestListener(createApp(services).fetch);
  listener.serve((request, response) => {
    // Whoever keeps a connection open finds another server for the next request.
    if (services.lifecycle.isDraining) response.setHeader("connection", "close");
    void answer(request, response);
  });
}

/**
 * Lets what runs come to its end: replies, AI actions, and pages that are being written. A little before patience ends
 * actions are cut, so that their holds are released and those who read along are told.
 */
async function finishWork(services: Services, server: Server, { graceMs, hurry }: StopPatience): Promise<void> {
  const cutMs = Math.max(0, graceMs - tellMs);
  await Promise.all([
    closeListener(server, { graceMs, ...(hurry && { hurry }) }),
    services.ai.runner.close(cutMs, hurry),
    services.sites.close(cutMs, hurry),
    services.pageRuns.close(cutMs, hurry),
  ]);
}

/** How long the end of an action that was cut takes to reach who reads along. */
const tellMs = 500;
