import type { ActionFacts, LotSource, OwnKeyUse, TokenUsage } from "../../src/types.ts";

/**
 * The reference model's state: plain lists of what happened, and nothing that could be derived from them.
 * No sum is kept anywhere; what a lot has left is worked out from the holds each time it is asked (lots.ts).
 * Instants are milliseconds since 1970, credits are bigint, and things are named by labels that the test chooses.
 */
export type ModelLot = {
  readonly label: string;
  readonly source: LotSource;
  readonly granted: bigint;
  /** Null: never expires. */
  expiresAt: number | null;
};

export type ModelDraw = { readonly lot: string; readonly credits: bigint };

export type ModelEnd = {
  /** Its place among all that was accepted; null for an expiry, whose place is its deadline. */
  readonly order: number | null;
  readonly state: "settled" | "released" | "expired";
  readonly at: Instant;
  readonly charged: bigint;
  /** What the provider took on a key of the workspace's own. */
  readonly nanoDollars: bigint;
  readonly status: "succeeded" | "failed" | "cancelled";
  /** What was available after it; null for an expiry, which is written down whenever somebody comes by. */
  readonly available: bigint | null;
};

/** One refund: parts go back to living lots or, together, into one new goodwill lot. */
export type ModelRefund = {
  readonly order: number;
  readonly at: Instant;
  readonly returned: readonly ModelDraw[];
  readonly asGoodwill: readonly ModelDraw[];
};

/** What a payment takes back of its lot in all, from here on; a restoration lowers it. */
export type ModelReversal = {
  readonly order: number;
  readonly at: Instant;
  readonly lot: string;
  readonly due: bigint;
};

/** Null stands for all members, all kinds, or whoever pays. */
export type ModelScope = {
  readonly member: string | null;
  readonly kind: string | null;
  readonly ownKey: string | null;
  readonly unit: "credits" | "nano-dollars";
};
export type ModelLimit = ModelScope & { readonly limit: bigint };

/**
 * An instant on both clocks. Business time has periods, expiries and the log; deadlines of holds are real time. They
 * differ only while somebody simulates a clock (RULES R2.1).
 */
export type Instant = { readonly business: number; readonly real: number };

export type ModelHold = {
  readonly label: string;
  /** Its place among all that was accepted. */
  readonly order: number;
  /** The key of linked holds. */
  readonly linkedBy: string | null;
  readonly credits: bigint;
  /** Business time. */
  readonly startedAt: number;
  /** The period in force when it was placed (`periodKey`): all of it belongs there, whenever it ends. */
  readonly period: string;
  /** Real time, as is the deadline. */
  readonly placedAt: number;
  readonly draws: readonly ModelDraw[];
  readonly action: ActionFacts;
  readonly ownKey: OwnKeyUse | null;
  deadline: number;
  end: ModelEnd | null;
  readonly refunds: ModelRefund[];
};

/** An accepted command, remembered by its key. */
export type ModelOperation = {
  readonly operation: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly reply: ModelReply;
};

export type ModelWorkspace = {
  readonly externalId: string;
  /**
   * Plans in the order in which they take force; the first is in force since before the workspace was opened. `own` is
   * the operator's own number of monthly credits.
   */
  plans: { readonly from: number; readonly plan: string; readonly own: bigint | null }[];
  /** Anchors in the order in which they were set. Each but the first began a period when it was set. */
  readonly anchors: { readonly from: number; readonly anchor: number }[];
  /** The trial that it began with: the period up to `end`, which a subscription's start cuts short. */
  trial: { readonly from: number; end: number } | null;
  /** Periods that begin then or later get the credits of this plan at most. */
  unpaid: { readonly from: number; readonly plan: string } | null;
  /** In order of creation, which is the last tie-breaker of the burn order. */
  readonly lots: ModelLot[];
  /** In order of creation. */
  readonly holds: ModelHold[];
  readonly operations: ModelOperation[];
  readonly reversals: ModelReversal[];
  limits: readonly ModelLimit[];
  isSuspended: boolean;
  /** How many things were accepted. */
  accepted: number;
  /** The last business time at which something was posted: it never runs back in a workspace. */
  latest: number;
};

export type ModelPrice = {
  readonly input: bigint;
  readonly cacheRead: bigint;
  readonly cacheWrite: bigint;
  readonly output: bigint;
  /** The band holds up to this many prompt tokens, inclusive; null: any number. */
  readonly promptTokensMax: number | null;
};

