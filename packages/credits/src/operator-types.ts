/** What operators and payments ask of the engine: issuing credits, giving them back, and checking the books. */
import type { WorkspaceId } from "./types.ts";

/** Credits issued by hand (goodwill) or by a payment (top-up). */
export type Grant = {
  readonly workspace: WorkspaceId;
  readonly source: "top-up" | "goodwill";
  /** Whole credits, 1 or more. */
  readonly credits: bigint;
  /** Idempotency key, for ever; the same key with another source, amount or expiry is `idempotency-key-reused`. */
  readonly key: string;
  readonly reason: string;
  readonly actor: string;
  /** By default the end of the current period. */
  readonly expiresAt?: Date;
};

export type Granted = { readonly lot: string; readonly available: bigint; readonly isReplay: boolean };

/** Gives back a part of what an action was charged. */
export type Refund = {
  readonly workspace: WorkspaceId;
  /** The action whose hold was settled. */
  readonly action: string;
  /** Whole credits, 1 or more; all refunds of one action together are at most its charge. */
  readonly credits: bigint;
  readonly reason: string;
  readonly actor: string;
  /** Idempotency key, for ever; the same key with another action or amount is `idempotency-key-reused`. */
  readonly key: string;
};

export type Refunded = {
  readonly action: string;
  /** All that was given back of this action, with this refund. */
  readonly refunded: bigint;
  /** What did not return to the lots that had paid, since they are dead, and became one goodwill lot; null: all did. */
  readonly goodwill: { readonly lot: string; readonly credits: bigint } | null;
  readonly available: bigint;
  readonly isReplay: boolean;
};

/** A payment that was refunded or disputed takes back its part of the lot that it made. */
export type ReverseGrant = {
  readonly workspace: WorkspaceId;
  readonly lot: string;
  /** All that was paid back of the payment so far, in cents: 0 to what was paid. */
  readonly refundedCents: bigint;
  /** What the payment was, in cents: 1 or more. */
  readonly paidCents: bigint;
  readonly reason: string;
  readonly actor: string;
  /** Idempotency key, for ever; the same key with other figures is `idempotency-key-reused`. */
  readonly key: string;
};

export type GrantReversal = {
  readonly lot: string;
  /** All that the payment takes back: granted × refunded ÷ paid, rounded down. */
  readonly due: bigint;
  readonly reversed: bigint;
  /** Due and not there: spent, held or expired. It is paid by whatever returns to the lot. */
  readonly outstanding: bigint;
  readonly available: bigint;
  readonly isReplay: boolean;
};

/** Another plan for a workspace. */
export type ChangePlan = {
  readonly workspace: WorkspaceId;
  /** A plan of the catalogue. */
  readonly plan: string;
  /**
   * `now` grants the difference where the period's entitlement rises, and takes nothing where it would fall. `reset`
   * keeps the plan for the next reset, and replaces what was kept before.
   */
  readonly when: "now" | "reset";
  /** Only with `reset`: the first reset at or after this instant, as the end of a year that is paid. */
  readonly notBefore?: Date;
  /**
   * Only with `now`: ends the period at once and begins one that ends at this anchor's next reset, with the full plan.
   * Monthly lots expire; other lots live at least until the new reset.
   */
  readonly anchor?: Date;
  /** The operator's own number of credits for each period, 0 or more; left out: the plan's. */
  readonly monthlyCredits?: bigint;
  readonly actor: string;
  /** Idempotency key; the same key with another change is `idempotency-key-reused`. */
  readonly key: string;
};

export type ChangedPlan = {
  /** When the plan is in force: now, or a reset. */
  readonly inForceAt: Date;
  /** The monthly lot that it made; null where the entitlement did not rise. */
  readonly lot: string | null;
  readonly granted: bigint;
  readonly available: bigint;
  readonly isReplay: boolean;
};

/** Whether a workspace's plan is paid. */
export type SetUnpaid = {
  readonly workspace: WorkspaceId;
  /**
   * Unpaid: periods that begin at `from` or later get the credits of `plan` (the free one) at most, and where the
   * current period is one of them, what is unspent above that is taken back. Null: paid again. What was taken from the
   * current period comes back, and a period that began unpaid is raised to the plan in force.
   */
  readonly unpaid: { readonly from: Date; readonly plan: string } | null;
  readonly reason: string;
  readonly actor: string;
  /** Idempotency key; the same key with another state is `idempotency-key-reused`. */
  readonly key: string;
};

