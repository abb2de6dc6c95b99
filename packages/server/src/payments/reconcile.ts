import type { PaidObject, PaidObjectRef } from "./paid-object.ts";
import type { PaymentDependencies } from "./payment-dependencies.ts";

/** What a reconciliation looked at, and what it mended. */
export type Reconciliation = {
  readonly looked: { readonly payments: number; readonly invoices: number; readonly subscriptions: number };
  /** One sentence for each object that our side did not know as the provider does. */
  readonly mended: readonly string[];
  /** What could not be mended, with the reason. */
  readonly failed: readonly string[];
};

/**
 * Compares what the provider was paid since an instant with what was granted here, and mends each gap by the same path
 * as a webhook: a payment whose webhooks were all lost is granted, once; one that was refunded meanwhile is taken back.
 */
export async function reconcile(
  deps: PaymentDependencies & { apply(ref: PaidObjectRef): Promise<void> },
  { since }: { readonly since: Date },
): Promise<Reconciliation> {
  const { provider } = deps;
  const looked = { payments: 0, invoices: 0, subscriptions: 0 };
  const mended: string[] = [];
  const failed: string[] = [];
  for await (const object of provider.list({ since })) {
    if (object.kind === "payment") looked.payments++;
    if (object.kind === "invoice") looked.invoices++;
    if (object.kind === "subscription") looked.subscriptions++;
    try {
      const before = await stateOf(deps, object);
      await deps.apply({ kind: object.kind, id: object.id });
      const after = await stateOf(deps, object);
      if (before !== after) mended.push(`${object.kind} ${object.id}: ${before} → ${after}`);
    } catch (error) {
      failed.push(`${object.kind} ${object.id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { looked, mended, failed };
}

/** What our side knows of an object, as words that can be compared and read. */
async function stateOf(deps: PaymentDependencies, object: PaidObject): Promise<string> {
  const named = { provider: deps.provider.name, id: object.id };
  if (object.kind === "subscription") {
    const row = await deps.subscriptions.find(named);
    if (row === null) return "unknown";
    const unpaid = row.unpaidFrom === null ? "" : ", not paid";
    return `${row.plan}, ${row.status}${unpaid}${row.reset === null ? "" : `, then ${row.reset.plan}`}`;
  }
  if (object.kind === "card-setup") return "";
  const row = await deps.paidObjects.find(named);
  if (row === null) return "not granted";
  const back = row.takenBackCents === 0n ? "" : `, ${row.takenBackCents} cents taken back`;
  return `${row.grantedAt === null ? "not granted" : "granted"}${back}`;
}
