import { paymentFlag, paymentFlagList, resolveFlagBody } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { operatorOnly } from "../http/access.ts";
import { actorOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import { performRequest } from "../operator/operator-request.ts";
import type { PaymentFlag } from "../payments/flag-store.ts";
import type { Services } from "../services.ts";
import { requirePayments } from "./require-payments.ts";

const flagsMax = 200;

const listRoute = createRoute({
  method: "get",
  path: "/operator/payment-flags",
  summary: "What payments need a person for, oldest first",
  middleware: operatorOnly(),
  responses: { 200: jsonReply(paymentFlagList, "Open flags"), ...problemReplies },
});

const resolveRoute = createRoute({
  method: "post",
  path: "/operator/payment-flags/{id}/resolve",
  summary: "Say that a flag was dealt with",
  middleware: operatorOnly(),
  request: { params: z.object({ id: z.string() }), body: jsonBody(resolveFlagBody) },
  responses: { 200: jsonReply(paymentFlag, "The flag"), ...problemReplies },
});

function toWire({ createdAt, resolvedAt, ...flag }: PaymentFlag) {
  return { ...flag, createdAt: toInstant(createdAt), resolvedAt: resolvedAt === null ? null : toInstant(resolvedAt) };
}

/** GET /operator/payment-flags and POST /operator/payment-flags/{id}/resolve. */
export function registerPaymentFlagRoutes(api: Router, services: Services): void {
  api.openapi(listRoute, async (c) => {
    const items = (await requirePayments(services).flags.listOpen(flagsMax)).map(toWire);
    return c.json({ items, nextCursor: null }, 200);
  });
  api.openapi(resolveRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { reason } = c.req.valid("json");
    const { flags } = requirePayments(services);
    const flag = await flags.find(id);
    if (flag === null) throw new ProblemError("not-found", "There is no such flag.");
    const details = { kind: flag.kind, subject: flag.subject };
    const asked = { act: "payment-flag-resolved", workspace: flag.workspace, target: id, reason, details };
    const reply = await performRequest(c, services, asked, paymentFlag, async () => {
      const resolved = await flags.resolve(id, actorOf(c.var.caller));
      return toWire(resolved ?? flag);
    });
    return c.json(reply, 200);
  });
}
