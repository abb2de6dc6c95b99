import type { Billing } from "@dokly/contract";
import type { Balance } from "@dokly/credits";
import { toInstant } from "../http/replies.ts";
import type { WorkspaceAccess } from "../http/router.ts";
import type { RequestLog } from "../logging/request-log.ts";
import type { Payments } from "../payments/create-payments.ts";
import type { SubscriptionRow } from "../payments/subscription-store.ts";
import type { Services } from "../services.ts";

const invoicesLooked = 10;
const dayMs = 86_400_000;

/** What Settings → Plan and → Billing show. */
export async function billingOf(
  services: Services,
  { workspace, logger }: { readonly workspace: WorkspaceAccess; readonly logger: RequestLog },
): Promise<Billing> {
  const { payments, credits, catalog, now, configuration } = services;
  const balance = await credits.getBalance({ workspace: workspace.id });
  const found = payments === null ? null : await payments.subscriptions.findCurrent(workspace.id);
  const subscription = found?.status === "ended" ? null : found;
  const payUrl = payments === null || subscription === null ? null : await payUrlOf(payments, subscription, logger);
  return {
    plan: balance.plan,
    monthlyCredits: Number(monthlyCreditsOf(services, balance)),
    period: { start: toInstant(balance.period.start), end: toInstant(balance.period.end) },
    subscription: {
      status: found?.status ?? "none",
      interval: subscription?.interval ?? null,
      priceCents: subscription === null ? null : Number(subscription.priceCents),
      currency: subscription?.currency ?? catalog.currency,
      paidUntil: subscription === null ? null : toInstant(subscription.unpaidFrom ?? subscription.period.end),
      cancelAt: subscription?.cancelAt == null ? null : toInstant(subscription.cancelAt),
      payUrl,
    },
    pending: pendingOf(balance, subscription),
    trial: trialOf(balance, now()),
    payments: configuration.payments.type,
    canChangePlan: workspace.role === "owner",
  };
}

function monthlyCreditsOf({ catalog }: Services, balance: Balance): bigint {
  const plan = catalog.plans.find(({ name }) => name === balance.plan)?.monthlyCredits;
  return plan ?? balance.monthly;
}

function pendingOf({ nextPlan, nextPlanAt, plan }: Balance, subscription: SubscriptionRow | null): Billing["pending"] {
  const renewsAs = subscription?.renewsAs ?? null;
  const at = nextPlanAt ?? (renewsAs === null ? null : (subscription?.period.end ?? null));
  if (at === null) return null;
  return { plan: nextPlan ?? renewsAs?.plan ?? plan, interval: renewsAs?.interval ?? null, at: toInstant(at) };
}

function trialOf({ trialEndsAt }: Balance, now: Date): Billing["trial"] {
  if (trialEndsAt === null || trialEndsAt <= now) return null;
  const daysLeft = Math.ceil((trialEndsAt.getTime() - now.getTime()) / dayMs);
  return { endsAt: toInstant(trialEndsAt), daysLeft };
}

/** Where the invoice that is not paid can be paid; null while everything is, or nobody can be asked. */
async function payUrlOf(
  { provider, customers }: Payments,
  { status, workspace, id }: SubscriptionRow,
  logger: RequestLog,
): Promise<string | null> {
  if (status === "active") return null;
  const customer = await customers.find(workspace);
  if (customer === null) return null;
  try {
    const invoices = await provider.listInvoices({ customer, limit: invoicesLooked });
    return invoices.find(({ state, subscription }) => state === "open" && subscription === id)?.url ?? null;
  } catch (error) {
    logger.warn({ err: error, workspace }, "the open invoice could not be looked up");
    return null;
  }
}
