import type { Action, Receipt, Transfer, Balance as WireBalance } from "@dokly/contract";
import type { ActionReceipt, ActionRecord, Balance, TransferView } from "@dokly/credits";
import { undoUntil } from "../ai/undo/undo-rule.ts";
import { toInstant } from "../http/replies.ts";
import { listPriceOf } from "./list-price.ts";
import { lotToWire } from "./lot-to-wire.ts";

/** Names of the people and API keys that actions name by id. */
export type MemberNames = ReadonlyMap<string, string>;

/** Credits of the engine as JSON integers; the engine bounds every amount to what they can carry. */
export function balanceToWire(balance: Balance): WireBalance {
  const { plan, period, lots, version } = balance;
  return {
    plan,
    nextPlan: balance.nextPlan,
    nextPlanAt: balance.nextPlanAt === null ? null : toInstant(balance.nextPlanAt),
    nextMonthlyCredits: Number(balance.nextMonthlyCredits),
    trialEndsAt: balance.trialEndsAt === null ? null : toInstant(balance.trialEndsAt),
    unpaidFrom: balance.unpaidFrom === null ? null : toInstant(balance.unpaidFrom),
    isSuspended: balance.isSuspended,
    period: { start: toInstant(period.start), end: toInstant(period.end) },
    monthly: Number(balance.monthly),
    topUps: Number(balance.topUps),
    goodwill: Number(balance.goodwill),
    refunds: Number(balance.refunds),
    spent: Number(balance.spent),
    held: Number(balance.held),
    expired: Number(balance.expired),
    available: Number(balance.available),
    lots: lots.map(lotToWire),
    asOf: toInstant(balance.asOf),
    version,
  };
}

function tagsOf(record: ActionRecord, isUndone: boolean): Action["tags"] {
  const tags: Action["tags"] = [];
  if (record.status === "failed" || record.refunded > 0n) tags.push("refunded");
  if (record.ownKey !== null) tags.push("byok");
  if (record.isDemo) tags.push("demo");
  if (isUndone) tags.push("undone");
  return tags;
}

/** What a row of the log shows besides the engine's record. */
export type ActionContext = {
  readonly names: MemberNames;
  /** The actions that were taken back. */
  readonly undone: ReadonlySet<string>;
  /** Whether this server refunds undone edits. */
  readonly hasUndo: boolean;
};

function ownKeyToWire({ id, nanoDollarsCost }: NonNullable<ActionRecord["ownKey"]>) {
  return { id, nanoDollars: nanoDollarsCost === null ? null : Number(nanoDollarsCost) };
}

/** One row of the log. A member whose name is gone keeps the row under a name that says so. */
export function actionToWire(record: ActionRecord, { names, undone, hasUndo }: ActionContext): Action {
  const { member, estimate } = record;
  const action = {
    id: record.id,
    kind: record.kind,
    status: record.status,
    tags: tagsOf(record, undone.has(record.id)),
    group: record.group,
    document: record.document,
    member: member === null ? null : { id: member, name: names.get(member) ?? "Former member" },
    estimate: estimate === null ? null : { low: Number(estimate.low), high: Number(estimate.high) },
    held: Number(record.held),
    charged: Number(record.charged),
    refunded: Number(record.refunded),
    model: record.model,
    startedAt: toInstant(record.startedAt),
    endedAt: record.endedAt === null ? null : toInstant(record.endedAt),
    failure: record.failure,
    ...(record.ownKey === null ? {} : { ownKey: ownKeyToWire(record.ownKey) }),
  };
  const until = hasUndo ? undoUntil(action) : null;
  return { ...action, undoUntil: until === null || until.getTime() <= Date.now() ? null : toInstant(until) };
}

export function receiptToWire(
  receipt: ActionReceipt,
  { model, startedAt }: Pick<ActionRecord, "model" | "startedAt">,
): Receipt {
  const listPrice = listPriceOf(receipt.usage, model, startedAt);
  return {
    rateCard: receipt.rateCard,
    usage: receipt.usage,
    lines: receipt.lines.map((line) => ({
      what: line.what,
      tokens: line.tokens,
      nanoDollarsPerToken: Number(line.nanoDollarsPerToken),
      nanoDollars: Number(line.nanoDollars),
    })),
    providerCostNanoDollars: Number(receipt.providerCostNanoDollars),
    nanoDollarsPerCredit: Number(receipt.nanoDollarsPerCredit),
    credits: Number(receipt.credits),
    listPriceNanoDollars: listPrice === null ? null : Number(listPrice),
  };
}

export function transferToWire(transfer: TransferView): Transfer {
  return {
    sequence: Number(transfer.sequence),
    from: transfer.from,
    to: transfer.to,
    credits: Number(transfer.credits),
    lot: transfer.lot,
    cause: transfer.cause,
    at: toInstant(transfer.at),
  };
}
