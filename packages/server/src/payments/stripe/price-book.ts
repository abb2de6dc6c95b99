import type Stripe from "stripe";
import type { PlanPrice } from "../payment-provider.ts";
import { type MarkedPlan, planMarks, planOfMarks } from "./stripe-marks.ts";
import { toStripeAmount } from "./stripe-values.ts";

/**
 * The prices of our plans at Stripe. Each is made the first time that somebody pays it, and found again by a key that
 * says all about it: when an operator changes a plan's price, whoever pays the old one goes on with the old one.
 */
export class PriceBook {
  readonly #stripe: Stripe;
  readonly #planOfPrice = new Map<string, MarkedPlan | null>();

  constructor(stripe: Stripe) {
    this.#stripe = stripe;
  }

  /** The id of the price of a plan. */
  async ensure(price: PlanPrice): Promise<string> {
    const key = `dokly_${price.plan}_${price.interval}_${price.priceCents}_${price.currency}`;
    // Asked each time: an operator may have archived it at Stripe, and then nobody can pay it any more.
    const found = await this.#stripe.prices.list({ lookup_keys: [key], active: true, limit: 1 });
    return found.data[0]?.id ?? (await this.#create(price, key));
  }

  async #create(price: PlanPrice, key: string): Promise<string> {
    const { plan, interval, priceCents, currency } = price;
    // Two servers at once: the key makes them get the same price. Once Stripe has forgotten it, the list finds it.
    const made = await this.#stripe.prices.create(
      {
        currency,
        unit_amount: toStripeAmount(priceCents),
        recurring: { interval },
        product_data: { name: `Dokly ${plan}`, metadata: { dokly_plan: plan } },
        lookup_key: key,
        transfer_lookup_key: true,
        metadata: planMarks({ plan, interval }),
      },
      { idempotencyKey: `dokly-price:${key}` },
    );
    return made.id;
  }

  /** Which plan a price is of; null where it is none of ours. A price never changes, so it is asked for once. */
  async planOf(priceId: string): Promise<MarkedPlan | null> {
    const known = this.#planOfPrice.get(priceId);
    if (known !== undefined) return known;
    const price = await this.#stripe.prices.retrieve(priceId);
    return this.remember(price);
  }

  /** The plan of a price that came along with something else. */
  remember(price: Stripe.Price): MarkedPlan | null {
    const plan = planOfMarks(price.metadata);
    this.#planOfPrice.set(price.id, plan);
    return plan;
  }
}
