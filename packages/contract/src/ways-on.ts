import { z } from "zod";
import { calendarDate, cents, creditsAmount, instant } from "./primitives.ts";

/** What somebody needs at least, beside the workspace's pace: the `high` of the action that waits. */
export const waysOnQuery = z.object({
  needed: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  /** Whose days the pace is counted in, as for the forecast. */
  timeZone: z.string().min(1).max(64).default("UTC"),
});

const everyWay = {
  /** To pay now. */
  cents,
  /** What each month after the reset costs beyond the plan of today, if the pace stays. */
  laterCents: cents,
  /** Whether it brings what the action that waits and the pace until the reset need. */
  isEnough: z.boolean(),
};

/** Pay nothing: the reset brings the plan's credits. */
const wait = z.object({
  way: z.literal("wait"),
  ...everyWay,
  until: instant,
  /** Days until the reset, begun ones counted. */
  days: z.number().int().min(0),
  /** Of them, days after what is there is used up; 0: it lasts. */
  daysWithout: z.number().int().min(0),
  /** What the reset brings. */
  credits: creditsAmount,
});
const topUp = z.object({ way: z.literal("top-up"), ...everyWay, credits: creditsAmount, expiresAt: instant });
const upgrade = z.object({
  way: z.literal("upgrade"),
  ...everyWay,
  plan: z.string(),
  /** What it adds at once. */
  credits: creditsAmount,
  /** True where a subscription starts: a period of a month begins then. */
  isNewPeriod: z.boolean(),
});

/** One way on from what is left. */
export const wayOn = z.discriminatedUnion("way", [wait, topUp, upgrade]);
export type WayOn = z.infer<typeof wayOn>;

/** GET /workspaces/{w}/ways-on: ways that are enough come first, and among them the cheapest. */
export const waysOn = z.object({
  currency: z.string(),
  available: creditsAmount,
  reset: instant,
  /** Credits that were spent in so many days: what "at this pace" means. */
  pace: z.object({ credits: creditsAmount, days: z.number().int().min(1), from: calendarDate, to: calendarDate }),
  /** Too little was done to go by, as the forecast says it: fewer than 3 days with actions. */
  isRough: z.boolean(),
  /** When what is there is used up at this pace; null: not before the reset. */
  runsOutAt: instant.nullable(),
  /** Its date in the zone. */
  runsOutOn: calendarDate.nullable(),
  /** What is missing until the reset, at this pace and for the action that waits; 0: nothing. */
  missing: creditsAmount,
  ways: z.array(wayOn),
});
export type WaysOn = z.infer<typeof waysOn>;
