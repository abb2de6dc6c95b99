import type { CardSetup, Invoice, Payment, SavedCard, Subscription } from "../paid-object.ts";
import type { CheckoutState, PlanPrice } from "../payment-provider.ts";

/** How a card of the sandbox behaves while nobody is there; with somebody there every one of them pays. */
export const cardBehaviours = ["works", "declined-later", "asks-later"] as const;
export type CardBehaviour = (typeof cardBehaviours)[number];

export type SandboxCard = SavedCard & { readonly behaviour: CardBehaviour };

export type SandboxCustomer = {
  readonly kind: "customer";
  readonly id: string;
  readonly workspace: string;
  readonly name: string;
  readonly email: string;
};

/** A page at which somebody pays. */
export type SandboxCheckout = Pick<CheckoutState, "id" | "state" | "made"> & {
  readonly kind: "checkout";
  readonly buys: "top-up" | "subscription" | "card";
  readonly workspace: string;
  readonly order: string;
  readonly customer: string;
  readonly description: string;
  readonly amountCents: bigint;
  readonly currency: string;
  /** Of a subscription. */
  readonly price: PlanPrice | null;
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** What the page says after a decline. */
  readonly notice: string | null;
};

/** A slow payment is `processing` until `settlesAt`. */
export type SandboxPayment = Payment & { readonly settlesAt: Date | null };

/** `next` keeps its price, which `renewsAs` does not tell. */
export type SandboxSubscription = Subscription & { readonly card: SandboxCard; readonly next: PlanPrice | null };

export type SandboxSetup = CardSetup & { readonly behaviour: CardBehaviour };

export type SandboxObject =
  | SandboxCustomer
  | SandboxCheckout
  | SandboxPayment
  | Invoice
  | SandboxSubscription
  | SandboxSetup;

/** A card as a form would have taken it. */
export function sandboxCard(id: string, behaviour: CardBehaviour): SandboxCard {
  const last4 = { works: "4242", "declined-later": "0341", "asks-later": "3184" }[behaviour];
  return { id: `card_${behaviour}_${id}`, brand: "sandbox", last4, expiresMonth: 12, expiresYear: 2099, behaviour };
}

/** How a saved card behaves, which its id tells. */
export function behaviourOf(card: string): CardBehaviour {
  return cardBehaviours.find((behaviour) => card.startsWith(`card_${behaviour}_`)) ?? "declined-later";
}
