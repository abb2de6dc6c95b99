import type Stripe from "stripe";
import type { EventLog } from "./event-log.ts";
import { idOf } from "./ids.ts";
import { missingObject } from "./wire/stripe-problem.ts";

/** What the server keeps, by the `object` that each carries. */
export type Kinds = {
  readonly charge: Stripe.Charge;
  readonly "checkout.session": Stripe.Checkout.Session;
  readonly customer: Stripe.Customer;
  readonly dispute: Stripe.Dispute;
  readonly invoice: Stripe.Invoice;
  readonly invoice_payment: Stripe.InvoicePayment;
  readonly payment_intent: Stripe.PaymentIntent;
  readonly payment_method: Stripe.PaymentMethod;
  readonly price: Stripe.Price;
  readonly product: Stripe.Product;
  readonly refund: Stripe.Refund;
  readonly setup_intent: Stripe.SetupIntent;
  readonly subscription: Stripe.Subscription;
  readonly subscription_schedule: Stripe.SubscriptionSchedule;
  readonly "test_helpers.test_clock": Stripe.TestHelpers.TestClock;
};
export type Kind = keyof Kinds;

/** How a way of paying behaves, from now on; tests may change it. */
export type CardBehaviour =
  | "succeeds"
  | "declined"
  | "lacks-funds"
  /** 3-D Secure, each time: on the way a person completes it, behind their back the payment is refused. */
  | "needs-action"
  /** 3-D Secure once; then it succeeds. */
  | "needs-action-once"
  /** A bank debit: accepted now, and succeeded or failed only when the bank has answered. */
  | "delayed";

export type World = {
  /** Where the server listens, without a slash at its end. */
  url: string;
  readonly objects: Objects;
  readonly events: EventLog;
  readonly cards: Map<string, CardBehaviour>;
  /** What a Checkout session was asked for and keeps to itself until it is paid. */
  readonly orders: Map<string, CheckoutOrder>;
  /** Prorations that wait for the next invoice of their subscription. */
  readonly prorations: Map<string, InvoiceLine[]>;
  /** Seconds by which the server's own clock is ahead of the machine's. */
  ahead: number;
  readonly billing: BillingSettings;
};

/** One line of an invoice, before it is on one. */
export type InvoiceLine = {
  readonly amount: number;
  readonly description: string;
  readonly period: { readonly start: number; readonly end: number };
  readonly price: Stripe.Price | null;
  readonly quantity?: number;
  readonly isProration?: boolean;
  readonly item?: string;
  readonly metadata?: Record<string, string>;
};

export type BillingSettings = {
  /** How long a renewal's invoice stays a draft; an hour, as at the real service. */
  draftSeconds: number;
  /** Days after which a failed renewal is tried again, one after the other. */
  retryDays: readonly number[];
  /** What a subscription becomes after the last of them. */
  afterRetries: "canceled" | "unpaid" | "past_due";
};

export type CheckoutOrder = {
  readonly lines: readonly {
    readonly price: Stripe.Price;
    readonly quantity: number;
    readonly name: string;
  }[];
  readonly paymentIntent: {
    readonly metadata: Record<string, string>;
    readonly savesCard: boolean;
    readonly description: string | null;
  };
  readonly subscription: { readonly metadata: Record<string, string>; readonly trialEnd: number | null };
  readonly setupMetadata: Record<string, string>;
};

/** Every object by its id, in the order in which they were made. */
export class Objects {
  readonly #byId = new Map<string, Kinds[Kind]>();

  add<Name extends Kind>(object: Kinds[Name]): Kinds[Name] {
    this.#byId.set(object.id, object);
    return object;
  }

  find<Name extends Kind>(kind: Name, id: string): Kinds[Name] | null {
    const found = this.#byId.get(id);
    return found?.object === kind ? (found as Kinds[Name]) : null;
  }

  get<Name extends Kind>(kind: Name, id: string, param = "id"): Kinds[Name] {
    const found = this.find(kind, id);
    if (found === null) throw missingObject(kind.replace(/^.*\./, "").replace("_", " "), id, param);
    return found;
  }

  /** Whatever has this id. */
  any(id: string): Kinds[Kind] | null {
    return this.#byId.get(id) ?? null;
  }

  /** All of a kind, the newest first. */
  all<Name extends Kind>(kind: Name): Kinds[Name][] {
    return [...this.#byId.values()].filter((object): object is Kinds[Name] => object.object === kind).reverse();
  }

  remove(id: string): void {
    this.#byId.delete(id);
  }
}

/** Now, in seconds: that of the test clock, where there is one, else the server's own. */
export function nowOf(world: World, clockId: string | null): number {
  if (clockId !== null) return world.objects.get("test_helpers.test_clock", clockId).frozen_time;
  return Math.floor(Date.now() / 1_000) + world.ahead;
}

/** The test clock under which a customer lives; null for the server's own clock. */
export function clockOf(world: World, customerId: string | null): string | null {
  const customer = customerId === null ? null : world.objects.find("customer", customerId);
  return idOf(customer?.test_clock);
}

export function nowFor(world: World, customerId: string | null): number {
  return nowOf(world, clockOf(world, customerId));
}
