import { clock, setClockBody } from "@dokly/contract";
import { createRoute } from "@hono/zod-openapi";
import { operatorOnly } from "../http/access.ts";
import { actorOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
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
  api.openapi(readRoute, (c) => c.json(toWire(), 200));
  api.openapi(setRoute, async (c) => {
    const { caller, logger } = c.var;
    const simulated = requireClock(services);
    const { now } = c.req.valid("json");
    await simulated.set(new Date(now), actorOf(caller));
    logger.warn({ now }, "the clock was set by an operator");
    // Subscriptions of the sandbox renew, and what waited for its time comes.
    services.clockwork?.look();
    return c.json(toWire(), 200);
  });
  api.openapi(endRoute, async (c) => {
    const simulated = requireClock(services);
    await simulated.end();
    return c.json(toWire(), 200);
  });
}

function requireClock({ simulatedClock }: Services): BusinessClock {
  if (simulatedClock !== null) return simulatedClock;
  throw new ProblemError("not-in-production", "Time is real here: in production nobody sets the clock.");
}
