import { z } from "zod";
import { actionId, creditsAmount, wholeText, workspaceId } from "./primitives.ts";

/** Why an operator does something: it is kept in the audit, and members read that of a refund. */
export const operatorReason = wholeText.trim().min(3).max(1_000);

/** POST /operator/actions/{id}/refund (Idempotency-Key): gives back some or all of a charge. */
export const refundActionBody = z.strictObject({
  credits: creditsAmount.min(1),
  reason: operatorReason,
  /**
   * What the operator saw as refunded so far. Where more is by now, nothing is refunded (`action-changed`): two
   * operators who look at the same action refund it once.
   */
  refundedBefore: creditsAmount.optional(),
});
export type RefundActionBody = z.infer<typeof refundActionBody>;

/** What a refund by an operator came to. */
export const operatorRefund = z.object({
  /** The act in the audit. */
  id: z.string(),
  workspace: workspaceId,
  action: actionId,
  credits: creditsAmount,
  /** All that was given back of this action so far, of what was charged. */
  refunded: creditsAmount,
  charged: creditsAmount,
  /** What went into a lot of its own, since the lot that had paid is over: it expires at the next reset. */
  goodwill: z.object({ lot: z.string(), credits: creditsAmount }).nullable(),
  /** In the workspace, after it. */
  available: creditsAmount,
});
export type OperatorRefund = z.infer<typeof operatorRefund>;
