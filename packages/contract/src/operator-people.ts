import { z } from "zod";
import { operatorReason } from "./operator-refund.ts";

/** POST /operator/people/{id}/end-sessions (Idempotency-Key): signs a person out everywhere. */
export const endSessionsBody = z.strictObject({ reason: operatorReason });
export const sessionsEnded = z.object({
  /** The act in the audit. */
  id: z.string(),
  /** How many sessions it ended. */
  ended: z.number().int().nonnegative(),
});
export type SessionsEnded = z.infer<typeof sessionsEnded>;
