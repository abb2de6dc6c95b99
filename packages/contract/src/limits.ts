import { z } from "zod";
import { creditsAmount } from "./primitives.ts";

export const limitModes = ["hard", "soft"] as const;

/** Whom and what a limit counts: one member, one kind, or one kind of one member. */
const limitScope = {
  member: z.string().min(1).max(128).nullable(),
  kind: z.string().min(1).max(40).nullable(),
};

/** The most that actions may cost in a period. `hard` refuses what would go above it, `soft` warns before it runs. */
export const usageLimit = z.object({
  member: z.object({ id: z.string(), name: z.string() }).nullable(),
  kind: limitScope.kind,
  mode: z.enum(limitModes),
  credits: creditsAmount,
  /** What this period has cost, less refunds, and what runs now holds. */
  used: creditsAmount,
  reserved: creditsAmount,
});
export type UsageLimit = z.infer<typeof usageLimit>;

/** GET /workspaces/{w}/limits. Editors see those that count them. */
export const limitList = z.object({
  items: z.array(usageLimit),
  /** Who can change them. */
  changedBy: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type LimitList = z.infer<typeof limitList>;

/** PUT /workspaces/{w}/limits: sets one limit, or removes it (`credits` null). Answers with all of them. */
export const putLimitBody = z
  .strictObject({
    ...limitScope,
    mode: z.enum(limitModes).default("hard"),
    credits: creditsAmount.nullable(),
  })
  .refine(({ member, kind }) => member !== null || kind !== null, {
    message: "name a member, a kind, or both",
    path: ["member"],
  });
export type PutLimitBody = z.input<typeof putLimitBody>;

/** A soft limit that an action of this estimate's `high` would go above; beside an estimate, as `limitWarnings`. */
export const limitWarning = z.object({
  member: z.string().nullable(),
  kind: z.string().nullable(),
  credits: creditsAmount,
  used: creditsAmount,
  reserved: creditsAmount,
});
export type LimitWarning = z.infer<typeof limitWarning>;
