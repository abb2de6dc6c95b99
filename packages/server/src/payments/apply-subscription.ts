import { freePlanOf, type WorkspaceId } from "@dokly/credits";
import { StaleLookError } from "./apply-take-back.ts";
import type { Invoice, Subscription } from "./paid-object.ts";
import { actorOfProvider, type PaymentDependencies } from "./payment-dependencies.ts";
import type { SubscriptionRow } from "./subscription-store.ts";
import { takenBackCentsOf } from "./take-back.ts";

/** A subscription has an invoice a month at most; those of two years say until when it is paid. */
const invoicesMax = 24;

/**
 * Brings our side to what a subscription is now: what the next reset brings (a cancellation, a downgrade), and whether
 * its time is paid (R3.5). What a paid invoice grants is `applyInvoice`'s. `versionBefore` is that of our row before
 * the provider was asked.
 */
export async function applySubscription(
  deps: PaymentDependencies,
  truth: Subscription,
  versionBefore: number,
): Promise<void> {
  const { subscriptions, provider } = deps;
  const named = { provider: provider.name, id: truth.id };
  const workspace = (await subscriptions.find(named))?.workspace ?? truth.workspace;
  if (workspace === null || !(await deps.hasWorkspace(workspace))) return;
  const row = await subscriptions.insert(truth, { provider: provider.name, workspace });
  const isCurrent = row.startedAt !== null && (await subscriptions.findCurrent(workspace))?.id === truth.id;
  if (row.startedAt !== null && !isCurrent && truth.status !== "ended") await flagSecond(deps, row);
  const unpaidFrom = isCurrent ? await unpaidFromOf(deps, workspace, truth) : null;
  const reset = isCurrent ? resetOf(deps, truth) : null;
  const isTaken = await subscriptions.advance(named, { version: versionBefore, truth, unpaidFrom, reset });
  if (!isTaken) throw new StaleLookError(`${truth.id} was looked at again meanwhile`);
  const after = await subscriptions.find(named);
  if (after !== null && isCurrent) await tellEngine(deps, row, after);
}

/** From when on a subscription's time is not paid; null while it is. */
async function unpaidFromOf(
  deps: PaymentDependencies,
  workspace: WorkspaceId,
  truth: Subscription,
): Promise<Date | null> {
  if (truth.status === "active") {
    const [takenBack] = await deps.paidObjects.listTakenBack(workspace, deps.now());
    return takenBack?.paidFrom ?? null;
  }
  const invoices = await deps.provider.listInvoices({ customer: truth.customer, limit: invoicesMax });
  const paid = invoices.filter((invoice) => invoice.subscription === truth.id && isPaidTime(invoice));
  const paidUntil = paid.map(({ period }) => period?.end.getTime() ?? 0).reduce((a, b) => Math.max(a, b), 0);
  return paidUntil === 0 ? truth.period.start : new Date(paidUntil);
}

function isPaidTime(invoice: Invoice): boolean {
  const isTime = invoice.reason === "start" || invoice.reason === "renewal";
  const isKept = invoice.amountCents === 0n || takenBackCentsOf(invoice) < invoice.amountCents;
  return isTime && invoice.state === "paid" && isKept;
}

/** What a reset brings, and from when on; null: the plan in force. A year's change waits for its end. */
function resetOf({ catalog }: PaymentDependencies, truth: Subscription): SubscriptionRow["reset"] {
  if (truth.status === "ended") return { plan: freePlanOf(catalog), notBefore: null };
  if (truth.cancelAt !== null) return { plan: freePlanOf(catalog), notBefore: truth.cancelAt };
  return truth.renewsAs === null ? null : { plan: truth.renewsAs.plan, notBefore: truth.period.end };
}

function isSameReset(a: SubscriptionRow["reset"], b: SubscriptionRow["reset"]): boolean {
  return a?.plan === b?.plan && a?.notBefore?.getTime() === b?.notBefore?.getTime();
}

/** Tells the engine what changed, or all where nobody knows whether it was told. */
async function tellEngine(
  { credits, subscriptions, catalog, provider }: PaymentDependencies,
  before: SubscriptionRow,
  after: SubscriptionRow,
): Promise<void> {
  const { workspace, unpaidFrom, reset } = after;
  const isUnsure = before.toldVersion < before.version;
  const actor = actorOfProvider(provider);
  const key = `subscription:${after.provider}:${after.id}:${after.version}`;
  if (isUnsure || before.unpaidFrom?.getTime() !== unpaidFrom?.getTime()) {
    const unpaid = unpaidFrom === null ? null : { from: unpaidFrom, plan: freePlanOf(catalog) };
    const reason = unpaid === null ? `Subscription ${after.id} is paid` : `Subscription ${after.id} is not paid`;
    await credits.setUnpaid({ workspace, unpaid, reason, actor, key });
  }
  if (isUnsure || !isSameReset(before.reset, reset)) {
    const notBefore = reset?.notBefore ?? null;
    const change = { workspace, plan: reset?.plan ?? after.plan, when: "reset", actor, key } as const;
    await credits.changePlan(notBefore === null ? change : { ...change, notBefore });
  }
  await subscriptions.setTold(after, after.version);
}

async function flagSecond({ flags }: PaymentDependencies, row: SubscriptionRow): Promise<void> {
  const detail = `Workspace ${row.workspace} pays for a second subscription, ${row.id}. End one and refund it.`;
  await flags.raise({ kind: "second-subscription", workspace: row.workspace, subject: row.id, detail });
}
