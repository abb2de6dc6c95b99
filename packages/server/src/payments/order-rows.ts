import { randomBytes } from "node:crypto";
import type { WorkspaceId } from "@dokly/credits";
import type { BillingInterval, PaidObjectRef, PaymentFailure } from "./paid-object.ts";
import type { PaymentProvider, PlanPrice } from "./payment-provider.ts";

export type OrderKind = "top-up" | "auto-top-up" | "subscription" | "upgrade" | "card";
export type OrderState = "open" | "processing" | "granted" | "failed" | "cancelled";

/** What somebody asked to buy. Money is integer cents. */
export type Order = {
  readonly id: string;
  readonly workspace: WorkspaceId;
  readonly provider: PaymentProvider["name"];
  readonly kind: OrderKind;
  readonly state: OrderState;
  /** The person; null for the automatic top-up. */
  readonly member: string | null;
  readonly actor: string;
  readonly idempotencyKey: string | null;
  readonly fingerprint: string | null;
  /** Of top-ups. */
  readonly credits: bigint | null;
  /** Of subscriptions and upgrades. */
  readonly plan: string | null;
  readonly interval: BillingInterval | null;
  readonly subscription: string | null;
  /** Of an upgrade: what the subscription costs from then on. */
  readonly renewal: PlanPrice | null;
  readonly priceCents: bigint;
  readonly currency: string;
  readonly returnTo: string | null;
  readonly checkoutId: string | null;
  readonly checkoutUrl: string | null;
  readonly made: PaidObjectRef | null;
  /** Of an automatic top-up: when the provider was asked, and may have charged since. */
  readonly askedAt: Date | null;
  readonly failure: PaymentFailure | null;
  readonly periodStart: Date | null;
  readonly periodNumber: number | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
};

/** What an order is begun with; the rest follows. */
export type NewOrder = Pick<
  Order,
  "id" | "workspace" | "provider" | "kind" | "member" | "actor" | "priceCents" | "currency" | "createdAt"
> &
  Partial<
    Pick<
      Order,
      | "idempotencyKey"
      | "fingerprint"
      | "credits"
      | "plan"
      | "interval"
      | "subscription"
      | "renewal"
      | "returnTo"
      | "periodStart"
      | "periodNumber"
    >
  >;

/** A fresh id of an order: `top_…` for credits, `ord_…` for all else. */
export function newOrderId(kind: OrderKind): string {
  const prefix = kind === "top-up" || kind === "auto-top-up" ? "top" : "ord";
  return `${prefix}_${randomBytes(15).toString("hex")}`;
}

/** A row as the table has it. */
export type StoredOrder = {
  id: string;
  workspace_id: string;
  provider: PaymentProvider["name"];
  kind: OrderKind;
  state: OrderState;
  member: string | null;
  actor: string;
  idempotency_key: string | null;
  fingerprint: string | null;
  credits: bigint | null;
  plan: string | null;
  billing_interval: BillingInterval | null;
  subscription_id: string | null;
  renewal_cents: bigint | null;
  price_cents: bigint;
  currency: string;
  return_to: string | null;
  checkout_id: string | null;
  checkout_url: string | null;
  object_kind: PaidObjectRef["kind"] | null;
  object_id: string | null;
  asked_at: Date | null;
  failure_code: string | null;
  failure_message: string | null;
  period_start: Date | null;
  period_number: number | null;
  created_at: Date;
  ended_at: Date | null;
};

export const orderColumns = `id, workspace_id, provider, kind, state, member, actor, idempotency_key, fingerprint,
  credits, plan, billing_interval, subscription_id, renewal_cents, price_cents, currency, return_to, checkout_id,
  checkout_url, object_kind, object_id, asked_at, failure_code, failure_message, period_start,
  period_number, created_at, ended_at`;

export function toOrder(row: StoredOrder): Order {
  const { object_kind: kind, object_id: objectId, failure_code: code, failure_message: message } = row;
  return {
    id: row.id,
    workspace: row.workspace_id,
    provider: row.provider,
    kind: row.kind,
    state: row.state,
    member: row.member,
    actor: row.actor,
    idempotencyKey: row.idempotency_key,
    fingerprint: row.fingerprint,
    credits: row.credits,
    plan: row.plan,
    interval: row.billing_interval,
    subscription: row.subscription_id,
    renewal: renewalOf(row),
    priceCents: row.price_cents,
    currency: row.currency,
    returnTo: row.return_to,
    checkoutId: row.checkout_id,
    checkoutUrl: row.checkout_url,
    made: kind === null || objectId === null ? null : { kind, id: objectId },
    askedAt: row.asked_at,
    failure: code === null ? null : { code, message: message ?? "" },
    periodStart: row.period_start,
    periodNumber: row.period_number,
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}

function renewalOf({ plan, billing_interval: interval, renewal_cents: priceCents, currency }: StoredOrder) {
  return plan === null || interval === null || priceCents === null ? null : { plan, interval, priceCents, currency };
}
