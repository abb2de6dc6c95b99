import type {
  BillingInterval,
  Invoice,
  PaidObject,
  PaidObjectMarks,
  PaidObjectRef,
  Payment,
  Subscription,
} from "./paid-object.ts";

/**
 * Who takes the money: Stripe, or the sandbox. Everything that a payment decides is decided by us from `fetch`.
 *
 * `key` is the provider's idempotency key: the same key with the same request is one effect, however often it is sent.
 * Methods fail with `PaymentProviderError`; after `unavailable` the outcome is unknown, and the same request with the
 * same key is sent again.
 */
export type PaymentProvider = {
  readonly name: "stripe" | "sandbox";

  /** Makes the customer that stands for a workspace. Returns the provider's id of it. */
  createCustomer(input: NewCustomer): Promise<string>;

  /** A page of the provider's where a person pays once for a top-up. */
  checkOutTopUp(input: TopUpCheckout): Promise<Checkout>;
  /** A page where a person begins a subscription, whose renewals are charged to the same card. */
  checkOutSubscription(input: SubscriptionCheckout): Promise<Checkout>;
  /** A page where a person saves a card for later payments without them, and pays nothing. */
  checkOutCard(input: CardCheckout): Promise<Checkout>;
  /** What became of a checkout; null when the provider does not know it. */
  fetchCheckout(id: string): Promise<CheckoutState | null>;
  /** Makes a checkout that nobody has paid unusable. Does nothing where it is complete or expired. */
  expireCheckout(id: string): Promise<void>;

  /**
   * Charges a saved card while nobody is there. A decline, or a bank that wants to see the person, is a `state` of the
   * payment and no error.
   */
  chargeSavedCard(input: SavedCardCharge): Promise<Payment>;
  /** Forgets a saved card. Does nothing where it is gone. */
  removeCard(card: string): Promise<void>;

  /**
   * Invoices the full difference of an upgrade and charges it to the subscription's card (RULES R3.2). The price of the
   * subscription stays as it is until `changeSubscription` switches it. An `open` invoice has a `url` to pay it at.
   */
  invoiceUpgrade(input: UpgradeInvoice): Promise<Invoice>;
  /** Voids an invoice that nobody has paid, so that it can not be paid any more. */
  voidInvoice(id: string): Promise<void>;
  /** Changes what a subscription is, or becomes; never invoices anything by itself. */
  changeSubscription(input: SubscriptionChange): Promise<Subscription>;

  /** A page of the provider's for cards, addresses and old invoices. */
  openPortal(input: { readonly customer: string; readonly returnUrl: string }): Promise<{ readonly url: string }>;
  /** The customer's invoices, newest first, at most `limit`. */
  listInvoices(input: { readonly customer: string; readonly limit: number }): Promise<readonly Invoice[]>;

  /**
   * Checks the signature over the raw bytes and says what a webhook is about. Fails with `WebhookRefusedError`.
   */
  readWebhook(input: RawWebhook): Promise<WebhookEvent>;
  /** What an object is now; null when the provider does not know it. */
  fetch(ref: PaidObjectRef): Promise<PaidObject | null>;
  /** Every object that was made since, oldest or newest first: for finding what no webhook told. */
  list(input: { readonly since: Date }): AsyncIterable<PaidObject>;
};

export type NewCustomer = {
  readonly workspace: string;
  /** What invoices are addressed to. */
  readonly name: string;
  readonly email: string;
  readonly key: string;
};

type CheckoutRequest = Required<{ readonly [Mark in keyof PaidObjectMarks]: string }> & {
  readonly customer: string;
  /** Where the provider sends the person afterwards; absolute. */
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly key: string;
};

export type TopUpCheckout = CheckoutRequest & {
  readonly credits: bigint;
  readonly amountCents: bigint;
  readonly currency: string;
  /** Stands on the page and the receipt, as `500 credits`. */
  readonly description: string;
};

export type SubscriptionCheckout = CheckoutRequest & PlanPrice;

export type CardCheckout = CheckoutRequest;

/** What a subscription costs for each interval. */
export type PlanPrice = {
  readonly plan: string;
  readonly interval: BillingInterval;
  readonly priceCents: bigint;
  readonly currency: string;
};

export type Checkout = { readonly id: string; readonly url: string; readonly expiresAt: Date };

export type CheckoutState = {
  readonly id: string;
  readonly state: "open" | "complete" | "expired";
  /** What it made: a payment, a subscription or a card setup; null while nothing is there. */
  readonly made: PaidObjectRef | null;
};

export type SavedCardCharge = {
  readonly workspace: string;
  readonly order: string;
  readonly customer: string;
  readonly card: string;
  readonly credits: bigint;
  readonly amountCents: bigint;
  readonly currency: string;
  readonly description: string;
  readonly key: string;
};

export type UpgradeInvoice = {
  readonly workspace: string;
  readonly order: string;
  readonly customer: string;
  readonly subscription: string;
  readonly plan: string;
  readonly interval: BillingInterval;
  readonly amountCents: bigint;
  readonly currency: string;
  readonly description: string;
  readonly key: string;
};

export type SubscriptionChange = {
  readonly subscription: string;
  readonly key: string;
  readonly change: /** Another price from now on, paid for already; the renewal date stays. */
    | ({ readonly type: "switch" } & PlanPrice)
    /** Another price from the end of the paid period; replaces what was chosen for it before. */
    | ({ readonly type: "renew-as" } & PlanPrice)
    /** Ends at the end of the paid period. */
    | { readonly type: "cancel-at-period-end" }
    /** Renews as it is: takes back a cancellation or another price that waits. */
    | { readonly type: "resume" }
    /** Ends now: for a workspace that was deleted. */
    | { readonly type: "end-now" };
};

export type RawWebhook = {
  /** As it came, byte for byte. */
  readonly body: Uint8Array;
  readonly headers: Headers;
};

export type WebhookEvent = {
  /** The provider's id of the event. */
  readonly id: string;
  /** The provider's own name of what happened, for people. */
  readonly type: string;
  readonly createdAt: Date;
  /** What to fetch; empty for events that mean nothing to us. A refund or dispute names the payment or invoice. */
  readonly about: readonly PaidObjectRef[];
};

/** A webhook that is not the provider's, or too old, or no event at all. It is answered with 400 and not stored. */
export class WebhookRefusedError extends Error {
  override readonly name = "WebhookRefusedError";
}

/** `unavailable`: nobody knows whether it was done. `refused`: it was not, and would not be. */
export type PaymentProviderErrorCode = "unavailable" | "refused" | "not-found";

/** The provider did not do what it was asked for. The message holds no secret and no card number. */
export class PaymentProviderError extends Error {
  override readonly name = "PaymentProviderError";
  readonly code: PaymentProviderErrorCode;

  constructor(code: PaymentProviderErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
