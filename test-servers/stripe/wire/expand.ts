import type Stripe from "stripe";
import { paymentsOf } from "../billing/invoice-payments.ts";
import { idOf } from "../ids.ts";
import type { World } from "../world.ts";
import { invalidRequest } from "./stripe-problem.ts";

type Tree = Record<string, unknown>;

/**
 * A copy of an object in which the fields of `expand[]` stand whole: ids become their objects, and lists that are left
 * out otherwise come along. `data.` in front means each object of a list.
 */
export function expand(world: World, object: unknown, paths: readonly string[]): unknown {
  const copy = structuredClone(object);
  for (const path of paths) {
    const steps = path.split(".");
    if (steps.length > 4)
      throw invalidRequest("You cannot expand more than 4 levels of a property.", { param: "expand" });
    expandStep(world, copy, steps, path);
  }
  return copy;
}

function expandStep(world: World, value: unknown, steps: readonly string[], path: string): void {
  const [step, ...rest] = steps;
  if (step === undefined || value === null || value === undefined) return;
  if (Array.isArray(value)) {
    for (const entry of value) expandStep(world, entry, steps, path);
    return;
  }
  const tree = value as Tree;
  if (!(step in tree)) {
    const included = includable(world, tree, step);
    if (included === undefined) {
      throw invalidRequest(`This property cannot be expanded (${path}).`, { param: "expand" });
    }
    tree[step] = included;
  }
  const found = tree[step];
  if (typeof found === "string" && rest.length === 0 && world.objects.any(found) === null) return;
  if (typeof found === "string") tree[step] = structuredClone(world.objects.any(found));
  expandStep(world, tree[step], rest, path);
}

/** Lists that an object only shows when it is asked for them. */
function includable(world: World, object: Tree, name: string): unknown {
  const id = String(object["id"]);
  const list = (data: unknown[], url: string) => structuredClone({ object: "list", data, has_more: false, url });
  switch (`${String(object["object"])}.${name}`) {
    case "invoice.payments":
      return list(paymentsOf(world, object as unknown as Stripe.Invoice), `/v1/invoice_payments?invoice=${id}`);
    case "charge.refunds":
      return list(
        world.objects.all("refund").filter((refund) => idOf(refund.charge) === id),
        `/v1/charges/${id}/refunds`,
      );
    case "checkout.session.line_items":
      return list(
        (world.orders.get(id)?.lines ?? []).map(({ price, quantity, name: description }) => ({
          id: `li_${price.id}`,
          object: "item",
          amount_total: (price.unit_amount ?? 0) * quantity,
          currency: price.currency,
          description,
          price,
          quantity,
        })),
        `/v1/checkout/sessions/${id}/line_items`,
      );
    default:
      return undefined;
  }
}
