import { z } from "zod";
import { calendarDate, creditsAmount, instant } from "./primitives.ts";

export const forecastQuery = z.object({ timeZone: z.string().min(1).max(64).default("UTC") });

/** GET /workspaces/{w}/credits/forecast: how long what is there lasts at the pace of the last days. */
export const forecast = z.object({
  timeZone: z.string(),
  /** The basis: so many credits were spent in the days from the first of these dates to the last. */
  basis: z.object({ credits: creditsAmount, days: z.number().int().min(1), from: calendarDate, to: calendarDate }),
  /** Too little was done to say anything: fewer than 3 days with actions. */
  isRough: z.boolean(),
  available: creditsAmount,
  reset: instant,
  /** When what is available is used up; null: it lasts until the reset. `runsOutOn` is its date in the zone. */
  runsOutAt: instant.nullable(),
  runsOutOn: calendarDate.nullable(),
  /** What is then left at the reset; 0 where it runs out before. */
  leftAtReset: creditsAmount,
  /** What is missing until the reset; 0 where it lasts. */
  missing: creditsAmount,
});
export type Forecast = z.infer<typeof forecast>;
