/**
 * What a payment provider knows, in our words. A webhook only says that one of these changed; what it is now is asked
 * of the provider, so that events may come in any order, again, or days late. Money is integer cents (`bigint`) of
 * `currency` (ISO 4217, lower case), instants are `Date`.
 */

export type BillingInterval = "month" | "year";

/** Names one object of the provider: what grants hang on, once each. */
export type PaidObjectRef = {
  readonly kind: "payment" | "invoice" | "subscription" | "card-setup";
  /** The provider's id, as `pi_…`, `in_…`, `sub_…`, `seti_…`. */
  readonly id: string;
};

/** What we wrote on an object when we asked for it, and read back from it. */
export type PaidObjectMarks = {
  /** `ws_…`; null where the object was not made by us. */
  readonly workspace: string | null;
  /** Our order (`top_…`, `ord_…`); null where the object was not made by us. */
  readonly order: string | null;
};

/** All that was paid back of a payment or an invoice so far; reversals are cumulative. */
export type PaidBack = {
  /** Sum of the refunds that succeeded. */
  readonly refundedCents: bigint;
  readonly disputes: readonly Dispute[];
};

export type Dispute = {
  readonly id: string;
  readonly amountCents: bigint;
  /** `open`: the money is gone until it is decided. A mere inquiry that moved no money is left out. */
  readonly state: "open" | "won" | "lost";
};

/** Why the person's bank or the provider said no; `message` is fit to be shown. */
export type PaymentFailure = { readonly code: string; readonly message: string };

/** One payment for a top-up, in a checkout or off-session. */
export type Payment = PaidObjectMarks &
  PaidBack & {
    readonly kind: "payment";
    readonly id: string;
    readonly customer: string | null;
    /** Only `paid` grants. `processing`: a slow payment method, which may still fail. */
    readonly state: "open" | "processing" | "action-required" | "paid" | "failed" | "cancelled";
    readonly amountCents: bigint;
    readonly currency: string;
    readonly createdAt: Date;
    readonly failure: PaymentFailure | null;
    /** The provider's receipt; null while there is none. */
    readonly receiptUrl: string | null;
  };

/** An invoice: of a subscription's start or renewal, or of an upgrade (RULES R3.2). */
export type Invoice = PaidObjectMarks &
  PaidBack & {
    readonly kind: "invoice";
    readonly id: string;
    readonly customer: string | null;
    readonly subscription: string | null;
    readonly reason: "start" | "renewal" | "upgrade" | "other";
    /** The plan that it pays for. */
    readonly plan: string | null;
    readonly interval: BillingInterval | null;
    /** What is printed on it; null while it is a draft. */
    readonly number: string | null;
    readonly state: "draft" | "open" | "paid" | "void" | "uncollectible";
    readonly amountCents: bigint;
    readonly currency: string;
    /** The time that it pays for. */
    readonly period: { readonly start: Date; readonly end: Date } | null;
    readonly createdAt: Date;
    readonly failure: PaymentFailure | null;
    /** Where a person can read it, or pay it while it is open. */
    readonly url: string | null;
    readonly pdfUrl: string | null;
  };

export type Subscription = PaidObjectMarks & {
  readonly kind: "subscription";
  readonly id: string;
  readonly customer: string;
  /** The plan and interval whose price it has now; a change that waits for the renewal is `renewsAs`. */
  readonly plan: string;
  readonly interval: BillingInterval;
  readonly priceCents: bigint;
  readonly currency: string;
  /** `incomplete`: its first invoice is not paid. `ended`: canceled, nothing renews any more. */
  readonly status: "incomplete" | "active" | "past-due" | "unpaid" | "ended";
  /** The instant that its renewals are counted from. */
  readonly anchor: Date;
  readonly period: { readonly start: Date; readonly end: Date };
  /** When it ends by itself; null: it renews. */
  readonly cancelAt: Date | null;
  /** What it becomes at the end of `period`; null: nothing changes. */
  readonly renewsAs: { readonly plan: string; readonly interval: BillingInterval } | null;
  readonly createdAt: Date;
};

export type SavedCard = {
  /** The provider's id of the payment method. */
  readonly id: string;
  readonly brand: string;
  readonly last4: string;
  readonly expiresMonth: number;
  readonly expiresYear: number;
};

/** A card that was saved for later payments, with the person's consent. */
export type CardSetup = PaidObjectMarks & {
  readonly kind: "card-setup";
  readonly id: string;
  readonly customer: string | null;
  readonly state: "open" | "saved" | "failed" | "cancelled";
  readonly card: SavedCard | null;
  readonly createdAt: Date;
};

export type PaidObject = Payment | Invoice | Subscription | CardSetup;
