import { type ActionStory, actionStory, operatorRefund, refundActionBody } from "@dokly/contract";
import { type WorkspaceId, workspaceOfId } from "@dokly/credits";
import { createRoute, z } from "@hono/zod-openapi";
import { operatorOnly } from "../http/access.ts";
import { replayedHeader } from "../http/idempotency.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import { readPaidDraws } from "../reports/paid-draws.ts";
import type { Services } from "../services.ts";
import { selectOperatorAudit } from "./operator-audit.ts";
import { operatorOf, readWorkspaceNames, requireKey } from "./operator-request.ts";
import { refundAction } from "./refund-action.ts";
import { type RunFacts, storyEventsOf } from "./story-events.ts";

const params = z.object({ id: z.string() });

const storyRoute = createRoute({
  method: "get",
  path: "/operator/actions/{id}",
  summary: "An action's whole story, from its estimate to its refunds",
  middleware: operatorOnly(),
  request: { params },
  responses: { 200: jsonReply(actionStory, "The story"), ...problemReplies },
});

const refundRoute = createRoute({
  method: "post",
  path: "/operator/actions/{id}/refund",
  summary: "Give back some or all of a charge",
  middleware: operatorOnly(),
  request: { params, body: jsonBody(refundActionBody) },
  responses: { 200: jsonReply(operatorRefund, "What it came to"), ...problemReplies },
});

type Named = { readonly workspace: WorkspaceId; readonly action: string };

async function readRun({ pool }: Services, { workspace, action }: Named): Promise<RunFacts | null> {
  const { rows } = await pool.query<RunFacts>(
    `select writer, request_id as "requestId", started_at as "startedAt", cancel_requested_at as "cancelRequestedAt",
       failure_code as "failureCode"
     from dokly.ai_runs where workspace_id = $1 and (action_id = $2 or $2 = any (earlier_actions))`,
    [workspace, action],
  );
  return rows[0] ?? null;
}

async function readUndone({ pool }: Services, { workspace, action }: Named): Promise<Date | null> {
  const { rows } = await pool.query<{ at: Date }>(
    "select undone_at as at from dokly.ai_undos where workspace_id = $1 and action_id = $2",
    [workspace, action],
  );
  return rows[0]?.at ?? null;
}

async function readPerson({ pool }: Services, id: string | null): Promise<ActionStory["person"]> {
  const { rows } = await pool.query<NonNullable<ActionStory["person"]>>(
    "select id, name, email from dokly.people where id = $1",
    [id],
  );
  return rows[0] ?? null;
}

async function readStory(services: Services, named: Named): Promise<ActionStory> {
  const { actions, pool, configuration } = services;
  const action = await actions.readDetail(named.workspace, named.action);
  const filter = { target: named.action };
  const [run, undoneAt, acts, nameOf, person, payments] = await Promise.all([
    readRun(services, named),
    readUndone(services, named),
    selectOperatorAudit(pool, { filter, after: null, limit: 100 }),
    readWorkspaceNames(services, [named.workspace]),
    readPerson(services, action.member?.id ?? null),
    readPaidDraws(pool, { workspace: named.workspace, draws: action.draws }, configuration.payments),
  ]);
  return {
    workspace: nameOf(named.workspace),
    action,
    hold: named.action.replace("act_", "hold_"),
    person,
    refundable: action.charged - action.refunded,
    events: storyEventsOf({ action, run, undoneAt, acts: acts.toReversed() }),
    payments: [...payments],
    logRequestId: run?.requestId ?? null,
  };
}

/** GET /operator/actions/{id} and POST …/refund. */
export function registerOperatorActions(api: Router, services: Services): void {
  api.openapi(storyRoute, async (c) => {
    const { id: action } = c.req.valid("param");
    const workspace = workspaceOfId("act", action);
    if (workspace === null) throw new ProblemError("not-found", `There is no action ${action}.`);
    return c.json(await readStory(services, { workspace, action }), 200);
  });
  api.openapi(refundRoute, async (c) => {
    const { id: action } = c.req.valid("param");
    const { refundedBefore = null, ...body } = c.req.valid("json");
    const asked = { ...body, action, refundedBefore, report: null, by: operatorOf(c, services), key: requireKey(c) };
    const { reply, isReplay } = await refundAction(services.operatorActs, asked);
    if (isReplay) c.header(replayedHeader, "true");
    return c.json(reply, 200);
  });
}
