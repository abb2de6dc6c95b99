import { z } from "zod";
import { creditsAmount, instant, workspaceId } from "./primitives.ts";

/** What the demo bar lets people try, in its order. */
export const demoSteps = ["fail-action", "empty-bucket", "step-to-reset", "verify", "end-clock"] as const;
export type DemoStep = (typeof demoSteps)[number];

/** GET /workspaces/{w}/demo: whether a demo bar is there, and what the person who asks may do with it. */
export const demoBar = z.object({
  /** False in production. */
  isThere: z.boolean(),
  /** The steps that this person may take; empty: the bar is nothing for them. */
  steps: z.array(z.enum(demoSteps)),
});
export type DemoBar = z.infer<typeof demoBar>;

/** POST /workspaces/{w}/demo/empty-bucket */
export const emptiedBucket = z.object({
  /** Charged by this request: 0 where no more than one was left. */
  taken: creditsAmount,
  available: creditsAmount,
  /** By actions that run: what they do not use comes back. */
  held: creditsAmount,
});
export type EmptiedBucket = z.infer<typeof emptiedBucket>;

/** POST /operator/clock/step-to-reset: to just after the reset that the operator saw. */
export const stepToResetBody = z.strictObject({
  workspace: workspaceId,
  /** The end of the period that is shown. Where another period is current by now, nothing happens. */
  reset: instant,
});