export type ModelCatalog = {
  readonly monthlyCredits: Readonly<Record<string, bigint>>;
  readonly nanoDollarsPerCredit: bigint;
  readonly prices: Readonly<Record<string, readonly ModelPrice[]>>;
  /** Not shipped: what the histories' engines are configured with. */
  readonly trial: { readonly plan: string; readonly days: number };
};

export type ModelState = { readonly catalog: ModelCatalog; readonly workspaces: ModelWorkspace[] };

/** What the model predicts: a refusal's code, or the fields of the reply, with labels where the engine has ids. */
export type ModelReply =
  | {
      readonly refused: string;
      /** What it says beside its code; several where the rules leave open which of them is told. */
      readonly details?: readonly Readonly<Record<string, unknown>>[];
    }
  | { readonly accepted: Readonly<Record<string, unknown>> };

export type ModelCharge = { readonly credits: bigint } | { readonly usage: TokenUsage };

export type Of<Verb extends Request["verb"]> = Extract<Request, { verb: Verb }>;

export type ModelWanted = {
  readonly credits: bigint;
  readonly action: ActionFacts;
  readonly ownKey: OwnKeyUse | null;
};

export type PaymentReport = {
  readonly workspace: string;
  readonly lot: string;
  readonly refundedCents: bigint;
  readonly paidCents: bigint;
  readonly key: string;
};

/** One request, as the test sends it to the model and, translated to ids, to the engine. */
export type Request =
  | {
      readonly verb: "open";
      readonly workspace: string;
      readonly plan: string;
      readonly anchor: number | null;
      readonly hasTrial: boolean;
    }
  | {
      readonly verb: "grant";
      readonly workspace: string;
      readonly label: string;
      readonly source: "top-up" | "goodwill";
      readonly credits: bigint;
      readonly key: string;
      readonly expiresAt: number | null;
    }
  | {
      readonly verb: "hold";
      readonly workspace: string;
      readonly label: string;
      readonly key: string;
      readonly fingerprint: string;
      readonly credits: bigint;
      readonly deadlineMs: number;
      readonly action: ActionFacts;
      readonly ownKey: OwnKeyUse | null;
    }
  | {
      readonly verb: "linked-holds";
      readonly workspace: string;
      readonly labels: readonly string[];
      readonly key: string;
      readonly fingerprint: string;
      readonly holds: readonly ModelWanted[];
      readonly deadlineMs: number;
    }
  | { readonly verb: "extend-linked"; readonly workspace: string; readonly key: string; readonly deadlineMs: number }
  | ({ readonly verb: "reverse" } & PaymentReport)
  | ({ readonly verb: "restore" } & PaymentReport)
  | ({
      readonly verb: "limit";
      readonly workspace: string;
      readonly limit: bigint | null;
      readonly key: string;
    } & ModelScope)
  | { readonly verb: "extend"; readonly workspace: string; readonly hold: string; readonly deadlineMs: number }
  | {
      readonly verb: "settle";
      readonly workspace: string;
      readonly hold: string;
      readonly charge: ModelCharge;
      readonly status: "succeeded" | "cancelled";
      readonly keyed: { readonly key: string; readonly fingerprint: string } | null;
    }
  | {
      readonly verb: "refund";
      readonly workspace: string;
      /** Of the goodwill lot that it may make. */
      readonly label: string;
      readonly action: string;
      readonly credits: bigint;
      readonly key: string;
    }
  | {
      readonly verb: "change-plan";
      readonly workspace: string;
      readonly plan: string;
      readonly when: "now" | "reset";
      readonly anchor: number | null;
      readonly own: bigint | null;
      readonly notBefore: number | null;
      readonly key: string;
    }
  | {
      readonly verb: "set-unpaid";
      readonly workspace: string;
      readonly unpaid: { readonly from: number; readonly plan: string } | null;
      readonly key: string;
    }
  | { readonly verb: "suspend"; readonly workspace: string; readonly isSuspended: boolean; readonly key: string }
  | {
      readonly verb: "release";
      readonly workspace: string;
      readonly hold: string;
      readonly status: "failed" | "cancelled";
      readonly keyed: { readonly key: string; readonly fingerprint: string } | null;
    };
