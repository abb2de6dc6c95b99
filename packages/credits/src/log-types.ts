/** What the log, the chart and a receipt show. */
import type { ActionStatus, LotSource, LotView, TokenUsage } from "./types.ts";

export type UsageDay = {
  /** Calendar date in the asked time zone, `2026-11-05`. */
  readonly date: string;
  readonly credits: bigint;
  readonly actions: number;
  readonly byKind: Readonly<Record<string, bigint>>;
};

export type ActionRecord = {
  readonly id: string;
  readonly hold: string;
  readonly kind: string;
  readonly status: ActionStatus;
  readonly member: string | null;
  readonly document: { readonly path: string; readonly title: string } | null;
  readonly model: string | null;
  readonly estimate: { readonly low: bigint; readonly high: bigint } | null;
  readonly group: string | null;
  /**
   * The key of the workspace's own that pays the provider instead of the bucket, with the most that was reserved of its
   * limits and what it cost, in nano-dollars; a running action has no cost yet. Null: credits pay.
   */
  readonly ownKey: {
    readonly id: string;
    readonly nanoDollarsHeld: bigint;
    readonly nanoDollarsCost: bigint | null;
  } | null;
  readonly isDemo: boolean;
  readonly held: bigint;
  readonly charged: bigint;
  readonly refunded: bigint;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly requestId: string | null;
};

/** The arithmetic of a charge, with the prices pinned when the hold was taken. */
export type ActionReceipt = {
  readonly rateCard: string;
  readonly usage: TokenUsage;
  readonly lines: readonly {
    readonly what: "input" | "cacheRead" | "cacheWrite" | "output";
    readonly tokens: number;
    readonly nanoDollarsPerToken: bigint;
    readonly nanoDollars: bigint;
  }[];
  readonly providerCostNanoDollars: bigint;
  readonly nanoDollarsPerCredit: bigint;
  readonly credits: bigint;
};

export type TransferView = {
  readonly sequence: bigint;
  readonly from: string;
  readonly to: string;
  readonly credits: bigint;
  readonly lot: string;
  readonly cause: string;
  readonly at: Date;
};

/** Where a lot's credits came from. */
export type LotOrigin = {
  readonly id: string;
  readonly source: LotSource;
  readonly granted: bigint;
  /** When it was granted; of monthly credits, the start of their period. */
  readonly from: Date;
  /** Of monthly credits that a larger plan added within the period: when; null for every other lot. */
  readonly addedAt: Date | null;
  /** Null: never. */
  readonly expiresAt: Date | null;
  /** The action whose refund made it, where the lot that had paid was dead; null for every other lot. */
  readonly refundOf: string | null;
};

/** One grant and what became of it. */
export type LotHistory = LotView & {
  /** When it was granted; of monthly credits, the start of their period. */
  readonly from: Date;
  /** Of monthly credits that a larger plan added within the period: when; null for every other lot. */
  readonly addedAt: Date | null;
  /** False once it has expired. */
  readonly isAlive: boolean;
};
export type LotsPage = { readonly items: readonly LotHistory[]; readonly nextCursor: string | null };

export type ActionFilter = {
  readonly kind?: string;
  readonly member?: string;
  readonly outcome?: ActionStatus;
  /** A document's path. */
  readonly document?: string;
  /** The site or batch that actions belong to. */
  readonly group?: string;
  /**
   * A part of the kind, the model or the document's path or title, whatever its case; or a whole id of an action or a
   * provider's request. Actions of `members` fit too: who a text finds by name, only the embedder knows.
   */
  readonly search?: { readonly text: string; readonly members?: readonly string[] };
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
};

export type ActionsPage = { readonly items: readonly ActionRecord[]; readonly nextCursor: string | null };
