/**
 * The public words of the engine, as types. Credits are whole and `bigint`; instants are `Date` (millisecond precision,
 * UTC).
 * Every verb names its workspace by its public id (`ws_…`), which `workspaceIdOf(externalId)` computes from the
 * embedder's own string.
 */

/** A workspace's public id: `ws_` + base32 of 63 bits of SHA-256 of the external id + check digit. */
export type WorkspaceId = string;

export type LotSource = "monthly" | "top-up" | "goodwill";
export type HoldState = "held" | "settled" | "released" | "expired";
export type ActionStatus = "running" | "succeeded" | "failed" | "cancelled";

/** Tokens as a provider reports them. `input` excludes the cached parts; `output` includes `thinking`. */
export type TokenUsage = {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly thinking: number;
};

/** What the log keeps of an action when its hold is taken. */
export type ActionFacts = {
  readonly kind: string;
  /** The person (or API key) that runs it; null for a service. */
  readonly member: string | null;
  readonly document: { readonly path: string; readonly title: string } | null;
  /** The priced model; with it, the rate card in force is pinned at the hold. Null for a hold of the meter API. */
  readonly model: string | null;
  readonly estimate: { readonly low: bigint; readonly high: bigint } | null;
  /** The site or batch that the action belongs to. */
  readonly group: string | null;
  readonly isDemo: boolean;
};

/** The workspace's own key at the provider, which pays for an action instead of the bucket. */
export type OwnKeyUse = {
  /** The embedder's name of the key, never the key itself: 1 to 512 characters. */
  readonly id: string;
  /** The most that the provider may charge for the action, in nano-dollars, 0 or more: what its limits reserve. */
  readonly nanoDollars: bigint;
};

export type OpenWorkspace = {
  /** The embedder's own name of the workspace; opening it twice changes nothing and returns the first. */
  readonly externalId: string;
  readonly plan: string;
  /** Billing anchor; by default the database's time now. */
  readonly anchor?: Date;
  /**
   * Begins with the catalogue's trial, where it has one: a period of its own length, whose end is the anchor of `plan`.
   * Not together with `anchor`.
   */
  readonly hasTrial?: boolean;
  /** Whole credits of each period instead of the plan's number, 0 or more. Not together with `hasTrial`. */
  readonly monthlyCredits?: bigint;
  readonly actor: string;
};

export type PlaceHold = {
  readonly workspace: WorkspaceId;
  /** Idempotency key of the caller, unique per workspace and operation. */
  readonly key: string;
  /**
   * Who the key belongs to and what it was used for: another fingerprint under the same key is
   * `idempotency-key-reused`.
   */
  readonly fingerprint: string;
  /** Whole credits, 0 or more: the estimate's `high`. */
  readonly credits: bigint;
  /** How long the hold lives without an extension, 1 ms to 1 hour. */
  readonly deadlineMs: number;
  readonly action: ActionFacts;
  /**
   * Runs the action on a key of the workspace's own: a hold of 0 credits of a priced model, whose settle records what
   * the provider charged.
   */
  readonly ownKey?: OwnKeyUse | null;
  readonly actor: string;
  /** Aborted before its batch begins, the hold is never taken. */
  readonly signal?: AbortSignal;
};

export type PlacedHold = {
  readonly hold: string;
  readonly action: string;
  readonly credits: bigint;
  /** The state now: a replay after the end shows that end. */
  readonly state: HoldState;
  readonly deadline: Date;
  readonly available: bigint;
  readonly isReplay: boolean;
};

/** Several holds that are taken all together or not at all, and share one deadline. */
export type PlaceHolds = Omit<PlaceHold, "credits" | "action" | "ownKey"> & {
  /** 1 to 200, in the order in which they draw. */
  readonly holds: readonly Pick<PlaceHold, "credits" | "action" | "ownKey">[];
};

export type PlacedHolds = {
  /** In the order of the request. */
  readonly holds: readonly Pick<PlacedHold, "hold" | "action" | "credits" | "state">[];
  /** Of those that run. */
  readonly deadline: Date;
  readonly available: bigint;
  readonly isReplay: boolean;
};

