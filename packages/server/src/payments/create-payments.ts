import type { Catalog, Credits } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import type { Tracing } from "../tracing/tracing.ts";
import { applyPaidObject } from "./apply-paid-object.ts";
import { type AutoTopUpStore, createAutoTopUpStore } from "./auto-top-up/auto-top-up-store.ts";
import { type AutoTopUps, createAutoTopUps } from "./auto-top-up/auto-top-ups.ts";
import { type CustomerStore, createCustomerStore } from "./customer-store.ts";
import { createEventStore } from "./event-store.ts";
import { createFlagStore } from "./flag-store.ts";
import { handleEvents } from "./handle-events.ts";
import type { Order } from "./order-rows.ts";
import { createOrderStore } from "./order-store.ts";
import type { PaidObjectRef } from "./paid-object.ts";
import { createPaidObjectStore } from "./paid-object-store.ts";
import type { PaymentDependencies } from "./payment-dependencies.ts";
import type { PaymentProvider, RawWebhook } from "./payment-provider.ts";
import { type Reconciliation, reconcile } from "./reconcile.ts";
import { refreshOrder } from "./refresh-order.ts";
import { createSubscriptionStore } from "./subscription-store.ts";

export type PaymentsInput = {
  readonly provider: PaymentProvider;
  readonly pool: pg.Pool;
  readonly credits: Credits;
  readonly catalog: Catalog;
  readonly logger: Logger;
  readonly tracing: Tracing;
  /** Business time. */
  readonly now: () => Date;
  /** Tells the owners and admins of a workspace by mail. */
  readonly mailAdmins: (workspace: string, mail: { subject: string; text: string }) => Promise<void>;
  /** Tells one member of it by mail, and nobody where they have left. */
  readonly mailMember: (workspace: string, member: string, mail: { subject: string; text: string }) => Promise<void>;
};

/** Everything that takes money: orders, webhooks, grants, the automatic top-up. */
export type Payments = PaymentDependencies & {
  readonly customers: CustomerStore;
  readonly autoTopUps: AutoTopUps;
  readonly mailAdmins: PaymentsInput["mailAdmins"];
  readonly mailMember: PaymentsInput["mailMember"];
  readonly autoTopUpStore: AutoTopUpStore;
  /** Asks the provider what an object is now, and brings our side to it. */
  apply(ref: PaidObjectRef): Promise<void>;
  /** Checks a webhook, stores it, and says so before it is acted on. Fails with `WebhookRefusedError`. */
  receive(webhook: RawWebhook): Promise<void>;
  /** Acts on stored webhooks that are due; returns how many it handled. */
  handleEvents(): Promise<number>;
  refresh(order: Order): Promise<Order>;
  /** Looks at orders and payments that nobody finished, and at subscriptions whose time has come. */
  recover(): Promise<void>;
  reconcile(input: { since: Date }): Promise<Reconciliation>;
};

const staleMs = 60_000;
const staleSeconds = staleMs / 1_000;
const atOnce = 100;
/** Before a paid year ends, its last month has begun: then the engine is told what the reset brings. */
const dueAheadMs = 32 * 86_400_000;

export function createPayments(input: PaymentsInput): Payments {
  const { provider, pool, credits, catalog, logger, now } = input;
  const autoTopUpStore = createAutoTopUpStore({ pool });
  const base: PaymentDependencies = {
    provider,
    credits,
    catalog,
    logger,
    now,
    orders: createOrderStore({ pool }),
    paidObjects: createPaidObjectStore({ pool }),
    subscriptions: createSubscriptionStore({ pool }),
    events: createEventStore({ pool }),
    flags: createFlagStore({ pool }),
    async hasWorkspace(workspace) {
      const { rowCount } = await pool.query("select 1 from dokly.workspaces where id = $1", [workspace]);
      return rowCount === 1;
    },
    onOrderEnded: (order) => autoTopUps.onOrderEnded(order),
  };
  const apply = (ref: PaidObjectRef): Promise<void> => applyPaidObject({ ...base, onCardSaved }, ref);
  const customers = createCustomerStore({ pool, provider });
  const { mailAdmins, mailMember, tracing } = input;
  const customerOf = customers.find;
  const autoTopUps = createAutoTopUps({ ...base, apply, customerOf, store: autoTopUpStore, mailAdmins, tracing });
  const { onCardSaved } = autoTopUps;
  const withApply = { ...base, apply };

  return {
    ...withApply,
    customers,
    autoTopUps,
    mailAdmins,
    mailMember,
    autoTopUpStore,
    async receive(webhook) {
      const event = await provider.readWebhook(webhook);
      const isNew = await base.events.insert(provider.name, event, webhook.body);
      logger.info({ event: event.id, type: event.type, isNew }, "webhook stored");
    },
    handleEvents: () => handleEvents(withApply),
    refresh: (order) => refreshOrder(withApply, order),
    recover: () => recover({ ...withApply, autoTopUps }),
    reconcile: (options) => reconcile(withApply, options),
  };
}

async function recover(
  deps: PaymentDependencies & { autoTopUps: AutoTopUps; apply(ref: PaidObjectRef): Promise<void> },
): Promise<void> {
  const { orders, paidObjects, subscriptions, provider, now, logger } = deps;
  const tryOn = async (what: object, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      logger.warn({ err: error, ...what }, "a payment could not be looked at; tried again later");
    }
  };
  const before = new Date(now().getTime() - staleMs);
  for (const order of await orders.listStale({ provider: provider.name, before, limit: atOnce })) {
    await tryOn({ order: order.id }, async () => {
      if (order.kind === "auto-top-up") await deps.autoTopUps.recover(order);
      else await refreshOrder(deps, order);
    });
  }
  for (const { kind, id } of await paidObjects.listNotGranted({ seconds: staleSeconds, limit: atOnce })) {
    await tryOn({ object: id }, () => deps.apply({ kind, id }));
  }
  const dueBefore = new Date(now().getTime() + dueAheadMs);
  const due = await subscriptions.listDue({ provider: provider.name, now: now(), before: dueBefore, limit: atOnce });
  for (const { id } of due) await tryOn({ subscription: id }, () => deps.apply({ kind: "subscription", id }));
}
