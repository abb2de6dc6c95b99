import type { BillingInterval, PaidObjectMarks } from "../paid-object.ts";

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
