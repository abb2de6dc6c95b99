import {
  goodwillGranted,
  grantGoodwillBody,
  planSet,
  setPlanBody,
  setSuspensionBody,
  setWorkspaceLimitBody,
  suspensionSet,
  workspaceLimitSet,
} from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { operatorOnly } from "../http/access.ts";
import { actorOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import { limitByOperator } from "../limits/limits-to-wire.ts";
import { readNames } from "../members/member-names.ts";
import type { Services } from "../services.ts";
import { grantGoodwill } from "./grant-goodwill.ts";
import { performRequest, requireWorkspace } from "./operator-request.ts";
import { setPlan } from "./set-plan.ts";

const shared = { middleware: operatorOnly() } as const;
const params = z.object({ w: z.string() });

const planRoute = createRoute({
  ...shared,
  method: "put",
  path: "/operator/workspaces/{w}/plan",
  summary: "Put a workspace on a plan, now or at its reset, with an own number of credits or a trial's end",
  request: { params, body: jsonBody(setPlanBody) },
  responses: { 200: jsonReply(planSet, "What it came to"), ...problemReplies },
});

const goodwillRoute = createRoute({
  ...shared,
  method: "post",
  path: "/operator/workspaces/{w}/goodwill",
  summary: "Give a workspace credits",
  request: { params, body: jsonBody(grantGoodwillBody) },
  responses: { 200: jsonReply(goodwillGranted, "The lot that it made"), ...problemReplies },
});

const limitRoute = createRoute({
  ...shared,
  method: "put",
  path: "/operator/workspaces/{w}/limits",
  summary: "Set or remove a limit of a member, of a kind, or of both",
  request: { params, body: jsonBody(setWorkspaceLimitBody) },
  responses: { 200: jsonReply(workspaceLimitSet, "The act"), ...problemReplies },
});

const suspensionRoute = createRoute({
  ...shared,
  method: "put",
  path: "/operator/workspaces/{w}/suspension",
  summary: "Refuse new actions of a workspace, or take them again",
  request: { params, body: jsonBody(setSuspensionBody) },
  responses: { 200: jsonReply(suspensionSet, "The act"), ...problemReplies },
});

/** PUT /operator/workspaces/{w}/plan, /limits, /suspension and POST …/goodwill. */
export function registerWorkspaceActs(api: Router, services: Services): void {
  const { credits, database, limits, now } = services;

  api.openapi(planRoute, async (c) => {
    const { reason, ...details } = c.req.valid("json");
    const { id: workspace } = await requireWorkspace(services, c.req.valid("param").w);
    const actor = actorOf(c.var.caller);
    const asked = { act: "plan-set", workspace, target: null, reason, details };
    const work = (id: string) => setPlan(services, { ...details, id, workspace, actor });
    return c.json(await performRequest(c, services, asked, planSet, work), 200);
  });

  api.openapi(goodwillRoute, async (c) => {
    const { reason, ...details } = c.req.valid("json");
    const { id: workspace } = await requireWorkspace(services, c.req.valid("param").w);
    const asked = { act: "goodwill-granted", workspace, target: null, reason, details };
    const reply = await performRequest(c, services, asked, goodwillGranted, async (id) => {
      const { credits: amount, expiresAt } = details;
      if (expiresAt !== null && new Date(expiresAt) <= now()) {
        const message = "in the future; null for the next reset";
        throw new ProblemError("validation-failed", `expiresAt: ${message}.`, {
          errors: [{ path: "expiresAt", message }],
        });
      }
      const expiry = expiresAt === null ? null : new Date(expiresAt);
      const actor = actorOf(c.var.caller);
      return await grantGoodwill(credits, { id, workspace, credits: amount, expiresAt: expiry, reason, actor });
    });
    return c.json(reply, 200);
  });

  api.openapi(limitRoute, async (c) => {
    const { reason, ...details } = c.req.valid("json");
    const { id: workspace } = await requireWorkspace(services, c.req.valid("param").w);
    const asked = { act: "limit-set", workspace, target: null, reason, details };
    const reply = await performRequest(c, services, asked, workspaceLimitSet, async (id) => {
      const { member, credits: most, ...rest } = details;
      // A limit of somebody who left can still be removed.
      if (member !== null && most !== null && !(await readNames(database, workspace, [member])).has(member)) {
        throw new ProblemError("not-found", "There is no such member in this workspace.");
      }
      const amount = most === null ? null : BigInt(most);
      const by = { actor: actorOf(c.var.caller), by: limitByOperator };
      await limits.set(workspace, { member, ...rest, credits: amount, ...by });
      return { id };
    });
    return c.json(reply, 200);
  });

  api.openapi(suspensionRoute, async (c) => {
    const { reason, isSuspended } = c.req.valid("json");
    const { id: workspace } = await requireWorkspace(services, c.req.valid("param").w);
    const act = isSuspended ? "workspace-suspended" : "workspace-resumed";
    const asked = { act, workspace, target: null, reason, details: { isSuspended } };
    const reply = await performRequest(c, services, asked, suspensionSet, async (id) => {
      const actor = actorOf(c.var.caller);
      const done = await credits.setSuspended({ workspace, isSuspended, actor, key: `operator:${id}` });
      return { id, isSuspended: done.isSuspended };
    });
    return c.json(reply, 200);
  });
}
