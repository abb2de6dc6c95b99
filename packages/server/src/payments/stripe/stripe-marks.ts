import type { BillingInterval, PaidObjectMarks } from "../paid-object.ts";
import { PaymentProviderError } from "../payment-provider.ts";

type Metadata = Readonly<Record<string, string>>;

/** What is written on every object of ours at Stripe, to know it again. */
export function marksFor(marks: { readonly workspace: string; readonly order: string }): Record<string, string> {
  return { dokly_workspace: marks.workspace, dokly_order: marks.order };
}

/** The marks of an object; null each where somebody else made it. */
export function marksOf(metadata: Metadata | null | undefined): PaidObjectMarks {
  return { workspace: metadata?.["dokly_workspace"] ?? null, order: metadata?.["dokly_order"] ?? null };
}

export type MarkedPlan = { readonly plan: string; readonly interval: BillingInterval };

export function planMarks({ plan, interval }: MarkedPlan): Record<string, string> {
  return { dokly_plan: plan, dokly_interval: interval };
}

export function planOfMarks(metadata: Metadata | null | undefined): MarkedPlan | null {
  const plan = metadata?.["dokly_plan"];
  const interval = metadata?.["dokly_interval"];
  if (plan === undefined || (interval !== "month" && interval !== "year")) return null;
  return { plan, interval };
}

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
