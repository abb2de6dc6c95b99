import { clock, setClockBody } from "@dokly/contract";
import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { operatorOnly } from "../http/access.ts";
import { actorOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { CallerEnv, Router } from "../http/router.ts";
import { insertOperatorAct, insertOperatorOutcome, type OperatorAct } from "../operator/operator-audit.ts";
import { operatorOf } from "../operator/operator-request.ts";
import type { Services } from "../services.ts";
import type { BusinessClock } from "./simulated-clock.ts";

const responses = { 200: jsonReply(clock, "Business time"), ...problemReplies };
const shared = { path: "/operator/clock", middleware: operatorOnly(), responses } as const;

const readRoute = createRoute({ ...shared, method: "get", summary: "Business time, and whether it is simulated" });
const setRoute = createRoute({
  ...shared,
  method: "put",
  summary: "Simulate another time, outside production",
  request: { body: jsonBody(setClockBody) },
});
const endRoute = createRoute({ ...shared, method: "delete", summary: "Back to real time" });

/** GET, PUT and DELETE /operator/clock. */
export function registerClockRoutes(api: Router, services: Services): void {
  const toWire = () => ({
    now: toInstant(services.now()),
    isSimulated: services.simulatedClock?.isSimulated ?? false,
  });
  // It takes nothing from anybody and is there to be played with, so that its acts need no words of their own.
  const audit = async (c: Context<CallerEnv>, act: Pick<OperatorAct, "act" | "details">): Promise<void> => {
    const nobodys = { workspace: null, target: null, reason: "Simulated clock", key: null, fingerprint: null };
    const { id } = await insertOperatorAct(services.pool, { ...act, ...nobodys, by: operatorOf(c, services) });
    await insertOperatorOutcome(services.pool, id, { outcome: "done", code: null, details: {} });
  };
  api.openapi(readRoute, (c) => c.json(toWire(), 200));
  api.openapi(setRoute, async (c) => {
    const { caller, logger } = c.var;
    const simulated = requireClock(services);
    const { now } = c.req.valid("json");
    await audit(c, { act: "clock-set", details: { now } });
    await simulated.set(new Date(now), actorOf(caller));
    logger.warn({ now }, "the clock was set by an operator");
    // Subscriptions of the sandbox renew, and what waited for its time comes.
    services.clockwork?.look();
    return c.json(toWire(), 200);
  });
  api.openapi(endRoute, async (c) => {
    const simulated = requireClock(services);
    await audit(c, { act: "clock-ended", details: {} });
    await simulated.end();
    return c.json(toWire(), 200);
  });
}

function requireClock({ simulatedClock }: Services): BusinessClock {
  if (simulatedClock !== null) return simulatedClock;
  throw new ProblemError("not-in-production", "Time is real here: in production nobody sets the clock.");
}
