import { createRoute, z } from "@hono/zod-openapi";
import { access } from "../http/access.ts";
import { eventStream, type StreamedEvent } from "../http/event-stream.ts";
import { isStillLetIn } from "../http/identify.ts";
import { problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import type { VersionFeed } from "./version-feed.ts";

const eventsRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/events",
  summary: "Tells when the workspace's credits changed",
  middleware: access({ scope: "read" }),
  request: { params: z.object({ w: z.string() }) },
  responses: {
    200: {
      description: "Server-sent events: `credits` with the version, which is the event's id too",
      content: { "text/event-stream": { schema: z.string() } },
    },
    ...problemReplies,
  },
});

/** For how long an open stream believes that its reader may read: as long as a revoked key may still be taken. */
const accessMs = 5_000;

/** The versions of one workspace from `known` on; only the newest matters to somebody who reads slowly. */
async function* versionsOf(
  feed: VersionFeed,
  workspace: string,
  known: number,
  { signal, isLetIn }: { signal: AbortSignal; isLetIn: () => Promise<boolean> },
): AsyncGenerator<StreamedEvent> {
  let latest = known;
  let told = known;
  let askedAt = Date.now();
  let wake = Promise.withResolvers<void>();
  const stop = feed.watch(workspace, (version) => {
    latest = version;
    wake.resolve();
  });
  signal.addEventListener("abort", () => wake.resolve(), { once: true });
  try {
    while (!signal.aborted) {
      if (latest === told) await wake.promise;
      wake = Promise.withResolvers<void>();
      if (signal.aborted || latest === told) continue;
      if (Date.now() - askedAt >= accessMs) {
        if (!(await isLetIn())) return;
        askedAt = Date.now();
      }
      told = latest;
      yield { event: "credits", id: String(told), data: { version: told } };
    }
  } finally {
    stop();
  }
}

/** GET …/events. */
export function registerEventRoutes(api: Router, services: Services): void {
  const { versions } = services;
  api.openapi(eventsRoute, (c) => {
    const known = Number(c.req.header("last-event-id") ?? -1);
    const stopped = new AbortController();
    const signal = AbortSignal.any([stopped.signal, versions.closed]);
    const events = versionsOf(versions, c.var.workspace.id, Number.isSafeInteger(known) ? known : -1, {
      signal,
      isLetIn: () => isStillLetIn(services, c),
    });
    return eventStream(events, { onLeave: () => stopped.abort() });
  });
}
