import { createMiddleware } from "hono/factory";
import type { WorkspaceEnv } from "../http/router.ts";
import type { Services } from "../services.ts";

/**
 * Somebody's action waits for credits: where the workspace wants an automatic top-up, it is made now, also shortly
 * before the reset (RULES R7.3). The refusal is answered first.
 */
export function askAutoTopUp(services: Pick<Services, "payments">) {
  return createMiddleware<WorkspaceEnv>(async (c, next) => {
    await next();
    const { payments } = services;
    if (payments === null || c.get("problem") !== "insufficient-credits") return;
    const workspace: WorkspaceEnv["Variables"]["workspace"] | undefined = c.var.workspace;
    if (workspace === undefined) return;
    void payments.autoTopUps.consider(workspace.id, { isWaiting: true }).catch((error: unknown) => {
      c.var.logger.warn({ err: error, workspace: workspace.id }, "an automatic top-up could not be made");
    });
  });
}
