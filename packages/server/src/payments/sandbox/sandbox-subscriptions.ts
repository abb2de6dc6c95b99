import { addMonths } from "@dokly/credits";
import type { BillingInterval, Invoice } from "../paid-object.ts";
import type { PlanPrice } from "../payment-provider.ts";
import type { SandboxSubscription } from "./sandbox-objects.ts";
import type { Delivery, SandboxStore } from "./sandbox-store.ts";

const monthsOf = { month: 1, year: 12 } as const;

/** A renewal whose card fails is tried no more: the subscription stays past due until somebody pays the invoice. */
const renewalFailure = { code: "card_declined", message: "The card was declined." };

type Context = { readonly store: SandboxStore; readonly now: () => Date; readonly publicUrl: string };

/** The end of the paid time that begins at `start`: counted from the anchor, as resets are. */
export function periodEndOf(anchor: Date, start: Date, interval: BillingInterval): Date {
  let months = monthsOf[interval];
  while (addMonths(anchor, months) <= start) months += monthsOf[interval];
  return addMonths(anchor, months);
}

/** An invoice of a subscription. */
export function invoiceOf(
  { store, now, publicUrl }: Context,
  input: {
    readonly key: string;
    readonly subscription: SandboxSubscription;
    readonly reason: "start" | "renewal" | "upgrade";
    readonly price: PlanPrice;
    readonly amountCents: bigint;
    readonly period: { readonly start: Date; readonly end: Date };
    readonly order: string | null;
    readonly isPaid: boolean;
  },
): Invoice {
  const { subscription, price } = input;
  const id = store.idOf("in", input.key);
  return {
    kind: "invoice",
    id,
    customer: subscription.customer,
    subscription: subscription.id,
    workspace: subscription.workspace,
    order: input.order,
    reason: input.reason,
    plan: price.plan,
    interval: price.interval,
    number: `SANDBOX-${id.slice(-6).toUpperCase()}`,
    state: input.isPaid ? "paid" : "open",
    amountCents: input.amountCents,
    currency: price.currency,
    period: input.period,
    createdAt: now(),
    failure: input.isPaid ? null : renewalFailure,
    url: `${publicUrl}/sandbox-checkout/${id}`,
    pdfUrl: null,
    refundedCents: 0n,
    disputes: [],
  };
}

/** A subscription moves on to the present: it ends, renews, or is past due. Returns it as it is now. */
export async function renewSubscription(
  context: Context,
  id: string,
  delivery: Delivery = "once",
): Promise<SandboxSubscription | null> {
  const { store, now } = context;
  const invoices: Invoice[] = [];
  let isEnded = false;
  const renewed = await store.change("subscription", id, (subscription) => {
    let current = subscription;
    // Changed within its row's lock, so that two servers renew it once; the invoices' ids come from their periods.
    while (current.status !== "ended" && current.period.end <= now()) {
      if (current.cancelAt !== null && current.cancelAt <= current.period.end) {
        current = { ...current, status: "ended" };
        isEnded = true;
        break;
      }
      current = nextPeriod(context, current, invoices);
    }
    return current;
  });
  for (const invoice of invoices) {
    await store.insert(invoice);
    const about = [
      { kind: "invoice", id: invoice.id },
      { kind: "subscription", id },
    ] as const;
    const type = invoice.state === "paid" ? "invoice.paid" : "invoice.payment_failed";
    await store.announce(type, about, { key: `${type} ${invoice.id}`, delivery });
  }
  if (isEnded) {
    await store.announce("subscription.ended", [{ kind: "subscription", id }], { key: `ended ${id}`, delivery });
  }
  return renewed;
}

function nextPeriod(context: Context, before: SandboxSubscription, invoices: Invoice[]): SandboxSubscription {
  const { plan, interval, priceCents, currency, next } = before;
  const price = next ?? { plan, interval, priceCents, currency };
  const start = before.period.end;
  const anchor = price.interval === interval ? before.anchor : start;
  const period = { start, end: periodEndOf(anchor, start, price.interval) };
  const isPaid = before.card.behaviour === "works" && before.status === "active";
  const subscription: SandboxSubscription = {
    ...before,
    ...price,
    anchor,
    period,
    renewsAs: null,
    next: null,
    status: isPaid ? "active" : "past-due",
  };
  const key = `renewal ${before.id} ${start.toISOString()}`;
  const amountCents = price.priceCents;
  invoices.push(
    invoiceOf(context, { key, subscription, reason: "renewal", price, amountCents, period, order: null, isPaid }),
  );
  return subscription;
}
