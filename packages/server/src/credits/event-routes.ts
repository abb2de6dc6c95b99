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
  summary: "Tells when the workspace's credits changed, and when somebody in it was told something",
  middleware: access({ scope: "read" }),
  request: { params: z.object({ w: z.string() }) },
  responses: {
    200: {
      description:
        "Server-sent events: `credits` with the version, which is the event's id too, and `notices` with that of notices",
      content: { "text/event-stream": { schema: z.string() } },
    },
    ...problemReplies,
  },
});

/** For how long an open stream believes that its reader may read: as long as a revoked key may still be taken. */
const accessMs = 5_000;

type Watched = { readonly event: "credits" | "notices"; readonly feed: VersionFeed; readonly known: number };

/** The versions of one workspace from `known` on; only the newest matters to somebody who reads slowly. */
async function* versionsOf(
  watched: readonly Watched[],
  workspace: string,
  { signal, isLetIn }: { signal: AbortSignal; isLetIn: () => Promise<boolean> },
): AsyncGenerator<StreamedEvent> {
  const states = watched.map(({ event, feed, known }) => ({ event, feed, latest: known, told: known }));
  let askedAt = Date.now();
  let wake = Promise.withResolvers<void>();
  const stops = states.map((state) =>
    state.feed.watch(workspace, (version) => {
      state.latest = version;
      wake.resolve();
    }),
  );
  signal.addEventListener("abort", () => wake.resolve(), { once: true });
  try {
    while (!signal.aborted) {
      const news = states.find(({ latest, told }) => latest !== told);
      if (news === undefined) {
        await wake.promise;
        wake = Promise.withResolvers<void>();
        continue;
      }
      if (Date.now() - askedAt >= accessMs) {
        if (!(await isLetIn())) return;
        askedAt = Date.now();
      }
      news.told = news.latest;
      const id = news.event === "credits" ? { id: String(news.told) } : {};
      yield { event: news.event, ...id, data: { version: news.told } };
    }
  } finally {
    for (const stop of stops) stop();
  }
}

/** GET …/events. */
export function registerEventRoutes(api: Router, services: Services): void {
  const { versions, reports } = services;
  api.openapi(eventsRoute, (c) => {
    const known = Number(c.req.header("last-event-id") ?? -1);
    const stopped = new AbortController();
    const signal = AbortSignal.any([stopped.signal, versions.closed]);
    const watched: Watched[] = [
      { event: "credits", feed: versions, known: Number.isSafeInteger(known) ? known : -1 },
      // Who has seen no notice needs to hear of none.
      { event: "notices", feed: reports.versions, known: 0 },
    ];
    const events = versionsOf(watched, c.var.workspace.id, {
      signal,
      isLetIn: () => isStillLetIn(services, c),
    });
    return eventStream(events, { onLeave: () => stopped.abort() });
  });
}
