import { refundNoticeList } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access } from "../http/access.ts";
import { memberOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { dismissRefundNotice, selectRefundNotices } from "./refund-notices.ts";

const listRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/refund-notices",
  summary: "Refunds of the caller's own actions by the operator, until they are dismissed",
  middleware: access(),
  request: { params: z.object({ w: z.string() }) },
  responses: { 200: jsonReply(refundNoticeList, "The newest first"), ...problemReplies },
});

const dismissRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/refund-notices/{id}/dismiss",
  summary: "Say that a notice was read",
  middleware: access(),
  request: { params: z.object({ w: z.string(), id: z.string() }) },
  responses: { 204: { description: "Dismissed" }, ...problemReplies },
});

/** GET …/refund-notices and POST …/refund-notices/{id}/dismiss. */
export function registerRefundNotices(api: Router, { pool }: Services): void {
  api.openapi(listRoute, async (c) => {
    const asked = { workspace: c.var.workspace.id, member: memberOf(c.var.caller) };
    const items = (await selectRefundNotices(pool, asked)).map(({ id, action, credits, reason, at }) => ({
      id,
      action,
      credits: Number(credits),
      reason,
      at: toInstant(at),
    }));
    return c.json({ items }, 200);
  });
  api.openapi(dismissRoute, async (c) => {
    const { id } = c.req.valid("param");
    const asked = { workspace: c.var.workspace.id, member: memberOf(c.var.caller), id };
    if (!(await dismissRefundNotice(pool, asked))) throw new ProblemError("not-found", "There is no such notice.");
    return c.body(null, 204);
  });
}
