import type Stripe from "stripe";

/**
 * What the portal of this server's customers offers: cards, addresses and old invoices. Plans are changed here and not
 * there, where Stripe would share prices out by seconds. A change of this list gets a new name.
 */
const portalName = "dokly-portal-1";

/** Opens Stripe's page for a customer, with a configuration that is made once. */
export class CustomerPortal {
  readonly #stripe: Stripe;
  #configuration: string | null = null;

  constructor(stripe: Stripe) {
    this.#stripe = stripe;
  }

  async open({ customer, returnUrl }: { customer: string; returnUrl: string }): Promise<{ readonly url: string }> {
    this.#configuration ??= (await this.#find()) ?? (await this.#create());
    const { url } = await this.#stripe.billingPortal.sessions.create({
      customer,
      return_url: returnUrl,
      configuration: this.#configuration,
    });
    return { url };
  }

  async #find(): Promise<string | null> {
    for await (const found of this.#stripe.billingPortal.configurations.list({ active: true, limit: 100 })) {
      if (found.metadata?.["dokly_portal"] === portalName) return found.id;
    }
    return null;
  }

  async #create(): Promise<string> {
    const made = await this.#stripe.billingPortal.configurations.create(
      {
        features: {
          customer_update: { enabled: true, allowed_updates: ["address", "email", "name", "tax_id"] },
          invoice_history: { enabled: true },
          payment_method_update: { enabled: true },
          subscription_cancel: { enabled: false },
        },
        metadata: { dokly_portal: portalName },
      },
      { idempotencyKey: portalName },
    );
    return made.id;
  }
}
