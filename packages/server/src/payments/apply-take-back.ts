import { planTakeBack, reversalDueOf } from "@dokly/credits";
import type { Invoice, Payment } from "./paid-object.ts";
import type { PaidObjectRow } from "./paid-object-store.ts";
import { actorOfProvider, type PaymentDependencies } from "./payment-dependencies.ts";
import { creditsPaidFor, takenBackCentsOf } from "./take-back.ts";

/** Somebody acted on a newer look at the provider: look again. */
export class StaleLookError extends Error {
  override readonly name = "StaleLookError";
}

/**
 * Takes back from the lot of a paid object what was refunded or is disputed, and gives back what a won dispute or a
 * failed refund returns (RULES R5.2). `row` must have been read before `truth` was asked of the provider.
 *
 * Each step is written down with its key before the engine is asked, and steps are done in their order: a server that
 * stalls or dies in between changes nothing by waking up.
 */
export async function applyTakeBack(
  deps: PaymentDependencies,
  row: PaidObjectRow,
  truth: Payment | Invoice,
): Promise<void> {
  await finishSteps(deps, row);
  const takenBackCents = takenBackCentsOf(truth);
  const { amountCents: paidCents, takenBackCents: before } = row;
  const credits = creditsPaidFor(row, deps.catalog);
  const step = credits === null ? null : planTakeBack({ credits, paidCents, before, after: takenBackCents });
  if (takenBackCents === before && step === null) return;
  const isTaken = await deps.paidObjects.advance(row, { version: row.version, takenBackCents, step });
  if (!isTaken) throw new StaleLookError(`${row.id} was looked at again meanwhile`);
  await finishSteps(deps, row);
}

/**
 * Once an invoice's time counts as paid again, the engine gives back all that was taken from it: a part that was
 * refunded before stays due. Does nothing where it is due already.
 */
export async function keepPartDue(deps: PaymentDependencies, truth: Invoice): Promise<void> {
  const row = await deps.paidObjects.find({ provider: deps.provider.name, id: truth.id });
  if (row === null || row.lot === null || row.lotCredits === null || row.reason === "upgrade") return;
  const { takenBackCents: refunded, amountCents: paid, lotCredits, workspace, lot, version } = row;
  const due = reversalDueOf(creditsPaidFor(row, deps.catalog) ?? 0n, { refunded, paid });
  if (due === 0n || refunded >= paid) return;
  await deps.credits.reverseGrant({
    workspace,
    lot,
    refundedCents: due,
    paidCents: lotCredits,
    reason: `Of invoice ${row.id} a part was refunded or disputed`,
    actor: actorOfProvider(deps.provider),
    key: `paid-object:${row.provider}:${row.id}:part:${version}`,
  });
}

async function finishSteps(deps: PaymentDependencies, row: PaidObjectRow): Promise<void> {
  const { credits, paidObjects, provider } = deps;
  const { lot, lotCredits, workspace } = row;
  if (lot === null || lotCredits === null) return;
  for (const { step, kind, due } of await paidObjects.listOpenSteps(row)) {
    const change = {
      workspace,
      lot,
      // The engine takes a share of the lot; what is due was rounded already, and is the share itself.
      refundedCents: due,
      paidCents: lotCredits,
      reason: kind === "reverse" ? `Payment ${row.id} was refunded or disputed` : `Payment ${row.id} stands again`,
      actor: actorOfProvider(provider),
      key: `paid-object:${row.provider}:${row.id}:${step}`,
    };
    const done = await (kind === "reverse" ? credits.reverseGrant(change) : credits.restoreGrant(change));
    await paidObjects.setStepDone(row, { step, reversed: done.reversed });
    await tellOperator(deps, row, done);
  }
}

async function tellOperator(
  { flags }: PaymentDependencies,
  { id, workspace }: PaidObjectRow,
  { due, outstanding }: { due: bigint; outstanding: bigint },
): Promise<void> {
  if (outstanding === 0n) return await flags.lower("spent-before-taken-back", id);
  await flags.raise({
    kind: "spent-before-taken-back",
    workspace,
    subject: id,
    detail:
      `Of the ${due} credits that payment ${id} takes back, ${outstanding} are spent, held or expired. ` +
      "What returns to their lot is taken; the rest is yours to settle.",
  });
}
