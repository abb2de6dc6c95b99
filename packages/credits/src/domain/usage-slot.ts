import type { TokenUsage } from "../types.ts";
import type { Book } from "./book.ts";
import type { Hold } from "./hold.ts";

/** Length of a slot: every zone's days are whole numbers of 15 UTC minutes. */
const slotMs = 900_000;

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

/** All tokens of a usage; thinking is part of the output. */
export function sumTokens(usage: TokenUsage): bigint {
  return BigInt(usage.input + usage.cacheRead + usage.cacheWrite + usage.output);
}

/** Adds a settled action to the slot of the instant in which its hold was taken. */
export function countUsage(book: Book, hold: Hold, settled: { charged: bigint; usage: TokenUsage | null }): void {
  const tokens = settled.usage ? sumTokens(settled.usage) : 0n;
  book.changes.usage ??= new Map();
  addToSlot(book.changes.usage, hold, { credits: settled.charged, actions: 1n, tokens });
}

/** Takes a refund off the slot of its action: a day shows what it finally cost. */
export function countRefund(book: Book, hold: Hold, credits: bigint): void {
  book.changes.usageRefunded ??= new Map();
  addToSlot(book.changes.usageRefunded, hold, { credits, actions: 0n, tokens: 0n });
}

/** The start of the slot that an instant falls into. */
export function slotOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / slotMs) * slotMs);
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
