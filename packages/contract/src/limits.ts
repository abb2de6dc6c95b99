import { z } from "zod";
import { creditsAmount, instant } from "./primitives.ts";

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
  /** Who set it and when; null where that is not known. */
  setBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  setAt: instant.nullable(),
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

/** What the refusal of a hard limit (422 `limit-reached`) tells; names only to who may read the workspace. */
export const limitRefusal = z.object({
  limit: z.object({
    member: z.string().nullable(),
    kind: z.string().nullable(),
    /** The key of the workspace's own that it limits; null: it limits credits or dollars of members and kinds. */
    ownKey: z.string().nullable(),
    unit: z.enum(["credits", "nano-dollars"]),
    most: z.number(),
    used: z.number(),
    reserved: z.number(),
    needed: z.number(),
  }),
  /** The least role that can change it. */
  changedBy: z.enum(["admin", "owner"]),
  /** Whose actions it counts; null: everybody's. */
  whose: z.object({ id: z.string(), name: z.string() }).nullable(),
  setBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  setAt: instant.nullable(),
  /** Who can change it. */
  people: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type LimitRefusal = z.infer<typeof limitRefusal>;

/** A soft limit that an action of this estimate's `high` would go above; beside an estimate, as `limitWarnings`. */
export const limitWarning = z.object({
  member: z.string().nullable(),
  kind: z.string().nullable(),
  credits: creditsAmount,
  used: creditsAmount,
  reserved: creditsAmount,
});
export type LimitWarning = z.infer<typeof limitWarning>;
