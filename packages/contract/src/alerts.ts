import { z } from "zod";
import { creditsAmount, instant } from "./primitives.ts";

/** Percent of the bucket, from 1 to 100. */
export const alertThreshold = z.number().int().min(1).max(100);

/** The most thresholds of a workspace. */
export const alertThresholdsMax = 5;

/** PUT /workspaces/{w}/alerts/settings. Shipped: 80 and 100, by mail too. */
export const alertSettings = z.strictObject({
  thresholds: z
    .array(alertThreshold)
    .max(alertThresholdsMax)
    .refine((list) => new Set(list).size === list.length, "each once"),
  /** Owners and admins get a mail too, where the server can send any. */
  isMailed: z.boolean(),
});
export type AlertSettings = z.infer<typeof alertSettings>;

/** A threshold that this period has reached, once. */
export const usageAlert = z.object({
  threshold: alertThreshold,
  periodStart: instant,
  /** What was spent of how many credits when it was reached. */
  spent: creditsAmount,
  total: creditsAmount,
  reachedAt: instant,
});
export type UsageAlert = z.infer<typeof usageAlert>;

/** POST /workspaces/{w}/alerts/dismiss: for the caller alone. Answers with the list that is left. */
export const dismissAlertBody = z.strictObject({ threshold: alertThreshold, periodStart: instant });

/** GET /workspaces/{w}/alerts: those of this period that the caller has not dismissed, the highest first. */
export const alertList = z.object({
  items: z.array(usageAlert),
  settings: alertSettings,
  /** Whether this server sends mail at all. */
  canMail: z.boolean(),
});
export type AlertList = z.infer<typeof alertList>;
