import type { Balance, LotView } from "../types.ts";
import type { Catalog } from "./catalog.ts";
import { reversalDueOf } from "./reverse-grant.ts";

/** The plan that costs nothing, or else the first one: what a workspace has whose plan is not paid. */
export function freePlanOf(catalog: Catalog): string {
  const free = catalog.plans.find(({ monthlyPriceCents }) => monthlyPriceCents === 0n) ?? catalog.plans[0];
  if (free === undefined) throw new Error("a catalogue has at least one plan");
  return free.name;
}

/** How many credits of a plan's lot are paid for: those above the free plan's number (RULES R3.5). */
export function paidPartOf(lotCredits: bigint, plan: string | null, catalog: Catalog): bigint {
  const above = creditsOf(plan, catalog) - creditsOf(freePlanOf(catalog), catalog);
  return above < 0n ? 0n : above < lotCredits ? above : lotCredits;
}

/**
 * The lot that a plan's renewal pays for: all of the plan's credits, or what raised an unpaid period to them. Null: the
 * period that began at `paidFrom` is over, or had other credits.
 */
export function lotOfRenewal(
  { lots, period }: Pick<Balance, "lots" | "period">,
  { paidFrom, plan }: { readonly paidFrom: Date; readonly plan: string | null },
  catalog: Catalog,
): LotView | null {
  if (paidFrom < period.start || paidFrom >= period.end) return null;
  const whole = creditsOf(plan, catalog);
  const raised = whole - creditsOf(freePlanOf(catalog), catalog);
  const monthly = lots.filter(({ source }) => source === "monthly");
  return monthly.find(({ granted }) => granted === whole || granted === raised) ?? null;
}

function creditsOf(plan: string | null, catalog: Catalog): bigint {
  return catalog.plans.find(({ name }) => name === plan)?.monthlyCredits ?? 0n;
}

/**
 * The step from what was back with the payer before to what is now: more is due back, or less (a dispute was won, a
 * refund failed at the bank). Null: nothing moves.
 *
 * @example
 * planTakeBack({ credits: 500n, paidCents: 500n, before: 0n, after: 200n }); // { kind: "reverse", due: 200n }
 */
export function planTakeBack(input: {
  /** What the payment answers for. */
  readonly credits: bigint;
  readonly paidCents: bigint;
  readonly before: bigint;
  readonly after: bigint;
}): { readonly kind: "reverse" | "restore"; readonly due: bigint } | null {
  const { credits, paidCents: paid, before, after } = input;
  const dueBefore = reversalDueOf(credits, { refunded: before, paid });
  const due = reversalDueOf(credits, { refunded: after, paid });
  if (due === dueBefore) return null;
  return { kind: due > dueBefore ? "reverse" : "restore", due };
}
