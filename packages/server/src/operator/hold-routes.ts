import { releaseRunningHoldBody, runningHoldList, runningHoldReleased, runningHoldsQuery } from "@dokly/contract";
import { workspaceOfId } from "@dokly/credits";
import { createRoute, z } from "@hono/zod-openapi";
import { operatorOnly } from "../http/access.ts";
import { actorOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { performRequest } from "./operator-request.ts";
import { holdsToWire } from "./read-workspace.ts";
import { releaseRunningHold } from "./release-running-hold.ts";

const listRoute = createRoute({
  method: "get",
  path: "/operator/holds",
  summary: "The holds that run in all workspaces, the oldest first",
  middleware: operatorOnly(),
  request: { query: runningHoldsQuery },
  responses: { 200: jsonReply(runningHoldList, "Holds that run"), ...problemReplies },
});

const releaseRoute = createRoute({
  method: "post",
  path: "/operator/holds/{id}/release",
  summary: "Return a whole hold to its workspace; its action has failed then",
  middleware: operatorOnly(),
  request: { params: z.object({ id: z.string() }), body: jsonBody(releaseRunningHoldBody) },
  responses: { 200: jsonReply(runningHoldReleased, "How the hold ended"), ...problemReplies },
});

/** GET /operator/holds and POST /operator/holds/{id}/release. */
export function registerRunningHolds(api: Router, services: Services): void {
  const { credits } = services;
  api.openapi(listRoute, async (c) => {
    const { limit, seconds } = c.req.valid("query");
    const found = await credits.listRunningHolds({ limit });
    const items = (await holdsToWire(services, found)).filter(({ ageSeconds }) => ageSeconds >= seconds);
    return c.json({ items, asOf: toInstant(found.asOf) }, 200);
  });
  api.openapi(releaseRoute, async (c) => {
    const { id: hold } = c.req.valid("param");
    const { reason } = c.req.valid("json");
    const workspace = workspaceOfId("hold", hold);
    if (workspace === null) throw new ProblemError("not-found", `There is no hold ${hold}.`);
    const asked = { act: "hold-released", workspace, target: hold.replace("hold_", "act_"), reason, details: { hold } };
    const actor = actorOf(c.var.caller);
    const work = (id: string) => releaseRunningHold(credits, { id, workspace, hold, actor });
    const reply = await performRequest(c, services, asked, runningHoldReleased, work);
    return c.json(reply, 200);
  });
}
