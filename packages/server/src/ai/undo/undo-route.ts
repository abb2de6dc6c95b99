import { action } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access } from "../../http/access.ts";
import { actorOf, memberOf } from "../../http/caller.ts";
import { ProblemError } from "../../http/problem-error.ts";
import { jsonReply, problemReplies } from "../../http/replies.ts";
import type { Router } from "../../http/router.ts";
import type { Services } from "../../services.ts";
import { undoAction } from "./undo-action.ts";

const undoRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/actions/{id}/undo",
  summary: "Take back a small edit of yours within ten minutes, with its charge",
  middleware: access({ role: "editor", scope: "ai" }),
  request: { params: z.object({ w: z.string(), id: z.string() }) },
  responses: { 200: jsonReply(action, "The action, undone and refunded"), ...problemReplies },
});

/** POST /workspaces/{w}/actions/{id}/undo. */
export function registerUndoRoute(api: Router, { actions, ai, configuration, credits }: Services): void {
  api.openapi(undoRoute, async (c) => {
    const { caller, workspace } = c.var;
    const { id } = c.req.valid("param");
    if (!configuration.hasUndo) throw new ProblemError("undo-refused", "This server does not refund undone edits.");
    const found = await actions.read(workspace.id, id);
    const member = memberOf(caller);
    if (found.member?.id !== member) throw new ProblemError("not-found", `There is no action ${id} among yours.`);
    const asked = { workspace: workspace.id, action: found, member, actor: actorOf(caller) };
    const readAction = actions.read.bind(actions);
    return c.json(await undoAction(asked, { undos: ai.undos, credits, readAction }), 200);
  });
}
