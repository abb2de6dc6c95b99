import type { ActionFacts, ActionStatus, HoldState, OwnKeyUse, TokenUsage } from "../types.ts";
import type { Draw } from "./burn-order.ts";
import type { PinnedPrices } from "./rate-card.ts";

/** The longest that one hold or extension may ask for, and the longest that a hold may live. */
export const extensionMsMax = 3_600_000;
export const holdLifetimeMsMax = 86_400_000;

/** Credits reserved for one action, with what an end of it needs to know of the action. */
export type Hold = {
  /** The number of the hold and of its action. */
  readonly number: bigint;
  readonly credits: bigint;
  /** In the order in which they were drawn. */
  readonly draws: readonly Draw[];
  readonly state: HoldState;
  /** Real time of the database; its lifetime counts from here. */
  readonly placedAt: Date;
  readonly deadline: Date;
  /** Taken together with others, whose deadline is the same. */
  readonly isLinked: boolean;
  readonly end: HoldEnd | null;
  readonly kind: string;
  readonly member: string | null;
  /** Business time: the action belongs everywhere to this instant. */
  readonly startedAt: Date;
  readonly prices: PinnedPrices | null;
  /** The key of the workspace's own that pays instead of its credits, with what that cost at the end. */
  readonly ownKey: (OwnKeyUse & { readonly cost: bigint | null }) | null;
  /** What was given back of the charge, and in how many ledger lines. */
  readonly refunded: bigint;
  readonly refundLines: number;
};

export type HoldEnd = {
  /** Business time. */
  readonly at: Date;
  readonly charged: bigint;
  /** Available in the workspace after the end. */
  readonly available: bigint;
};

/** What is written of an action when it begins. */
export type ActionStart = { readonly number: bigint; readonly facts: ActionFacts };

/** What is written of an action when it ends. */
export type ActionEnd = {
  readonly number: bigint;
  readonly status: Exclude<ActionStatus, "running">;
  readonly charged: bigint;
  /** What the provider took on a key of the workspace's own; null on credits. */
  readonly nanoDollars: bigint | null;
  readonly at: Date;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly requestId: string | null;
  readonly usage: TokenUsage | null;
};

/** What is written of an action when some of its charge is given back: all of it so far. */
export type ActionRefund = Pick<Hold, "number" | "refunded" | "refundLines">;

/** Why an action failed whose hold nobody ended: what the log says. */
export const deadlineFailure = {
  code: "hold-expired",
  message: "The action did not end before the deadline of its hold, so nothing was charged.",
} as const;

/** Whether the deadline has come. True from that instant on, whether or not anything was written down. */
export function isOverdue(hold: Pick<Hold, "state" | "deadline">, databaseNow: Date): boolean {
  return hold.state === "held" && hold.deadline.getTime() <= databaseNow.getTime();
}
