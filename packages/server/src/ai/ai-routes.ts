import {
  type ActionKind,
  type AiOptions,
  actionOutput,
  type Estimate,
  estimate,
  estimateBody,
  estimates,
  nextRun,
  requiredOptionsOf,
} from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access } from "../http/access.ts";
import { memberOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { estimateSite } from "../sites/quote-site.ts";
import { estimateToWire, planNow, writerFor } from "./quote-action.ts";
import { openAsked } from "./read-asked.ts";
import { registerUndoRoute } from "./undo/undo-route.ts";
import { registerVoiceRoutes } from "./voice/voice-routes.ts";

const workspaceParams = z.object({ w: z.string() });
const middleware = access({ role: "editor", scope: "ai" });

const estimatesRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/ai/estimates",
  summary: "What one kind of action, or several, would cost",
  middleware,
  request: { params: workspaceParams, body: jsonBody(estimateBody) },
  responses: { 200: jsonReply(z.union([estimate, estimates]), "One estimate, or one per kind"), ...problemReplies },
});

const outputRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/ai/actions/{id}/output",
  summary: "The text that one of your actions wrote",
  middleware,
  request: { params: z.object({ w: z.string(), id: z.string() }) },
  responses: { 200: jsonReply(actionOutput, "The action and its text"), ...problemReplies },
});

const readNextRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/ai/next-run",
  summary: "What your next action does, outside production",
  middleware,
  request: { params: workspaceParams },
  responses: { 200: jsonReply(nextRun, "The behavior"), ...problemReplies },
});

const writeNextRoute = createRoute({
  method: "put",
  path: "/workspaces/{w}/ai/next-run",
  summary: "Make your next action fail or run slowly, outside production",
  middleware,
  request: { params: workspaceParams, body: jsonBody(nextRun) },
  responses: { 200: jsonReply(nextRun, "The behavior"), ...problemReplies },
});

function registerNextRun(api: Router, { ai, configuration }: Services): void {
  const requireTrial = (): void => {
    if (configuration.isProduction)
      throw new ProblemError("not-in-production", "Actions can be made to fail outside production only.");
  };
  api.openapi(readNextRoute, async (c) => {
    requireTrial();
    const behavior = await ai.nextRuns.read({ workspace: c.var.workspace.id, member: memberOf(c.var.caller) });
    return c.json({ behavior }, 200);
  });
  api.openapi(writeNextRoute, async (c) => {
    requireTrial();
    const { behavior } = c.req.valid("json");
    await ai.nextRuns.write({ workspace: c.var.workspace.id, member: memberOf(c.var.caller) }, behavior);
    return c.json({ behavior }, 200);
  });
}

/** POST …/ai/estimates, GET …/ai/actions/{id}/output, GET and PUT …/ai/next-run. */
export function registerAiRoutes(api: Router, services: Services): void {
  const { ai, credits, actions, limits } = services;
  api.openapi(estimatesRoute, async (c) => {
    const body = c.req.valid("json");
    const asker = { workspace: c.var.workspace.id, member: memberOf(c.var.caller) };
    const warn = await limits.warnerFor(asker.workspace, asker.member);
    if ("kind" in body && body.kind === "site") {
      const site = await estimateSite(services, asker, body.options);
      return c.json({ ...site, ...warn(["outline", "page"], site.high) }, 200);
    }
    const read = openAsked(services, asker, body.input);
    const { available } = await credits.getBalance({ workspace: asker.workspace });
    const payerOf = await services.ownKeys.openPayers(asker);
    ai.provider.warmUp();
    const estimateOf = async (kind: ActionKind, options: AiOptions): Promise<Estimate> => {
      const asked = await read(kind, options);
      const planned = planNow(services, { ...asked, kind }, writerFor(services, payerOf, kind));
      const payer = payerOf({ kind, model: planned.model, nanoDollars: planned.nanoDollarsMax });
      const shown = estimateToWire(services, asker, planned, { ...asked, available, payer });
      return { ...shown, ...warn([kind], shown.high) };
    };
    if ("kind" in body) return c.json(await estimateOf(body.kind, body.options), 200);
    const items: Partial<Record<ActionKind, Estimate>> = {};
    for (const kind of body.kinds) items[kind] = await estimateOf(kind, requiredOptionsOf(kind, body.options));
    return c.json({ items }, 200);
  });

  api.openapi(outputRoute, async (c) => {
    const { caller, workspace } = c.var;
    const { id } = c.req.valid("param");
    const run = await ai.store.findByAction(workspace.id, id);
    if (run === null || run.member !== memberOf(caller) || run.hold?.action !== id)
      throw new ProblemError("not-found", `There is no action ${id} among yours.`);
    if (!run.isEnded || run.output === null) {
      throw new ProblemError(
        "not-found",
        "This action has no kept text: it is still running, it failed, or its days are over.",
      );
    }
    return c.json({ action: await actions.readDetail(workspace.id, id), text: run.output }, 200);
  });

  registerNextRun(api, services);
  registerVoiceRoutes(api, services);
  registerUndoRoute(api, services);
}