/** Workspaces whose plans are the same in every respect, counted. */
export type PlanUse = {
  /** As of the last time that somebody used the workspace: a reset since then may have brought `nextPlan`. */
  readonly plan: string;
  /** The operator's own number of credits for each period; null: the plan's. */
  readonly monthlyCredits: bigint | null;
  /** What was chosen for a reset; null: nothing. */
  readonly next: { readonly plan: string; readonly monthlyCredits: bigint | null } | null;
  /** The plan whose credits they get while theirs is unpaid; null: it is paid. */
  readonly unpaidPlan: string | null;
  readonly workspaces: number;
};

export type PaymentState = {
  /** Taken back of the current period's monthly lots at once; more may follow as it returns from holds. */
  readonly reversed: bigint;
  /** Given back of what was taken. */
  readonly restored: bigint;
  /** The monthly lot that raised a period which began unpaid; null: none did. */
  readonly lot: string | null;
  readonly granted: bigint;
  readonly available: bigint;
  readonly isReplay: boolean;
};

export type SetSuspended = {
  readonly workspace: WorkspaceId;
  readonly isSuspended: boolean;
  readonly actor: string;
  /** Idempotency key: a request that is repeated late does not undo a later one. */
  readonly key: string;
};

export type Suspension = { readonly isSuspended: boolean; readonly isReplay: boolean };

/** What a limit counts: whole credits, or billionths of a dollar that own keys cost at the provider. */
export type LimitUnit = "credits" | "nano-dollars";

/** The most of a period, 0 or more, in one of the two units; null: no limit any more. */
type LimitAmount =
  | { readonly credits: bigint | null; readonly nanoDollars?: never }
  | { readonly nanoDollars: bigint | null; readonly credits?: never };

/**
 * The most that actions may cost in each period: those of one member, of one kind, of one member and kind, or on one
 * key of the workspace's own (in nano-dollars). A limit below what is used refuses new holds only.
 */
export type SetLimit = LimitAmount & {
  readonly workspace: WorkspaceId;
  /** Null or left out: all members together. */
  readonly member?: string | null;
  /** Null or left out: all kinds together. */
  readonly kind?: string | null;
  /** A key of the workspace's own, alone; null or left out: whoever pays. */
  readonly ownKey?: string | null;
  readonly actor: string;
  /** Idempotency key; the same key with another limit is `idempotency-key-reused`. */
  readonly key: string;
};

/** A limit with what the actions of this period have cost (less refunds) and hold, in its unit. */
export type Limit = LimitAmount & {
  readonly member: string | null;
  readonly kind: string | null;
  readonly ownKey: string | null;
  readonly used: bigint;
  readonly reserved: bigint;
};

/** One place where a stored figure is not what the transfers say. */
export type Difference = {
  readonly workspace: WorkspaceId;
  /** What differs: `lot 3 available`, `transfer 41 hash`. */
  readonly what: string;
  /** The same for programs: the table, what names the row in its workspace, and the column (null: the whole row). */
  readonly table: string;
  readonly row: string;
  readonly column: string | null;
  readonly expected: string;
  readonly found: string;
};

export type Verification = {
  /** How much was looked at. */
  readonly checked: {
    readonly workspaces: number;
    readonly transfers: number;
    readonly lots: number;
    readonly holds: number;
  };
  readonly differences: readonly Difference[];
  /** The last workspace that was looked at: where the next part begins. Null: there was none. */
  readonly last: WorkspaceId | null;
};

/** Where a workspace's chain ends; `sequence` 0 and a hash of zeros: it has no transfer. */
export type LedgerHead = { readonly sequence: bigint; readonly hash: string; readonly available: bigint };

/** A transfer with every column that its hash covers, as it is stored. */
export type LedgerLine = {
  readonly workspace: bigint;
  readonly sequence: bigint;
  readonly from: string;
  readonly to: string;
  readonly credits: bigint;
  readonly lot: bigint;
  readonly hold: bigint | null;
  readonly part: number;
  readonly cause: string;
  readonly actor: string;
  readonly reason: string | null;
  readonly at: Date;
  readonly effectiveAt: Date;
  readonly balanceAfter: bigint;
  readonly format: number;
  readonly hash: string;
};
