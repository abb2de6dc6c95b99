import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type Action, action, runBody } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import { createRoute, z } from "@hono/zod-openapi";
import { doerOf } from "../byok/own-key-routes.ts";
import { access, isRoleAtLeast } from "../http/access.ts";
import { actorOf, memberOf } from "../http/caller.ts";
import { eventStream } from "../http/event-stream.ts";
import { fingerprintOf, idempotencyKeyOf, replayedHeader } from "../http/idempotency.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { beginReads, prepareRun } from "./prepare-run.ts";

/** How long a cancel waits for the action's end before it answers 202. */
const cancelWaitMs = 5_000;
const cancelPollMs = 50;
const middleware = access({ role: "editor", scope: "ai" });

const runRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/ai/actions",
  summary: "Run one action and stream its text",
  middleware,
  request: { params: z.object({ w: z.string() }), body: jsonBody(runBody) },
  responses: {
    200: {
      description: "Server-sent events: `held`, `text` any number of times, then `settled` or `refunded`",
      content: { "text/event-stream": { schema: z.string() } },
    },
    ...problemReplies,
  },
});

const cancelRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/ai/actions/{id}/cancel",
  summary: "Stop an action by the cancel rule",
  middleware,
  request: { params: z.object({ w: z.string(), id: z.string() }) },
  responses: {
    200: jsonReply(action, "The action, ended"),
    202: jsonReply(action, "The action, told to end"),
    ...problemReplies,
  },
});

/** POST …/ai/actions and …/ai/actions/{id}/cancel. */
export function registerRunRoutes(api: Router, services: Services): void {
  const { ai, actions } = services;

  async function waitForEnd(workspace: WorkspaceId, id: string): Promise<Action> {
    const until = Date.now() + cancelWaitMs;
    for (;;) {
      const found = await actions.read(workspace, id);
      if (found.status !== "running" || Date.now() > until) return found;
      await wait(cancelPollMs);
    }
  }

  api.openapi(runRoute, async (c) => {
    const { caller, workspace } = c.var;
    const body = c.req.valid("json");
    const asker = { workspace: workspace.id, member: memberOf(caller) };
    const by = doerOf(c, services);
    const reads = beginReads(services, asker, body);
    const stream = await ai.runner.start({
      ...asker,
      key: idempotencyKeyOf(c) ?? randomUUID(),
      fingerprint: fingerprintOf(c, body),
      kind: body.kind,
      actor: actorOf(caller),
      requestId: by.requestId,
      prepare: () => prepareRun(services, asker, body, { ...reads, by }),
    });
    return eventStream(stream.events, { headers: stream.isReplay ? { [replayedHeader]: "true" } : {} });
  });

  api.openapi(cancelRoute, async (c) => {
    const { caller, workspace } = c.var;
    const { id } = c.req.valid("param");
    const run = await ai.store.findByAction(workspace.id, id);
    if (run === null) throw new ProblemError("not-found", `There is no AI action ${id} in this workspace.`);
    if (run.member !== memberOf(caller) && !isRoleAtLeast(workspace.role, "admin")) {
      throw new ProblemError("role-not-sufficient", "Only the person who runs an action, or an admin, can stop it.");
    }
    if (!run.isEnded) {
      await ai.store.requestCancel(workspace.id, id);
      ai.runner.cancel(id);
    }
    const ended = await waitForEnd(workspace.id, id);
    return ended.status === "running" ? c.json(ended, 202) : c.json(ended, 200);
  });
}
