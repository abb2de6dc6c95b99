import type Stripe from "stripe";
import { createInvoice, createInvoiceItem, deleteInvoice } from "./billing/draft-invoices.ts";
import { finalizeByRequest, payByRequest, voidByRequest } from "./billing/invoices.ts";
import { createSchedule, releaseSchedule, updateSchedule } from "./billing/schedules.ts";
import { cancelSubscription, createSubscription, updateSubscription } from "./billing/subscriptions.ts";
import { advanceTestClock, createTestClock, deleteTestClock } from "./billing/test-clocks.ts";
import { idOf } from "./ids.ts";
import { createPrice, createProduct } from "./objects/catalog.ts";
import { createSession, expireByRequest } from "./objects/checkout-sessions.ts";
import { createCustomer, deleteCustomer, updateCustomer } from "./objects/customers.ts";
import { cancelPaymentIntent, confirmPaymentIntent, createPaymentIntent } from "./objects/payment-intents.ts";
import type { Portals } from "./objects/portal.ts";
import { createRefund } from "./objects/refunds.ts";
import { attachFromForm, cardsOf, detachCard } from "./objects/saved-cards.ts";
import { confirmSetupIntent, createSetupIntent } from "./objects/setup-intents.ts";
import type { FormReader } from "./wire/form-reader.ts";
import { listPage } from "./wire/list.ts";
import type { Kind, Kinds, World } from "./world.ts";

type Handler = (world: World, form: FormReader, id: string) => unknown;
type Route = readonly [method: "GET" | "POST" | "DELETE", path: string, handle: Handler];

/** A request that takes no parameters. */
function bare(handle: (world: World, id: string) => unknown): Handler {
  return (world, form, id) => {
    form.end();
    return handle(world, id);
  };
}

function retrieve(kind: Kind, path: string): Route {
  return ["GET", `/v1/${path}/:id`, bare((world, id) => world.objects.get(kind, id))];
}

/** A list of a kind, with the filters that name a field of its objects. */
function list<Name extends Kind>(
  kind: Name,
  path: string,
  filters: Readonly<Record<string, (object: Kinds[Name]) => string | null>> = {},
): Route {
  return [
    "GET",
    `/v1/${path}`,
    (world, form) => {
      const asked = Object.entries(filters).flatMap(([name, read]) => {
        const value = form.text(name);
        return value === undefined ? [] : [(object: Kinds[Name]) => read(object) === value];
      });
      return listPage(
        form,
        `/v1/${path}`,
        world.objects.all(kind).filter((object) => asked.every((holds) => holds(object))),
      );
    },
  ];
}

const customerOf = (object: { customer?: string | { id: string } | null }) => idOf(object.customer);

const money: readonly Route[] = [
  ["POST", "/v1/payment_intents", createPaymentIntent],
  ["POST", "/v1/payment_intents/:id/confirm", (world, form, id) => confirmPaymentIntent(world, id, form)],
  ["POST", "/v1/payment_intents/:id/cancel", (world, form, id) => cancelPaymentIntent(world, id, form)],
  retrieve("payment_intent", "payment_intents"),
  list("payment_intent", "payment_intents", { customer: customerOf }),
  ["POST", "/v1/setup_intents", createSetupIntent],
  ["POST", "/v1/setup_intents/:id/confirm", (world, form, id) => confirmSetupIntent(world, id, form)],
  retrieve("setup_intent", "setup_intents"),
  list("setup_intent", "setup_intents", { customer: customerOf }),
  retrieve("charge", "charges"),
  list("charge", "charges", { customer: customerOf, payment_intent: (charge) => idOf(charge.payment_intent) }),
  ["POST", "/v1/refunds", createRefund],
  retrieve("refund", "refunds"),
  list("refund", "refunds", {
    payment_intent: (refund) => idOf(refund.payment_intent),
    charge: (refund) => idOf(refund.charge),
  }),
  retrieve("dispute", "disputes"),
  list("dispute", "disputes", {
    payment_intent: (dispute) => idOf(dispute.payment_intent),
    charge: (dispute) => idOf(dispute.charge),
  }),
];

const customers: readonly Route[] = [
  ["POST", "/v1/customers", createCustomer],
  ["POST", "/v1/customers/:id", (world, form, id) => updateCustomer(world, id, form)],
  ["DELETE", "/v1/customers/:id", bare((world, id) => deleteCustomer(world, id))],
  retrieve("customer", "customers"),
  list("customer", "customers", { email: (customer) => customer.email }),
  [
    "GET",
    "/v1/customers/:id/payment_methods",
    (world, form, id) => listPage(form, `/v1/customers/${id}/payment_methods`, cardsOf(world, id)),
  ],
  retrieve("payment_method", "payment_methods"),
  list("payment_method", "payment_methods", { customer: customerOf, type: (method) => method.type }),
  ["POST", "/v1/payment_methods/:id/attach", (world, form, id) => attachFromForm(world, id, form)],
  ["POST", "/v1/payment_methods/:id/detach", bare((world, id) => detachCard(world, id))],
  ["POST", "/v1/products", createProduct],
  retrieve("product", "products"),
  list("product", "products"),
  ["POST", "/v1/prices", createPrice],
  retrieve("price", "prices"),
  ["GET", "/v1/prices", listPrices],
  ["POST", "/v1/checkout/sessions", createSession],
  ["POST", "/v1/checkout/sessions/:id/expire", (world, form, id) => expireByRequest(world, id, form)],
  retrieve("checkout.session", "checkout/sessions"),
  list("checkout.session", "checkout/sessions", {
    customer: customerOf,
    payment_intent: (session) => idOf(session.payment_intent),
    subscription: (session) => idOf(session.subscription),
  }),
];

