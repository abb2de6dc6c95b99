import { z } from "zod";
import { actionId, calendarDate, creditsAmount, cursor, holdId, instant } from "./primitives.ts";

export const lotSources = ["monthly", "top-up", "goodwill"] as const;

/** One lot: granted = available + held + spent + expired + reversed. */
export const lot = z.object({
  id: z.string(),
  source: z.enum(lotSources),
  granted: creditsAmount,
  available: creditsAmount,
  held: creditsAmount,
  spent: creditsAmount,
  expired: creditsAmount,
  reversed: creditsAmount,
  expiresAt: instant.nullable(),
});
export type Lot = z.infer<typeof lot>;

/** GET /workspaces/{w}/credits: the bucket. monthly + topUps + goodwill = spent + held + available, over the lots alive now. */
export const balance = z.object({
  plan: z.string(),
  /** The plan that was chosen for a reset; null: the same. */
  nextPlan: z.string().nullable(),
  /** The reset at which it comes. */
  nextPlanAt: instant.nullable(),
  /** What the reset brings as things stand: of `nextPlan`, of the plan, or of the free plan while it is unpaid. */
  nextMonthlyCredits: creditsAmount,
  /** The end of the trial that this period is; null: it is none. */
  trialEndsAt: instant.nullable(),
  /** From when on the plan is not paid; null: it is. */
  unpaidFrom: instant.nullable(),
  /** Suspended by the operator: no new action runs. */
  isSuspended: z.boolean(),
  period: z.object({ start: instant, end: instant }),
  monthly: creditsAmount,
  topUps: creditsAmount,
  goodwill: creditsAmount,
  /** The part of `goodwill` that refunds made, where the credits that had paid were gone. */
  refunds: creditsAmount,
  spent: creditsAmount,
  held: creditsAmount,
  expired: creditsAmount,
  available: creditsAmount,
  lots: z.array(lot),
  /** The instant that these figures are of; with a simulated clock, its time. */
  asOf: instant,
  /** Grows with every change of the workspace's credits; what a live panel compares. */
  version: z.number().int(),
});
export type Balance = z.infer<typeof balance>;

/** One grant and what became of it: granted = available + held + spent + expired + reversed. */
export const grantedLot = lot.extend({
  /** When it was granted; of monthly credits, the start of their period. */
  from: instant,
  /** Of monthly credits that a larger plan added within the period: when; null for every other lot. */
  addedAt: instant.nullable(),
  /** False once it has expired. */
  isAlive: z.boolean(),
  /** The action whose refund made it, after the credits that had paid were gone; null for every other lot. */
  refundOf: actionId.nullable(),
});
export type GrantedLot = z.infer<typeof grantedLot>;

export const lotsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: cursor.optional(),
});
/** GET /workspaces/{w}/credits/lots: every grant, newest first. */
export const lotsPage = z.object({ items: z.array(grantedLot), nextCursor: z.string().nullable() });
export type LotsPage = z.infer<typeof lotsPage>;

export const usageQuery = z.object({
  days: z.coerce.number().int().min(1).max(366).default(30),
  timeZone: z.string().min(1).max(64).default("UTC"),
});

export const usageDay = z.object({
  date: calendarDate,
  credits: creditsAmount,
  actions: z.number().int().min(0),
  byKind: z.record(z.string(), z.number().int()),
});
export type UsageDay = z.infer<typeof usageDay>;

/** GET /workspaces/{w}/credits/usage: one row a day, oldest first, zero days included. */
export const usage = z.object({ timeZone: z.string(), days: z.array(usageDay) });
export type Usage = z.infer<typeof usage>;

/** POST /workspaces/{w}/holds: the engine for other services. */
export const placeHoldBody = z.strictObject({
  credits: creditsAmount,
  kind: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "lower-case letters, digits and hyphens, at most 40"),
  deadlineSeconds: z.number().int().min(1).max(3600).default(120),
});
export const settleHoldBody = z.strictObject({ credits: creditsAmount });
export const releaseHoldBody = z.strictObject({});
export const extendHoldBody = z.strictObject({ deadlineSeconds: z.number().int().min(1).max(3600) });

export const hold = z.object({
  id: holdId,
  credits: creditsAmount,
  state: z.literal("held"),
  deadline: instant,
  available: creditsAmount,
});
export const holdEnd = z.object({
  id: holdId,
  state: z.enum(["settled", "released", "expired"]),
  charged: creditsAmount,
  returned: creditsAmount,
  available: creditsAmount,
});
export type Hold = z.infer<typeof hold>;
export type HoldEnd = z.infer<typeof holdEnd>;
