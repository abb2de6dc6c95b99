import { type AlertList, alertList, alertSettings, dismissAlertBody } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access } from "../http/access.ts";
import { memberOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";

const params = z.object({ w: z.string() });

const listRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/alerts",
  summary: "Thresholds that this period has reached, and how alerts are set",
  middleware: access({ scope: "read" }),
  request: { params },
  responses: { 200: jsonReply(alertList, "Alerts, the highest first"), ...problemReplies },
});

const dismissRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/alerts/dismiss",
  summary: "See an alert no more, for oneself",
  middleware: access(),
  request: { params, body: jsonBody(dismissAlertBody) },
  responses: { 200: jsonReply(alertList, "The alerts that are left"), ...problemReplies },
});

const settingsRoute = createRoute({
  method: "put",
  path: "/workspaces/{w}/alerts/settings",
  summary: "Set at which parts of a period's credits to alert, and whether by mail too",
  middleware: access({ role: "admin" }),
  request: { params, body: jsonBody(alertSettings) },
  responses: { 200: jsonReply(alertList, "The alerts as they are now"), ...problemReplies },
});

/** GET …/alerts, POST …/alerts/dismiss, PUT …/alerts/settings. */
export function registerAlertRoutes(api: Router, { alerts, mailer }: Services): void {
  async function listFor(workspace: string, person: string): Promise<AlertList> {
    const { items, balance } = await alerts.list(workspace, person);
    const periodStart = toInstant(balance.period.start);
    return {
      items: items.map(({ threshold, spent, total, reachedAt }) => ({
        threshold,
        periodStart,
        spent: Number(spent),
        total: Number(total),
        reachedAt: toInstant(reachedAt),
      })),
      settings: await alerts.settingsOf(workspace),
      canMail: mailer.isConfigured,
    };
  }

  api.openapi(listRoute, async (c) => c.json(await listFor(c.var.workspace.id, memberOf(c.var.caller)), 200));
  api.openapi(dismissRoute, async (c) => {
    const { workspace, caller } = c.var;
    const { threshold, periodStart } = c.req.valid("json");
    const key = { workspace: workspace.id, periodStart: new Date(periodStart), threshold };
    if (!(await alerts.dismiss(key, memberOf(caller)))) {
      throw new ProblemError("not-found", "There is no such alert in this workspace.");
    }
    return c.json(await listFor(workspace.id, memberOf(caller)), 200);
  });
  api.openapi(settingsRoute, async (c) => {
    const { workspace, caller } = c.var;
    await alerts.setSettings(workspace.id, c.req.valid("json"));
    return c.json(await listFor(workspace.id, memberOf(caller)), 200);
  });
}
