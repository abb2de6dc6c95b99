import type { Billing } from "@dokly/contract";

/** What somebody who looks at the plan has to know about what comes. */
export type PlanNotice =
  | { readonly type: "unpaid"; readonly payUrl: string | null }
  | { readonly type: "trial"; readonly endsAt: string; readonly daysLeft: number; readonly next: string | null }
  | { readonly type: "ending"; readonly plan: string; readonly at: string }
  | { readonly type: "change"; readonly plan: string; readonly at: string };

/** States in which a payment of the plan is missing. */
const unpaidStates: ReadonlySet<string> = new Set(["incomplete", "past-due", "unpaid"]);

/** What changes and when, the most pressing first. A plan that ends is told once, by the plan that follows it. */
export function planNotices({
  subscription,
  pending,
  trial,
}: Pick<Billing, "subscription" | "pending" | "trial">): readonly PlanNotice[] {
  const notices: PlanNotice[] = [];
  if (unpaidStates.has(subscription.status)) notices.push({ type: "unpaid", payUrl: subscription.payUrl });
  if (trial !== null) notices.push({ type: "trial", ...trial, next: pending?.plan ?? null });
  else if (pending !== null) {
    const type = subscription.cancelAt === null ? "change" : "ending";
    notices.push({ type, plan: pending.plan, at: pending.at });
  } else if (subscription.cancelAt !== null) {
    notices.push({ type: "ending", plan: "free", at: subscription.cancelAt });
  }
  return notices;
}
