import { type WayOn as WireWayOn, waysOn, waysOnQuery } from "@dokly/contract";
import { type Balance, countPeriodsLeft, type PaidPlan, planWaysOn, type WayOn } from "@dokly/credits";
import { createRoute, z } from "@hono/zod-openapi";
import { access } from "../http/access.ts";
import { jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { SubscriptionRow } from "../payments/subscription-store.ts";
import type { Services } from "../services.ts";
import { readForecast } from "./read-forecast.ts";

const waysOnRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/ways-on",
  summary: "Waiting, a top-up and an upgrade compared, the cheapest first",
  middleware: access({ scope: "read" }),
  request: { params: z.object({ w: z.string() }), query: waysOnQuery },
  responses: { 200: jsonReply(waysOn, "The ways on at this workspace's pace"), ...problemReplies },
});

/** GET …/ways-on. */
export function registerWaysOnRoutes(api: Router, { credits, catalog, payments }: Services): void {
  api.openapi(waysOnRoute, async (c) => {
    const workspace = c.var.workspace.id;
    const { needed = 0, timeZone } = c.req.valid("query");
    const [{ balance, forecast }, current] = await Promise.all([
      readForecast(credits, { workspace, timeZone }),
      payments === null ? undefined : payments.subscriptions.findCurrent(workspace),
    ]);
    const { pace, from, to, isRough, runsOutOn } = forecast;
    const { runsOutAt, missing, ways } = planWaysOn({
      balance,
      pace,
      needed: BigInt(needed),
      now: balance.asOf,
      catalog,
      ...(current !== undefined && { subscription: paidPlanOf(current, balance) }),
    });
    const reply = {
      currency: catalog.currency,
      available: Number(balance.available),
      reset: toInstant(balance.period.end),
      pace: { credits: Number(pace.credits), days: pace.days, from, to },
      isRough,
      runsOutAt: runsOutAt === null ? null : toInstant(runsOutAt),
      runsOutOn,
      missing: Number(missing),
      ways: ways.map(wayToWire),
    };
    return c.json(reply, 200);
  });
}

/** What an upgrade is counted from, as its quote does. */
function paidPlanOf(current: SubscriptionRow | null, { period }: Balance): PaidPlan | null {
  if (current === null || current.status === "ended") return null;
  const { interval, priceCents } = current;
  return { interval, priceCents, periodsLeft: countPeriodsLeft(period.start, { interval, until: current.period.end }) };
}

function wayToWire(way: WayOn): WireWayOn {
  const { isEnough } = way;
  const cost = { cents: Number(way.cents), laterCents: Number(way.laterCents), isEnough, credits: Number(way.credits) };
  if (way.way === "wait") {
    const { days, daysWithout } = way;
    return { way: way.way, ...cost, until: toInstant(way.until), days, daysWithout };
  }
  if (way.way === "top-up") return { way: way.way, ...cost, expiresAt: toInstant(way.expiresAt) };
  const { plan, isNewPeriod } = way;
  return { way: way.way, ...cost, plan, isNewPeriod };
}
