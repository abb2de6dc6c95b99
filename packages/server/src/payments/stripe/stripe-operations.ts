import type { PaidObject, PaidObjectRef } from "../paid-object.ts";
import { type PaymentProvider, PaymentProviderError } from "../payment-provider.ts";
import { changeSubscription } from "./change-subscription.ts";
import { chargeSavedCard, removeCard } from "./charge-saved-card.ts";
import { checkOutCard, checkOutSubscription, checkOutTopUp } from "./check-out.ts";
import { expireCheckout, fetchCheckout } from "./checkout-state.ts";
import { CustomerPortal } from "./customer-portal.ts";
import { listPaidObjects } from "./list-paid-objects.ts";
import { PriceBook } from "./price-book.ts";
import { fetchCardSetup } from "./read-card-setup.ts";
import { fetchInvoice, listInvoices } from "./read-invoice.ts";
import { fetchPayment } from "./read-payment.ts";
import { readSubscription, retrieveSubscription } from "./read-subscription.ts";
import { readWebhook } from "./read-webhook.ts";
import { createStripeClient } from "./stripe-client.ts";
import { askStripe, askStripeFor } from "./stripe-failure.ts";
import type { StripeOptions } from "./stripe-options.ts";
import { invoiceUpgrade, voidInvoice } from "./upgrade-invoice.ts";

/** Everything that is asked of Stripe, over its SDK. */
export function createStripeOperations(options: StripeOptions): PaymentProvider {
  const { logger, webhookSecret, currency = "usd" } = options;
  const stripe = createStripeClient(options);
  const prices = new PriceBook(stripe);
  const portal = new CustomerPortal(stripe);
  const ask = <Result>(operation: string, work: () => Promise<Result>) => askStripe(logger, operation, work);
  const askFor = <Result>(operation: string, work: () => Promise<Result>) => askStripeFor(logger, operation, work);

  async function look({ kind, id }: PaidObjectRef): Promise<PaidObject | null> {
    if (kind === "payment") return await fetchPayment(stripe, id);
    if (kind === "invoice") return await fetchInvoice(stripe, prices, id);
    if (kind === "card-setup") return await fetchCardSetup(stripe, id);
    return await readSubscription(prices, await retrieveSubscription(stripe, id));
  }

  return {
    name: "stripe",
    createCustomer: ({ workspace, name, email, key }) =>
      ask("create a customer", async () => {
        const params = { name, email, metadata: { dokly_workspace: workspace } };
        return (await stripe.customers.create(params, { idempotencyKey: key })).id;
      }),
    checkOutTopUp: (input) => ask("begin a checkout", () => checkOutTopUp(stripe, input)),
    checkOutSubscription: (input) => ask("begin a checkout", () => checkOutSubscription(stripe, prices, input)),
    checkOutCard: (input) => ask("begin a checkout", () => checkOutCard(stripe, input, currency)),
    fetchCheckout: (id) => askFor("look at a checkout", () => fetchCheckout(stripe, id)),
    expireCheckout: (id) => ask("end a checkout", () => expireCheckout(stripe, id)),
    chargeSavedCard: (input) => ask("charge a saved card", () => chargeSavedCard(stripe, input)),
    removeCard: async (card) => {
      await askFor("forget a card", () => removeCard(stripe, card));
    },
    invoiceUpgrade: (input) =>
      ask("invoice an upgrade", async () => fetchInvoice(stripe, prices, await invoiceUpgrade(stripe, input))),
    voidInvoice: (id) => ask("void an invoice", () => voidInvoice(stripe, id)),
    changeSubscription: (input) =>
      ask("change a subscription", async () => {
        await changeSubscription(stripe, prices, input);
        const changed = await readSubscription(prices, await retrieveSubscription(stripe, input.subscription));
        if (changed !== null) return changed;
        throw new PaymentProviderError("refused", `Subscription ${input.subscription} is of no plan of this Dokly.`);
      }),
    openPortal: (input) => ask("open the portal", () => portal.open(input)),
    listInvoices: (input) => ask("list invoices", () => listInvoices(stripe, prices, input)),
    readWebhook: (input) => ask("read a webhook", () => readWebhook(stripe, webhookSecret, input)),
    fetch: (ref) => askFor(`look at a ${ref.kind}`, () => look(ref)),
    list: async function* ({ since }) {
      const refs = listPaidObjects(stripe, since);
      for (;;) {
        const next = await ask("list what was paid", () => refs.next());
        if (next.done === true) return;
        const object = await askFor(`look at a ${next.value.kind}`, () => look(next.value));
        if (object !== null) yield object;
      }
    },
  };
}