export type SettleHold = {
  readonly workspace: WorkspaceId;
  readonly hold: string;
  /**
   * What to charge: whole credits, or the tokens used, which the pinned rate card prices (then the charge is min(price,
   * hold)).
   */
  readonly charge: { readonly credits: bigint } | { readonly usage: TokenUsage };
  readonly status: "succeeded" | "cancelled";
  /** Takes a hold of a priced model for unknown: who meters for others ends no action of the product. */
  readonly isUnpricedOnly?: boolean;
  readonly requestId?: string;
  readonly key?: string;
  readonly fingerprint?: string;
  readonly actor: string;
};

export type ReleaseHold = {
  readonly workspace: WorkspaceId;
  readonly hold: string;
  /** `failed` is tagged "refunded" in the log; `cancelled` shows 0 and "not charged". */
  readonly status: "failed" | "cancelled";
  readonly failure: { readonly code: string; readonly message: string } | null;
  /** Takes a hold of a priced model for unknown: who meters for others ends no action of the product. */
  readonly isUnpricedOnly?: boolean;
  readonly requestId?: string;
  readonly key?: string;
  readonly fingerprint?: string;
  readonly actor: string;
};

export type EndedHold = {
  readonly hold: string;
  readonly action: string;
  readonly state: "settled" | "released" | "expired";
  readonly charged: bigint;
  readonly returned: bigint;
  readonly available: bigint;
  /** True when the hold had ended before: nothing moved, the first end is returned. */
  readonly isReplay: boolean;
};

export type ExtendHold = {
  readonly workspace: WorkspaceId;
  readonly hold: string;
  /** The new deadline counts from the database's time now; at most 1 hour, and 24 hours from the hold's start. */
  readonly deadlineMs: number;
  /** Takes a hold of a priced model for unknown: who meters for others ends no action of the product. */
  readonly isUnpricedOnly?: boolean;
};

/** Gives linked holds one later deadline. */
export type ExtendHolds = Omit<ExtendHold, "hold"> & {
  /** The key that they were taken with. */
  readonly key: string;
};

export type ExtendedHolds = {
  readonly deadline: Date;
  /** Those that still run; what has ended stays as it is. */
  readonly holds: readonly string[];
};

export type LotView = {
  readonly id: string;
  readonly source: LotSource;
  readonly granted: bigint;
  readonly available: bigint;
  readonly held: bigint;
  readonly spent: bigint;
  readonly expired: bigint;
  readonly reversed: bigint;
  readonly expiresAt: Date | null;
  /** The action whose refund made it, where the lot that had paid was dead; null for every other lot. */
  readonly refundOf: string | null;
};

/** The bucket: monthly + topUps + goodwill = spent + held + available, over the lots alive now. */
export type Balance = {
  readonly workspace: WorkspaceId;
  readonly plan: string;
  /** The plan that was chosen for a reset; null: the same. */
  readonly nextPlan: string | null;
  /** The reset at which it comes: the next one, or a later one that was named. */
  readonly nextPlanAt: Date | null;
  /** What the next reset grants as things stand: of `nextPlan`, of the plan, or of the free plan while unpaid. */
  readonly nextMonthlyCredits: bigint;
  /** The end of the trial that this period is; null: it is none. */
  readonly trialEndsAt: Date | null;
  /** From when on the plan is unpaid: periods that begin then or later get fewer credits; null: it is paid. */
  readonly unpaidFrom: Date | null;
  readonly isSuspended: boolean;
  readonly period: { readonly start: Date; readonly end: Date };
  readonly monthly: bigint;
  readonly topUps: bigint;
  readonly goodwill: bigint;
  /** The part of `goodwill` that refunds made, where the lot that had paid was dead. */
  readonly refunds: bigint;
  readonly spent: bigint;
  readonly held: bigint;
  readonly expired: bigint;
  readonly available: bigint;
  readonly lots: readonly LotView[];
  /** The business time of this answer: the clock's, or a little later where the last change was. */
  readonly asOf: Date;
  /** Grows with every change. */
  readonly version: number;
};
