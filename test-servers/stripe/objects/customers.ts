import type Stripe from "stripe";
import { drawId } from "../ids.ts";
import { type FormReader, mergeMetadata } from "../wire/form-reader.ts";
import { clockOf, nowOf, type World } from "../world.ts";

export function createCustomer(world: World, form: FormReader): Stripe.Customer {
  const clock = form.text("test_clock") ?? null;
  const sent = {
    email: form.text("email") ?? null,
    name: form.text("name") ?? null,
    description: form.text("description") ?? null,
    metadata: mergeMetadata({}, form.metadata()),
    card: form.text("payment_method"),
    preferred: form.child("invoice_settings")?.text("default_payment_method"),
  };
  form.end();
  if (clock !== null) world.objects.get("test_helpers.test_clock", clock, "test_clock");
  return addCustomer(world, { ...sent, clock });
}

export type NewCustomer = {
  readonly email?: string | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly metadata?: Record<string, string>;
  readonly clock?: string | null;
};

export function addCustomer(world: World, given: NewCustomer): Stripe.Customer {
  const created = nowOf(world, given.clock ?? null);
  const customer = world.objects.add<"customer">({
    id: drawId("cus"),
    object: "customer",
    address: null,
    balance: 0,
    created,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: given.description ?? null,
    discount: null,
    email: given.email ?? null,
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: given.metadata ?? {},
    name: given.name ?? null,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: given.clock ?? null,
  });
  world.events.emit("customer.created", customer, created);
  return customer;
}

export function updateCustomer(world: World, id: string, form: FormReader): Stripe.Customer {
  const customer = world.objects.get("customer", id);
  const email = form.text("email");
  const name = form.text("name");
  const metadata = form.metadata();
  const preferred = form.child("invoice_settings")?.text("default_payment_method");
  form.end();
  if (email !== undefined) customer.email = email === "" ? null : email;
  if (name !== undefined) customer.name = name === "" ? null : name;
  customer.metadata = mergeMetadata(customer.metadata, metadata);
  if (preferred !== undefined) {
    const card = preferred === "" ? null : world.objects.get("payment_method", preferred, "payment_method").id;
    customer.invoice_settings.default_payment_method = card;
  }
  world.events.emit("customer.updated", customer, nowOf(world, clockOf(world, id)), {});
  return customer;
}

export function deleteCustomer(world: World, id: string): { id: string; object: "customer"; deleted: true } {
  const customer = world.objects.get("customer", id);
  const at = nowOf(world, clockOf(world, id));
  world.objects.remove(id);
  world.events.emit("customer.deleted", customer, at);
  return { id, object: "customer", deleted: true };
}