function listPrices(world: World, form: FormReader): unknown {
  const keys = form.texts("lookup_keys");
  const isActive = form.flag("active");
  const product = form.text("product");
  const prices = world.objects
    .all("price")
    .filter((price: Stripe.Price) => keys.length === 0 || keys.includes(price.lookup_key ?? ""))
    .filter((price) => isActive === undefined || price.active === isActive)
    .filter((price) => product === undefined || idOf(price.product) === product);
  return listPage(form, "/v1/prices", prices);
}

const billing: readonly Route[] = [
  ["POST", "/v1/subscriptions", createSubscription],
  ["POST", "/v1/subscriptions/:id", (world, form, id) => updateSubscription(world, id, form)],
  ["DELETE", "/v1/subscriptions/:id", (world, form, id) => cancelSubscription(world, id, form)],
  retrieve("subscription", "subscriptions"),
  ["GET", "/v1/subscriptions", listSubscriptions],
  ["POST", "/v1/subscription_schedules", createSchedule],
  ["POST", "/v1/subscription_schedules/:id", (world, form, id) => updateSchedule(world, id, form)],
  ["POST", "/v1/subscription_schedules/:id/release", bare((world, id) => releaseSchedule(world, id))],
  retrieve("subscription_schedule", "subscription_schedules"),
  ["POST", "/v1/invoices", createInvoice],
  ["POST", "/v1/invoiceitems", createInvoiceItem],
  ["POST", "/v1/invoices/:id/finalize", (world, form, id) => finalizeByRequest(world, id, form)],
  ["POST", "/v1/invoices/:id/pay", (world, form, id) => payByRequest(world, id, form)],
  ["POST", "/v1/invoices/:id/void", (world, form, id) => voidByRequest(world, id, form)],
  ["DELETE", "/v1/invoices/:id", bare((world, id) => deleteInvoice(world, id))],
  retrieve("invoice", "invoices"),
  list("invoice", "invoices", {
    customer: customerOf,
    status: (invoice) => invoice.status,
    subscription: (invoice) => idOf(invoice.parent?.subscription_details?.subscription),
  }),
  ["GET", "/v1/invoice_payments", listInvoicePayments],
  retrieve("invoice_payment", "invoice_payments"),
  ["POST", "/v1/test_helpers/test_clocks", createTestClock],
  ["POST", "/v1/test_helpers/test_clocks/:id/advance", (world, form, id) => advanceTestClock(world, id, form)],
  ["DELETE", "/v1/test_helpers/test_clocks/:id", bare((world, id) => deleteTestClock(world, id))],
  retrieve("test_helpers.test_clock", "test_helpers/test_clocks"),
];

/** Those that were cancelled are left out, unless they are asked for. */
function listSubscriptions(world: World, form: FormReader): unknown {
  const status = form.text("status");
  const customer = form.text("customer");
  const found = world.objects
    .all("subscription")
    .filter((one) => (status === undefined ? one.status !== "canceled" : status === "all" || one.status === status))
    .filter((one) => customer === undefined || customerOf(one) === customer);
  return listPage(form, "/v1/subscriptions", found);
}

function listInvoicePayments(world: World, form: FormReader): unknown {
  const payment = form.child("payment");
  payment?.choice("type", ["payment_intent"]);
  const intent = payment?.text("payment_intent");
  const invoice = form.text("invoice");
  const found = world.objects
    .all("invoice_payment")
    .filter((entry) => intent === undefined || idOf(entry.payment.payment_intent) === intent)
    .filter((entry) => invoice === undefined || idOf(entry.invoice) === invoice);
  return listPage(form, "/v1/invoice_payments", found);
}

function events(portals: Portals): readonly Route[] {
  return [
    ["GET", "/v1/events/:id", bare((world, id) => world.events.get(id))],
    [
      "GET",
      "/v1/events",
      (world, form) => {
        const type = form.text("type");
        const types = form.texts("types");
        const found = world.events.all.filter(
          (event) => (type === undefined || event.type === type) && (types.length === 0 || types.includes(event.type)),
        );
        return listPage(form, "/v1/events", found.reverse());
      },
    ],
    ["POST", "/v1/billing_portal/configurations", (world, form) => portals.createConfiguration(world, form)],
    [
      "GET",
      "/v1/billing_portal/configurations",
      (_world, form) => {
        form.flag("active");
        return listPage(form, "/v1/billing_portal/configurations", portals.configurations);
      },
    ],
    ["POST", "/v1/billing_portal/sessions", (world, form) => portals.createSession(world, form)],
  ];
}

export type Found = (world: World, form: FormReader) => unknown;

/** Finds who answers a request of the API; null where nobody does. */
export function createRouter(portals: Portals): (method: string, path: string) => Found | null {
  const all = [...money, ...customers, ...billing, ...events(portals)].map(([method, path, handle]) => ({
    method,
    handle,
    pattern: new RegExp(`^${path.replace(":id", "([^/]+)")}$`),
  }));
  return (method, path) => {
    for (const route of all) {
      const match = route.method === method ? route.pattern.exec(path) : null;
      if (match !== null) return (world, form) => route.handle(world, form, decodeURIComponent(match[1] ?? ""));
    }
    return null;
  };
}
