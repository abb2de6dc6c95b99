import {
  extendHoldBody,
  hold,
  holdEnd,
  holdId,
  instant,
  placeHoldBody,
  releaseHoldBody,
  settleHoldBody,
} from "@dokly/contract";
import type { EndedHold } from "@dokly/credits";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { access } from "../http/access.ts";
import { actorOf, memberOf } from "../http/caller.ts";
import { fingerprintOf, idempotencyKeyOf, replayedHeader } from "../http/idempotency.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router, WorkspaceEnv } from "../http/router.ts";
import type { Services } from "../services.ts";

const workspaceParams = z.object({ w: z.string() });
const holdParams = z.object({ w: z.string(), id: z.string() });
const middleware = access({ role: "admin", scope: "meter" });
/** The hold of a running AI action is not theirs to end: they would keep its text and pay nothing for it. */
const isUnpricedOnly = true;

const placeRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/holds",
  summary: "Hold credits for another service's action",
  middleware,
  request: { params: workspaceParams, body: jsonBody(placeHoldBody) },
  responses: { 201: jsonReply(hold, "The hold"), ...problemReplies },
});

const settleRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/holds/{id}/settle",
  summary: "Charge a hold; the rest returns",
  middleware,
  request: { params: holdParams, body: jsonBody(settleHoldBody) },
  responses: { 200: jsonReply(holdEnd, "How the hold ended, now or before"), ...problemReplies },
});

const releaseRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/holds/{id}/release",
  summary: "Return a whole hold",
  middleware,
  request: { params: holdParams, body: jsonBody(releaseHoldBody) },
  responses: { 200: jsonReply(holdEnd, "How the hold ended, now or before"), ...problemReplies },
});

const extension = z.object({ id: holdId, deadline: instant });
const extendRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/holds/{id}/extend",
  summary: "Give a hold a later deadline",
  middleware,
  request: { params: holdParams, body: jsonBody(extendHoldBody) },
  responses: { 200: jsonReply(extension, "The new deadline"), ...problemReplies },
});

function endToWire(c: Context, ended: EndedHold) {
  if (ended.isReplay) c.header(replayedHeader, "true");
  const { state, charged, returned, available } = ended;
  return { id: ended.hold, state, charged: Number(charged), returned: Number(returned), available: Number(available) };
}

/** The key of an end, if the caller gave one: a second end needs none, it answers with the first. */
function endKey(c: Context<WorkspaceEnv>, verb: string, body: unknown) {
  const key = idempotencyKeyOf(c);
  return key === null ? {} : { key: `${verb}:${actorOf(c.get("caller"))}:${key}`, fingerprint: fingerprintOf(c, body) };
}

/** POST …/holds and …/holds/{id}/settle, release, extend: the engine for other services. */
export function registerHoldRoutes(api: Router, { credits }: Services): void {
  api.openapi(placeRoute, async (c) => {
    const caller = c.get("caller");
    const workspace = c.get("workspace");
    const body = c.req.valid("json");
    const key = idempotencyKeyOf(c);
    if (key === null) {
      throw new ProblemError(
        "idempotency-key-required",
        "Send an Idempotency-Key header: a hold that is asked for twice is placed once.",
      );
    }
    const placed = await credits.placeHold({
      workspace: workspace.id,
      key: `meter:${actorOf(caller)}:${key}`,
      fingerprint: fingerprintOf(c, body),
      credits: BigInt(body.credits),
      deadlineMs: body.deadlineSeconds * 1_000,
      action: {
        kind: body.kind,
        member: memberOf(caller),
        document: null,
        model: null,
        estimate: null,
        group: null,
        isDemo: false,
      },
      actor: actorOf(caller),
    });
    if (placed.isReplay) c.header(replayedHeader, "true");
    const { deadline, available } = placed;
    const reply = { id: placed.hold, credits: Number(placed.credits), state: "held" as const };
    return c.json({ ...reply, deadline: toInstant(deadline), available: Number(available) }, 201);
  });
  api.openapi(settleRoute, async (c) => {
    const body = c.req.valid("json");
    const ended = await credits.settleHold({
      workspace: c.get("workspace").id,
      hold: c.req.valid("param").id,
      isUnpricedOnly,
      charge: { credits: BigInt(body.credits) },
      status: "succeeded",
      actor: actorOf(c.get("caller")),
      ...endKey(c, "settle", body),
    });
    return c.json(endToWire(c, ended), 200);
  });
  api.openapi(releaseRoute, async (c) => {
    const body = c.req.valid("json");
    const ended = await credits.releaseHold({
      workspace: c.get("workspace").id,
      hold: c.req.valid("param").id,
      isUnpricedOnly,
      status: "failed",
      failure: { code: "released", message: "The service that held these credits gave them back." },
      actor: actorOf(c.get("caller")),
      ...endKey(c, "release", body),
    });
    return c.json(endToWire(c, ended), 200);
  });
  api.openapi(extendRoute, async (c) => {
    const { id } = c.req.valid("param");
    const deadlineMs = c.req.valid("json").deadlineSeconds * 1_000;
    const workspace = c.get("workspace").id;
    const { deadline } = await credits.extendHold({ workspace, hold: id, isUnpricedOnly, deadlineMs });
    return c.json({ id, deadline: toInstant(deadline) }, 200);
  });
}
