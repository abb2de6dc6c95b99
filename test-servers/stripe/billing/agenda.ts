import type Stripe from "stripe";
import { idOf } from "../ids.ts";
import { nowOf, type World } from "../world.ts";
import { endPendingUpdate } from "./change-price.ts";
import { voidInvoice } from "./collect-invoice.ts";
import { itemOf } from "./new-subscription.ts";
import { chargeRenewal, collectAgain, renew } from "./renewals.ts";
import { enterNextPhase } from "./schedules.ts";

/** Something that happens by itself at an instant. */
type Due = { readonly at: number; readonly run: () => void };

/**
 * Lets time pass on one clock (null: the server's own), and does on the way, in its order, what falls due: renewals,
 * the charge of their invoices an hour later, further attempts, cancellations, updates and checkouts that lapse.
 */
export function advance(world: World, clockId: string | null, to: number): void {
  for (let due = nextDue(world, clockId, to); due !== null; due = nextDue(world, clockId, to)) {
    setClock(world, clockId, Math.max(due.at, nowOf(world, clockId)));
    due.run();
  }
  setClock(world, clockId, to);
}

/** Does what fell due on the server's own clock while nobody asked. */
export function catchUp(world: World): void {
  for (
    let due = nextDue(world, null, nowOf(world, null));
    due !== null;
    due = nextDue(world, null, nowOf(world, null))
  ) {
    due.run();
  }
}

function setClock(world: World, clockId: string | null, to: number): void {
  if (clockId === null) world.ahead = to - Math.floor(Date.now() / 1_000);
  else world.objects.get("test_helpers.test_clock", clockId).frozen_time = to;
}

function nextDue(world: World, clockId: string | null, until: number): Due | null {
  const all = [
    ...world.objects
      .all("subscription")
      .filter(isOn(clockId))
      .flatMap((found) => ofSubscription(world, found)),
    ...world.objects
      .all("invoice")
      .filter(isOn(clockId))
      .flatMap((found) => ofInvoice(world, found)),
    ...(clockId === null ? world.objects.all("checkout.session").flatMap((found) => ofSession(world, found)) : []),
  ].filter((due) => due.at <= until);
  return all.reduce<Due | null>((first, due) => (first === null || due.at < first.at ? due : first), null);
}

function isOn(clockId: string | null): (object: Stripe.Subscription | Stripe.Invoice) => boolean {
  return (object) => idOf(object.test_clock) === clockId;
}

function ofSubscription(world: World, subscription: Stripe.Subscription): Due[] {
  const dues: Due[] = [];
  const item = itemOf(subscription);
  const pending = subscription.pending_update;
  if (pending !== null) dues.push({ at: pending.expires_at, run: () => endPendingUpdate(world, subscription, false) });
  if (["active", "past_due", "trialing", "unpaid"].includes(subscription.status)) {
    dues.push({
      at: item.current_period_end,
      run: () => {
        enterNextPhase(world, subscription);
        renew(world, subscription);
      },
    });
  }
  if (subscription.status === "incomplete") {
    dues.push({ at: subscription.created + 23 * 3_600, run: () => giveUp(world, subscription) });
  }
  return dues;
}

/** A subscription whose first invoice nobody paid within a day never was one. */
function giveUp(world: World, subscription: Stripe.Subscription): void {
  const invoice = world.objects.find("invoice", idOf(subscription.latest_invoice) ?? "");
  if (invoice?.status === "open") voidInvoice(world, invoice);
  subscription.status = "incomplete_expired";
  subscription.ended_at = nowOf(world, idOf(subscription.test_clock));
  world.events.emit("customer.subscription.updated", subscription, subscription.ended_at, { status: "incomplete" });
}

function ofInvoice(world: World, invoice: Stripe.Invoice): Due[] {
  if (invoice.status === "draft" && invoice.auto_advance === true && invoice.automatically_finalizes_at !== null) {
    return [{ at: invoice.automatically_finalizes_at, run: () => chargeRenewal(world, invoice) }];
  }
  if (invoice.status === "open" && invoice.next_payment_attempt !== null) {
    return [{ at: invoice.next_payment_attempt, run: () => collectAgain(world, invoice) }];
  }
  return [];
}

function ofSession(world: World, session: Stripe.Checkout.Session): Due[] {
  return session.status === "open" ? [{ at: session.expires_at, run: () => expireSession(world, session) }] : [];
}

/** Nobody can pay at it any more. */
export function expireSession(world: World, session: Stripe.Checkout.Session): void {
  session.status = "expired";
  session.url = null;
  world.events.emit("checkout.session.expired", session, nowOf(world, null));
}
