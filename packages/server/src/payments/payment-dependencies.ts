import type { Catalog, Credits, WorkspaceId } from "@dokly/credits";
import type { Logger } from "pino";
import type { EventStore } from "./event-store.ts";
import type { FlagStore } from "./flag-store.ts";
import type { Order } from "./order-rows.ts";
import type { OrderStore } from "./order-store.ts";
import type { PaidObjectStore } from "./paid-object-store.ts";
import type { PaymentProvider } from "./payment-provider.ts";
import type { SubscriptionStore } from "./subscription-store.ts";

/** What acting on payments works with. */
export type PaymentDependencies = {
  readonly provider: PaymentProvider;
  readonly credits: Credits;
  readonly catalog: Catalog;
  readonly orders: OrderStore;
  readonly paidObjects: PaidObjectStore;
  readonly subscriptions: SubscriptionStore;
  readonly events: EventStore;
  readonly flags: FlagStore;
  readonly logger: Logger;
  /** Business time. */
  now(): Date;
  /** Whether the server still has this workspace; money for one that is gone waits for an operator. */
  hasWorkspace(workspace: WorkspaceId): Promise<boolean>;
  /** Told once an order came to its end: the automatic top-up stops, or sends its receipt. */
  onOrderEnded(order: Order): Promise<void>;
};

/** How the ledger names who acts for a payment. */
export function actorOfProvider(provider: PaymentProvider): string {
  return `payments:${provider.name}`;
}
