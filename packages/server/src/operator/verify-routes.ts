import { type OperatorVerification, operatorVerification, operatorVerifyBody } from "@dokly/contract";
import { createRoute } from "@hono/zod-openapi";
import { operatorOnly } from "../http/access.ts";
import { jsonBody, jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { requireWorkspace } from "./operator-request.ts";

const verifyRoute = createRoute({
  method: "post",
  path: "/operator/verify",
  summary: "Work every sum of one workspace, or of all, out again from the transfers",
  middleware: operatorOnly(),
  request: { body: jsonBody(operatorVerifyBody) },
  responses: { 200: jsonReply(operatorVerification, "What was looked at, and what differs"), ...problemReplies },
});

/** POST /operator/verify. It changes nothing, so that it needs no reason. */
export function registerOperatorVerify(api: Router, services: Services): void {
  const running = new Map<string, Promise<OperatorVerification>>();

  async function verify(workspace: string | undefined): Promise<OperatorVerification> {
    const { checked, differences } = await services.credits.verify(workspace === undefined ? {} : { workspace });
    const { workspaces, transfers, lots, holds } = checked;
    return {
      ok: differences.length === 0,
      checked: { workspaces, transfers, lots, holds },
      differences: differences.map(({ workspace: of, what, expected, found }) => ({
        workspace: of,
        what,
        expected,
        found,
      })),
    };
  }

  api.openapi(verifyRoute, async (c) => {
    const { workspace } = c.req.valid("json");
    if (workspace !== undefined) await requireWorkspace(services, workspace);
    // Whoever asks while it runs gets the same answer.
    const key = workspace ?? "all";
    const found = running.get(key) ?? verify(workspace).finally(() => running.delete(key));
    running.set(key, found);
    return c.json(await found, 200);
  });
}
