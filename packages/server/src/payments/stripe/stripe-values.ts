import { PaymentProviderError } from "../payment-provider.ts";

/** An amount as Stripe takes it: a whole number of the currency's smallest unit, of at most eight digits. */
export function toStripeAmount(cents: bigint): number {
  if (cents > 0n && cents <= 99_999_999n) return Number(cents);
  throw new PaymentProviderError("refused", `Stripe takes amounts from 1 to 99,999,999 cents, and not ${cents}.`);
}

export function toDate(seconds: number): Date {
  return new Date(seconds * 1_000);
}

/** The id in a field that Stripe gives as an id, or whole where it was asked to. */
export function idOf(field: string | { readonly id: string } | null | undefined): string | null {
  if (field === null || field === undefined) return null;
  return typeof field === "string" ? field : field.id;
}
