import { balance, forecast, forecastQuery, lotsPage, lotsQuery, usage, usageQuery } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access } from "../http/access.ts";
import { jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { grantedLotToWire } from "./lot-to-wire.ts";
import { readForecast, requireTimeZone } from "./read-forecast.ts";
import { balanceToWire } from "./to-wire.ts";

const workspaceParams = z.object({ w: z.string() });

const balanceRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/credits",
  summary: "This period's bucket and its lots",
  middleware: access({ scope: "read" }),
  request: { params: workspaceParams },
  responses: { 200: jsonReply(balance, "The bucket"), ...problemReplies },
});

const lotsRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/credits/lots",
  summary: "Every grant and what became of it, newest first",
  middleware: access({ scope: "read" }),
  request: { params: workspaceParams, query: lotsQuery },
  responses: { 200: jsonReply(lotsPage, "A page of grants"), ...problemReplies },
});

const usageRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/credits/usage",
  summary: "Credits and actions per day, zero days included",
  middleware: access({ scope: "read" }),
  request: { params: workspaceParams, query: usageQuery },
  responses: { 200: jsonReply(usage, "One row a day, oldest first"), ...problemReplies },
});

const forecastRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/credits/forecast",
  summary: "How long what is available lasts at the pace of the last 30 days",
  middleware: access({ scope: "read" }),
  request: { params: workspaceParams, query: forecastQuery },
  responses: { 200: jsonReply(forecast, "The forecast with its basis"), ...problemReplies },
});

/** GET …/credits, …/credits/lots, …/credits/usage and …/credits/forecast. */
export function registerBalanceRoutes(api: Router, { credits }: Services): void {
  api.openapi(balanceRoute, async (c) => {
    const found = await credits.getBalance({ workspace: c.var.workspace.id });
    return c.json(balanceToWire(found), 200);
  });
  api.openapi(lotsRoute, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const more = cursor === undefined ? {} : { cursor };
    const { items, nextCursor } = await credits.listLots({ workspace: c.var.workspace.id, limit, ...more });
    return c.json({ items: items.map(grantedLotToWire), nextCursor }, 200);
  });
  api.openapi(usageRoute, async (c) => {
    const { days, timeZone } = c.req.valid("query");
    requireTimeZone(timeZone);
    const found = await credits.getUsage({ workspace: c.var.workspace.id, days, timeZone });
    const rows = found.map((day) => ({
      date: day.date,
      credits: Number(day.credits),
      actions: day.actions,
      byKind: Object.fromEntries(Object.entries(day.byKind).map(([kind, amount]) => [kind, Number(amount)])),
    }));
    return c.json({ timeZone, days: rows }, 200);
  });
  api.openapi(forecastRoute, async (c) => {
    const { timeZone } = c.req.valid("query");
    const { balance: found, forecast: told } = await readForecast(credits, { workspace: c.var.workspace.id, timeZone });
    const { pace, from, to, isRough } = told;
    const reply = {
      timeZone,
      basis: { credits: Number(pace.credits), days: pace.days, from, to },
      isRough,
      available: Number(found.available),
      reset: toInstant(found.period.end),
      runsOutAt: told.runsOutAt === null ? null : toInstant(told.runsOutAt),
      runsOutOn: told.runsOutOn,
      leftAtReset: Number(told.left),
      missing: Number(told.missing),
    };
    return c.json(reply, 200);
  });
}
