import type { AutoTopUp, Balance, TopUpRequest } from "@dokly/contract";
import { meterTotal } from "../meter/meter-parts.ts";
import { openRequests } from "../top-up/requests.ts";

/** What every page says about credits and money, until it is no longer so. */
export type BillingBanner =
  | { readonly type: "suspended" | "unpaid" | "used-up" | "stopped" }
  | { readonly type: "trial"; readonly endsAt: string; readonly asOf: string; readonly plan: string }
  | { readonly type: "nearly"; readonly percent: number; readonly available: number }
  | { readonly type: "requests"; readonly name: string; readonly credits: number; readonly others: number };

/** From this share of the bucket on people are told, in whole per cent. */
const nearlyPercent = 80;

type Credits = Pick<
  Balance,
  "asOf" | "plan" | "isSuspended" | "unpaidFrom" | "trialEndsAt" | "spent" | "held" | "available"
>;

/** What the bucket itself gives reason to say; all members are told. */
export function creditBanners(balance: Credits): readonly BillingBanner[] {
  const banners: BillingBanner[] = [];
  if (balance.isSuspended) banners.push({ type: "suspended" });
  if (balance.unpaidFrom !== null) banners.push({ type: "unpaid" });
  const { spent, held, available, trialEndsAt: endsAt, asOf, plan } = balance;
  if (endsAt !== null) banners.push({ type: "trial", endsAt, asOf, plan });
  const percent = Math.floor((spent / Math.max(1, meterTotal(balance))) * 100);
  if (available + held === 0) banners.push({ type: "used-up" });
  else if (percent >= nearlyPercent) banners.push({ type: "nearly", percent, available });
  return banners;
}

/** What waits for somebody who may pay. */
export function payerBanners(
  requests: readonly TopUpRequest[],
  auto: Pick<AutoTopUp, "stopped"> | undefined,
): readonly BillingBanner[] {
  const banners: BillingBanner[] = [];
  if (auto !== undefined && auto.stopped !== null) banners.push({ type: "stopped" });
  const [first, ...others] = openRequests(requests);
  if (first !== undefined) {
    const { member, credits } = first;
    banners.push({ type: "requests", name: member.name, credits, others: others.length });
  }
  return banners;
}
