import type { PlanSet, setPlanBody } from "@dokly/contract";
import { type Catalog, type Credits, freePlanOf, type WorkspaceId } from "@dokly/credits";
import type { z } from "@hono/zod-openapi";
import { ProblemError } from "../http/problem-error.ts";
import { toInstant } from "../http/replies.ts";

/** A trial that ends later is a slip of the pen, and its end would not be in a year of four digits for ever. */
const trialMsMax = 10 * 366 * 86_400_000;

type Asked = Omit<z.output<typeof setPlanBody>, "reason"> & {
  /** The act in the audit: what the engine's keys are made of. */
  readonly id: string;
  readonly workspace: WorkspaceId;
  readonly actor: string;
};

/**
 * Puts a workspace on a plan, now or at its reset; with a trial's end, on a plan now and on another one from the first
 * reset at or after that. Safe to do again under the same act.
 */
export async function setPlan(
  { credits, catalog, now }: { readonly credits: Credits; readonly catalog: Catalog; readonly now: () => Date },
  { id, workspace, actor, plan, when, monthlyCredits, anchor, trialEndsAt, thenPlan }: Asked,
): Promise<PlanSet> {
  const named = catalog.plans.find(({ name }) => name === plan);
  if (named === undefined) throw notAllowed("plan", `one of ${catalog.plans.map(({ name }) => name).join(", ")}`);
  if (named.monthlyCredits === null && monthlyCredits === null) {
    throw notAllowed("monthlyCredits", `a number of credits: the plan ${plan} has none of its own`);
  }
  if (trialEndsAt !== null) {
    const aheadMs = new Date(trialEndsAt).getTime() - now().getTime();
    if (aheadMs <= 0 || aheadMs > trialMsMax) throw notAllowed("trialEndsAt", "in the future, within ten years");
  }
  const after = thenPlan ?? freePlanOf(catalog);
  if (!catalog.plans.some(({ name, monthlyCredits: own }) => name === after && own !== null)) {
    throw notAllowed("thenPlan", "a plan that has a number of credits");
  }
  const changed = await credits.changePlan({
    workspace,
    plan,
    when,
    ...(monthlyCredits === null ? {} : { monthlyCredits: BigInt(monthlyCredits) }),
    ...(anchor === null ? {} : { anchor: new Date(anchor) }),
    actor,
    key: `operator:${id}`,
  });
  const end =
    trialEndsAt === null
      ? null
      : await credits.changePlan({
          workspace,
          plan: after,
          when: "reset",
          notBefore: new Date(trialEndsAt),
          actor,
          key: `operator:${id}:trial-end`,
        });
  return {
    id,
    plan,
    inForceAt: toInstant(changed.inForceAt),
    granted: Number(changed.granted),
    available: Number(changed.available),
    trialEndsAt: end === null ? null : toInstant(end.inForceAt),
  };
}

function notAllowed(path: string, message: string): ProblemError {
  return new ProblemError("validation-failed", `${path}: ${message}.`, { errors: [{ path, message }] });
}
