import type { PaymentFailure } from "../paid-object.ts";

/** What a person is told about a payment that was refused, by our code for it. */
const sentences = {
  "card-declined": "The card was declined. Use another card, or ask the bank that issued it.",
  "lacks-funds": "The card does not have enough funds. Use another card.",
  "card-expired": "The card has expired. Use another card.",
  "action-required": "The bank wants to see the card holder for this payment.",
  "authentication-failed": "The bank's authentication was not completed. Try again, or use another card.",
  "bank-refused": "The bank sent the debit back. Use another way to pay.",
  "payment-failed": "The payment failed. Try again, or use another card.",
} as const;
type FailureCode = keyof typeof sentences;

const codes: Readonly<Record<string, FailureCode>> = {
  insufficient_funds: "lacks-funds",
  authentication_required: "action-required",
  payment_intent_authentication_failure: "authentication-failed",
  setup_intent_authentication_failure: "authentication-failed",
  invoice_payment_intent_requires_action: "action-required",
  expired_card: "card-expired",
  payment_method_provider_decline: "bank-refused",
  payment_method_customer_decline: "bank-refused",
  bank_account_declined: "bank-refused",
  debit_not_authorized: "bank-refused",
  card_declined: "card-declined",
};

/** Why a payment was refused, in our words; Stripe's reason for a decline says more than its code does. */
export function failureOfDecline(error: {
  code?: string | undefined;
  decline_code?: string | undefined;
}): PaymentFailure {
  const code = codes[error.decline_code ?? ""] ?? codes[error.code ?? ""] ?? "payment-failed";
  return { code, message: sentences[code] };
}
