import type { AutoTopUp, Balance, TopUpRequest } from "@dokly/contract";
import { meterTotal } from "../meter/meter-parts.ts";
import { openRequests } from "../top-up/requests.ts";

/** What every page says about credits and money, until it is no longer so. */
export type BillingBanner =
  | { readonly type: "suspended" | "unpaid" | "used-up" | "stopped" }
  | { readonly type: "trial"; readonly endsAt: string; readonly asOf: string; readonly plan: string }
  | { readonly type: "requests"; readonly name: string; readonly credits: number; readonly others: number };

/** From this share of the bucket on the ways on are worth a look, in whole per cent. */
const lowPercent = 80;

type Bucket = Pick<Balance, "spent" | "held" | "available">;
type Credits = Bucket & Pick<Balance, "asOf" | "plan" | "isSuspended" | "unpaidFrom" | "trialEndsAt">;

/** Whether nothing is available any more, and nothing can return. */
const isUsedUp = ({ held, available }: Bucket): boolean => available + held === 0;

/** Whether the bucket is used up or nearly so. Alerts tell that it runs down, at the shares the workspace chose. */
export const isRunningLow = (bucket: Bucket): boolean =>
  isUsedUp(bucket) || bucket.spent * 100 >= meterTotal(bucket) * lowPercent;

/** What the bucket itself gives reason to say; all members are told. */
export function creditBanners(balance: Credits): readonly BillingBanner[] {
  const banners: BillingBanner[] = [];
  if (balance.isSuspended) banners.push({ type: "suspended" });
  if (balance.unpaidFrom !== null) banners.push({ type: "unpaid" });
  const { trialEndsAt: endsAt, asOf, plan } = balance;
  if (endsAt !== null) banners.push({ type: "trial", endsAt, asOf, plan });
  if (isUsedUp(balance)) banners.push({ type: "used-up" });
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
