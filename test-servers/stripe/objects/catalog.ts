import type Stripe from "stripe";
import { drawId } from "../ids.ts";
import { type FormReader, mergeMetadata } from "../wire/form-reader.ts";
import { invalidRequest } from "../wire/stripe-problem.ts";
import { nowOf, type World } from "../world.ts";

export function createProduct(world: World, form: FormReader): Stripe.Product {
  const id = form.text("id");
  const name = form.required("name");
  const description = form.text("description") ?? null;
  const metadata = mergeMetadata({}, form.metadata());
  form.end();
  if (id !== undefined && world.objects.find("product", id) !== null) {
    throw invalidRequest(`Product already exists: ${id}`, { param: "id", code: "resource_already_exists" });
  }
  return addProduct(world, { ...(id === undefined ? {} : { id }), name, description, metadata });
}

function addProduct(
  world: World,
  given: { id?: string; name: string; description: string | null; metadata: Record<string, string> },
): Stripe.Product {
  const created = nowOf(world, null);
  const product = world.objects.add<"product">({
    id: given.id ?? drawId("prod"),
    object: "product",
    active: true,
    created,
    default_price: null,
    description: given.description,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: given.metadata,
    name: given.name,
    package_dimensions: null,
    shippable: null,
    tax_code: null,
    tax_details: null,
    type: "service",
    unit_label: null,
    updated: created,
    url: null,
  });
  world.events.emit("product.created", product, created);
  return product;
}

export function createPrice(world: World, form: FormReader): Stripe.Price {
  const lookupKey = form.text("lookup_key") ?? null;
  const takesOver = form.flag("transfer_lookup_key") ?? false;
  const metadata = mergeMetadata({}, form.metadata());
  const nickname = form.text("nickname") ?? null;
  const given = readPriceData(world, form, "price");
  form.end();
  const before = world.objects.all("price").find((price) => lookupKey !== null && price.lookup_key === lookupKey);
  if (before !== undefined && !takesOver) {
    throw invalidRequest(`A price (\`${before.id}\`) already uses that lookup key.`, { param: "lookup_key" });
  }
  if (before !== undefined) before.lookup_key = null;
  const price = addPrice(world, given);
  price.lookup_key = lookupKey;
  price.metadata = metadata;
  price.nickname = nickname;
  world.events.emit("price.created", price, price.created);
  return price;
}

type PriceData = {
  readonly amount: number;
  readonly currency: string;
  readonly product:
    | string
    | { readonly name: string; readonly description: string | null; readonly metadata: Record<string, string> };
  readonly recurring: { readonly interval: "day" | "week" | "month" | "year"; readonly count: number } | null;
};

/** What `price_data`, or the body of POST /v1/prices, says. */
export function readPriceData(world: World, form: FormReader, what: string): PriceData {
  const currency = form.required("currency");
  const amount = form.integer("unit_amount");
  const product = form.text("product");
  const data = form.child("product_data");
  const recurring = form.child("recurring");
  if (amount === undefined) throw invalidRequest(`The ${what} needs a unit_amount.`, { param: "unit_amount" });
  if (!/^[a-z]{3}$/.test(currency)) throw invalidRequest(`Invalid currency: ${currency}`, { param: "currency" });
  if (product !== undefined) world.objects.get("product", product, "product");
  else if (data === undefined) throw invalidRequest(`The ${what} needs a product.`, { param: "product" });
  return {
    amount,
    currency,
    product: product ?? {
      name: data?.required("name") ?? "",
      description: data?.text("description") ?? null,
      metadata: mergeMetadata({}, data?.metadata()),
    },
    recurring:
      recurring === undefined
        ? null
        : {
            interval: recurring.choice("interval", ["day", "week", "month", "year"]) ?? "month",
            count: recurring.integer("interval_count") ?? 1,
          },
  };
}

export function addPrice(world: World, given: PriceData): Stripe.Price {
  const product = typeof given.product === "string" ? given.product : addProduct(world, given.product).id;
  return world.objects.add<"price">({
    id: drawId("price"),
    object: "price",
    active: true,
    billing_scheme: "per_unit",
    created: nowOf(world, null),
    currency: given.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product,
    recurring:
      given.recurring === null
        ? null
        : {
            interval: given.recurring.interval,
            interval_count: given.recurring.count,
            meter: null,
            trial_period_days: null,
            usage_type: "licensed",
          },
    tax_behavior: "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: given.recurring === null ? "one_time" : "recurring",
    unit_amount: given.amount,
    unit_amount_decimal: null,
  });
}

/** The price that an item names: by id, or by what it is made of. */
export function priceOfItem(world: World, form: FormReader): Stripe.Price | null {
  const id = form.text("price");
  const data = form.child("price_data");
  if (id !== undefined && id !== "") return world.objects.get("price", id, "price");
  return data === undefined ? null : addPrice(world, readPriceData(world, data, "price_data"));
}
