import { type DemoStep, demoBar, emptiedBucket } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access, isRoleAtLeast } from "../http/access.ts";
import { actorOf, memberOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { emptyBucket } from "./empty-bucket.ts";

const params = z.object({ w: z.string() });

const readRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/demo",
  summary: "Whether a demo bar is there, and which of its steps you may take",
  middleware: access(),
  request: { params },
  responses: { 200: jsonReply(demoBar, "The steps; none in production"), ...problemReplies },
});

const emptyRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/demo/empty-bucket",
  summary: "Charge the workspace all that it has but one credit, outside production",
  middleware: access({ role: "owner" }),
  request: { params },
  responses: { 200: jsonReply(emptiedBucket, "What was taken and what is left"), ...problemReplies },
});

/** GET …/demo and POST …/demo/empty-bucket. Its other steps are the product's own routes. */
export function registerDemoBarRoutes(api: Router, { configuration, credits, logger }: Services): void {
  const { isProduction } = configuration;
  api.openapi(readRoute, (c) => {
    const { caller, workspace } = c.var;
    if (isProduction) return c.json({ isThere: false, steps: [] }, 200);
    // Verifying is everybody's, and alone no reason for a bar.
    const owners: DemoStep[] = isRoleAtLeast(workspace.role, "owner") ? ["fail-action", "empty-bucket", "verify"] : [];
    const isOperator = caller.type === "person" && caller.isOperator;
    const operators: DemoStep[] = isOperator ? ["step-to-reset", "verify", "end-clock"] : [];
    return c.json({ isThere: true, steps: [...new Set([...owners, ...operators])] }, 200);
  });
  api.openapi(emptyRoute, async (c) => {
    if (isProduction) {
      throw new ProblemError("not-in-production", "Buckets are emptied for a demonstration outside production only.");
    }
    const { caller, workspace } = c.var;
    const by = { workspace: workspace.id, member: memberOf(caller), actor: actorOf(caller) };
    const { taken, available, held } = await emptyBucket(credits, by);
    logger.warn({ workspace: workspace.id, taken: Number(taken) }, "a bucket was emptied by the demo bar");
    return c.json({ taken: Number(taken), available: Number(available), held: Number(held) }, 200);
  });
}
