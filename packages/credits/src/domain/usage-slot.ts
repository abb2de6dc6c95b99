import type { TokenUsage } from "../types.ts";
import type { Book } from "./book.ts";
import { addToDay, isSummed } from "./day-sums.ts";
import type { Hold } from "./hold.ts";
import { slotOf } from "./slot.ts";

/** Charges of one kind and member that belong to one slot of 15 UTC minutes. */
export type UsageSlot = {
  /** Start of the slot. */
  readonly at: Date;
  readonly kind: string;
  /** Empty: no member, a service. */
  readonly member: string;
  readonly credits: bigint;
  readonly actions: bigint;
  readonly tokens: bigint;
};

/** Names a slot within its workspace. */
export function slotId({ at, kind, member }: Pick<UsageSlot, "at" | "kind" | "member">): string {
  return `${at.toISOString()} ${kind} ${member}`;
}

/** All tokens of a usage; thinking is part of the output. */
export function sumTokens(usage: TokenUsage): bigint {
  return BigInt(usage.input + usage.cacheRead + usage.cacheWrite + usage.output);
}

/** Adds a settled action to the slot of the instant in which its hold was taken. */
export function countUsage(book: Book, hold: Hold, settled: { charged: bigint; usage: TokenUsage | null }): void {
  const tokens = settled.usage ? sumTokens(settled.usage) : 0n;
  const sums = { credits: settled.charged, actions: 1n, tokens };
  book.changes.usage ??= new Map();
  addToSlot(book.changes.usage, hold, sums);
  const at = slotOf(hold.startedAt);
  if (!isSummed(book, at)) return;
  book.changes.daySums ??= new Map();
  addToDay(book.changes.daySums, { at, kind: hold.kind, ...sums });
}

/** Takes a refund off the slot of its action: a day shows what it finally cost. */
export function countRefund(book: Book, hold: Hold, credits: bigint): void {
  const sums = { credits, actions: 0n, tokens: 0n };
  book.changes.usageRefunded ??= new Map();
  addToSlot(book.changes.usageRefunded, hold, sums);
  const at = slotOf(hold.startedAt);
  if (!isSummed(book, at)) return;
  book.changes.daySumsRefunded ??= new Map();
  addToDay(book.changes.daySumsRefunded, { at, kind: hold.kind, ...sums });
}

function addToSlot(
  slots: Map<string, UsageSlot>,
  hold: Hold,
  sums: Pick<UsageSlot, "credits" | "actions" | "tokens">,
): void {
  const at = slotOf(hold.startedAt);
  const member = hold.member ?? "";
  const id = `${at.getTime()} ${hold.kind} ${member}`;
  const known = slots.get(id);
  slots.set(id, {
    at,
    kind: hold.kind,
    member,
    credits: (known?.credits ?? 0n) + sums.credits,
    actions: (known?.actions ?? 0n) + sums.actions,
    tokens: (known?.tokens ?? 0n) + sums.tokens,
  });
}
