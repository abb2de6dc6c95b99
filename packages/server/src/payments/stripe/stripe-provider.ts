import type { PaymentProvider } from "../payment-provider.ts";
import { addressOf, type StripeOptions } from "./stripe-options.ts";

/**
 * Stripe, behind the interface of whoever takes the money. The SDK takes a while to load: it does so while the server
 * goes on starting, and only on servers that sell through Stripe.
 * @throws ConfigurationError when `apiUrl` is no origin
 *
 * @example
 * const provider = createStripeProvider({ secretKey, webhookSecret, apiUrl: null, logger });
 * const { url } = await provider.checkOutTopUp(order);
 */
export function createStripeProvider(options: StripeOptions): PaymentProvider {
  if (options.apiUrl !== null) addressOf(options.apiUrl);
  const loaded = import("./stripe-operations.ts").then((module) => module.createStripeOperations(options));
  // Whoever asks first is told.
  loaded.catch(() => undefined);
  return {
    name: "stripe",
    createCustomer: async (input) => (await loaded).createCustomer(input),
    checkOutTopUp: async (input) => (await loaded).checkOutTopUp(input),
    checkOutSubscription: async (input) => (await loaded).checkOutSubscription(input),
    checkOutCard: async (input) => (await loaded).checkOutCard(input),
    fetchCheckout: async (id) => (await loaded).fetchCheckout(id),
    expireCheckout: async (id) => (await loaded).expireCheckout(id),
    chargeSavedCard: async (input) => (await loaded).chargeSavedCard(input),
    removeCard: async (card) => (await loaded).removeCard(card),
    invoiceUpgrade: async (input) => (await loaded).invoiceUpgrade(input),
    voidInvoice: async (id) => (await loaded).voidInvoice(id),
    changeSubscription: async (input) => (await loaded).changeSubscription(input),
    openPortal: async (input) => (await loaded).openPortal(input),
    listInvoices: async (input) => (await loaded).listInvoices(input),
    readWebhook: async (input) => (await loaded).readWebhook(input),
    fetch: async (ref) => (await loaded).fetch(ref),
    list: async function* (input) {
      yield* (await loaded).list(input);
    },
  };
}
