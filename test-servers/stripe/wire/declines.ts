import { StripeProblem } from "./stripe-problem.ts";

/** A card that was refused; the payment intent stands in the error, as with the real service. */
export function cardProblem(reason: DeclineReason, paymentIntent: unknown): StripeProblem {
  return new StripeProblem(402, { type: "card_error", ...declines[reason], payment_intent: paymentIntent });
}

export const declines = {
  declined: { code: "card_declined", decline_code: "generic_decline", message: "Your card was declined." },
  "lacks-funds": {
    code: "card_declined",
    decline_code: "insufficient_funds",
    message: "Your card has insufficient funds.",
  },
  "needs-action": {
    code: "authentication_required",
    decline_code: "authentication_required",
    message: "Your card was declined. This transaction requires authentication.",
  },
  "failed-action": {
    code: "payment_intent_authentication_failure",
    message: "The provided PaymentMethod has failed authentication.",
  },
  "failed-debit": {
    code: "payment_method_provider_decline",
    message: "The bank returned the debit.",
  },
} as const;

export type DeclineReason = keyof typeof declines;
