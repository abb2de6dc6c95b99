import { z } from "zod";
import { operatorReason } from "./operator-refund.ts";
import { creditsAmount, cursor, holdId, instant, workspaceId } from "./primitives.ts";

/** The acts of operators that the audit tells. Other versions may have written others. */
export const operatorActNames = [
  "action-refunded",
  "report-declined",
  "report-text-read",
  "plan-set",
  "goodwill-granted",
  "hold-released",
  "limit-set",
  "workspace-suspended",
  "workspace-resumed",
  "payment-flag-resolved",
  "master-keys-rotated",
  "sessions-ended",
  "clock-set",
  "clock-ended",
] as const;

/** One act of an operator, with what came of it. */
export const operatorAct = z.object({
  id: z.string(),
  at: instant,
  act: z.string(),
  by: z.object({ id: z.string(), name: z.string() }),
  origin: z.enum(["console", "api", "command-line"]),
  address: z.string().nullable(),
  requestId: z.string().nullable(),
  workspace: workspaceId.nullable(),
  target: z.string().nullable(),
  reason: z.string(),
  /** What was asked for. */
  details: z.record(z.string(), z.unknown()),
  /** Null: it was cut off, and may have happened. */
  outcome: z
    .object({
      outcome: z.enum(["done", "refused"]),
      code: z.string().nullable(),
      details: z.record(z.string(), z.unknown()),
    })
    .nullable(),
});
export type OperatorAct = z.infer<typeof operatorAct>;

/** GET /operator/audit, newest first; `format` is all of the filter as a file. */
export const operatorAuditQuery = z.object({
  workspace: workspaceId.optional(),
  target: z.string().min(1).max(200).optional(),
  act: z.string().min(1).max(60).optional(),
  /** Part of an operator's e-mail address or account. */
  by: z.string().trim().min(1).max(200).optional(),
  from: instant.optional(),
  /** Exclusive. */
  to: instant.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: cursor.optional(),
  format: z.enum(["csv", "jsonl"]).optional(),
});
export type OperatorAuditQuery = z.input<typeof operatorAuditQuery>;
export const operatorAuditPage = z.object({ items: z.array(operatorAct), nextCursor: z.string().nullable() });
export type OperatorAuditPage = z.infer<typeof operatorAuditPage>;

/** PUT /operator/workspaces/{w}/plan (Idempotency-Key). */
export const setPlanBody = z
  .strictObject({
    plan: z.string().min(1).max(40),
    when: z.enum(["now", "reset"]).default("now"),
    /** Credits of each period, in the place of the plan's. */
    monthlyCredits: creditsAmount.nullable().default(null),
    /** With `now`: ends the period at once; the next ends at this anchor's next reset. */
    anchor: instant.nullable().default(null),
    /** With `now`: a trial. At the first reset at or after it the workspace is on `thenPlan`. */
    trialEndsAt: instant.nullable().default(null),
    /** Left out: the free plan. */
    thenPlan: z.string().min(1).max(40).nullable().default(null),
    reason: operatorReason,
  })
  .refine(({ when, anchor }) => when === "now" || anchor === null, { path: ["anchor"], message: "only with when: now" })
  .refine(({ when, trialEndsAt }) => when === "now" || trialEndsAt === null, {
    path: ["trialEndsAt"],
    message: "only with when: now",
  })
  .refine(({ thenPlan, trialEndsAt }) => thenPlan === null || trialEndsAt !== null, {
    path: ["thenPlan"],
    message: "only with trialEndsAt",
  });
export type SetPlanBody = z.input<typeof setPlanBody>;
export const planSet = z.object({
  id: z.string(),
  plan: z.string(),
  inForceAt: instant,
  /** Of the monthly lot that it made; 0 where the period's credits did not rise. */
  granted: creditsAmount,
  available: creditsAmount,
  /** When `thenPlan` comes; null without a trial. */
  trialEndsAt: instant.nullable(),
});
export type PlanSet = z.infer<typeof planSet>;

/** POST /operator/workspaces/{w}/goodwill (Idempotency-Key): one lot, which lives until the reset unless told. */
export const grantGoodwillBody = z.strictObject({
  credits: creditsAmount.min(1).max(1_000_000_000),
  expiresAt: instant.nullable().default(null),
  reason: operatorReason,
});
export type GrantGoodwillBody = z.input<typeof grantGoodwillBody>;
export const goodwillGranted = z.object({
  id: z.string(),
  lot: z.string(),
  credits: creditsAmount,
  available: creditsAmount,
});
export type GoodwillGranted = z.infer<typeof goodwillGranted>;

/** POST /operator/holds/{id}/release (Idempotency-Key): returns the whole hold; its action has failed then. */
export const releaseRunningHoldBody = z.strictObject({ reason: operatorReason });
export const runningHoldReleased = z.object({
  id: z.string(),
  hold: holdId,
  /** Another than `released`: it had ended by itself before. */
  state: z.enum(["settled", "released", "expired"]),
  charged: creditsAmount,
  returned: creditsAmount,
  available: creditsAmount,
});
export type RunningHoldReleased = z.infer<typeof runningHoldReleased>;

/** PUT /operator/workspaces/{w}/limits (Idempotency-Key): sets a limit, or removes it (`credits` null). */
export const setWorkspaceLimitBody = z
  .strictObject({
    member: z.string().min(1).max(128).nullable().default(null),
    kind: z.string().min(1).max(40).nullable().default(null),
    mode: z.enum(["hard", "soft"]).default("hard"),
    credits: creditsAmount.nullable(),
    reason: operatorReason,
  })
  .refine(({ member, kind }) => member !== null || kind !== null, {
    message: "name a member, a kind, or both",
    path: ["member"],
  });
export type SetWorkspaceLimitBody = z.input<typeof setWorkspaceLimitBody>;
export const workspaceLimitSet = z.object({ id: z.string() });

/** PUT /operator/workspaces/{w}/suspension (Idempotency-Key): no new action runs; what runs ends as it would. */
export const setSuspensionBody = z.strictObject({ isSuspended: z.boolean(), reason: operatorReason });
export const suspensionSet = z.object({ id: z.string(), isSuspended: z.boolean() });

/** POST /operator/payment-flags/{id}/resolve */
export const resolveFlagBody = z.strictObject({ reason: operatorReason });

/** What a member is told of an operator's refund, until they dismiss it. GET /workspaces/{w}/refund-notices */
export const refundNotice = z.object({
  id: z.string(),
  action: z.string(),
  credits: creditsAmount,
  reason: z.string(),
  at: instant,
});
export type RefundNotice = z.infer<typeof refundNotice>;
export const refundNoticeList = z.object({ items: z.array(refundNotice) });
export type RefundNoticeList = z.infer<typeof refundNoticeList>;
