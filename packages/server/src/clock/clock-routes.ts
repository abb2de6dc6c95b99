import { clock, setClockBody, stepToResetBody } from "@dokly/contract";
import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { operatorOnly } from "../http/access.ts";
import { actorOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { CallerEnv, Router } from "../http/router.ts";
import { insertOperatorAct, insertOperatorOutcome, type OperatorAct } from "../operator/operator-audit.ts";
import { operatorOf, requireWorkspace } from "../operator/operator-request.ts";
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
const stepRoute = createRoute({
  ...shared,
  path: "/operator/clock/step-to-reset",
  method: "post",
  summary: "Simulate the moment after the next reset of a workspace, outside production",
  request: { body: jsonBody(stepToResetBody) },
});
const endRoute = createRoute({ ...shared, method: "delete", summary: "Back to real time" });

/** How long after a reset a step to it ends: the new period has begun. */
const afterResetMs = 1_000;

/** GET, PUT and DELETE /operator/clock, POST /operator/clock/step-to-reset. */
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
  const goTo = async (c: Context<CallerEnv>, now: Date, details: OperatorAct["details"]): Promise<void> => {
    const simulated = requireClock(services);
    await audit(c, { act: "clock-set", details: { now: toInstant(now), ...details } });
    await simulated.set(now, actorOf(c.var.caller));
    c.var.logger.warn({ now }, "the clock was set by an operator");
    // Subscriptions of the sandbox renew, and what waited for its time comes.
    services.clockwork?.look();
  };
  api.openapi(setRoute, async (c) => {
    requireClock(services);
    await goTo(c, new Date(c.req.valid("json").now), {});
    return c.json(toWire(), 200);
  });
  api.openapi(stepRoute, async (c) => {
    requireClock(services);
    const { workspace, reset } = c.req.valid("json");
    await requireWorkspace(services, workspace);
    const { period } = await services.credits.getBalance({ workspace });
    // Two clicks on one reset are one step.
    if (period.end.getTime() !== Date.parse(reset)) {
      throw new ProblemError(
        "reset-passed",
        `The workspace is in another period by now; its next reset is at ${toInstant(period.end)}. The clock was not set.`,
      );
    }
    await goTo(c, new Date(period.end.getTime() + afterResetMs), { workspace });
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
