import type { Book } from "./book.ts";
import { dayOf, slotMs, slotOf, slotsBefore, slotsPerDay } from "./slot.ts";
import type { UsageSlot } from "./usage-slot.ts";

/**
 * What one kind of action adds up to in a UTC day, over all members: 96 running sums, each of the first so many slots
 * of the day. What any part of the day cost is the difference of two of them.
 */
export type DaySums = {
  /** Start of the day. */
  readonly day: Date;
  readonly kind: string;
  readonly credits: readonly bigint[];
  readonly actions: readonly bigint[];
};

/** A charge, or a refund, of one slot. */
export type SlotSum = Pick<UsageSlot, "at" | "kind" | "credits" | "actions">;

/** Up to where the slots of a workspace are added up. */
export type Summed = {
  /** Slots before it are. */
  readonly until: Date;
  /** The workspace's last number at that time. */
  readonly number: bigint;
};

/** Slots that a batch adds up: from an instant, null being the first of all, to one before another. */
export type Summing = { readonly from: Date | null; readonly until: Date };

/** How many actions a workspace may have had since its slots were added up, unless the embedder says otherwise. */
export const sumEveryUsual = 500;

/** Adds what belongs to a slot to the sums of its day. */
export function addToDay(days: Map<string, DaySums>, { at, kind, credits, actions }: SlotSum): void {
  const day = dayOf(at);
  const id = `${day.getTime()} ${kind}`;
  const known = days.get(id) ?? { day, kind, credits: zeros, actions: zeros };
  const first = slotsBefore(at);
  const raise = (sums: readonly bigint[], more: bigint) => sums.map((sum, index) => (index < first ? sum : sum + more));
  days.set(id, { ...known, credits: raise(known.credits, credits), actions: raise(known.actions, actions) });
}

const zeros: readonly bigint[] = Array.from({ length: slotsPerDay }, () => 0n);

/** Whether a slot was added up already, so that what is added to it later has to be added to its day too. */
export function isSummed({ account }: Pick<Book, "account">, at: Date): boolean {
  return account.summed !== null && at < account.summed.until;
}

/**
 * Adds the slots that are over up, once a workspace has had so many actions since the last time: then a chart reads no
 * more slots than these and those of the last half hour, however long the history is and however many people worked.
 * The last slot that is over is left for another time, since some of its actions still run.
 */
export function sumWhenDue(book: Book, every: number): void {
  const { account, changes, now } = book;
  if (changes.usage === null || account.lastNumber - (account.summed?.number ?? 0n) < every) return;
  const from = account.summed?.until ?? null;
  const until = slotOf(new Date(now.getTime() - slotMs));
  if (from !== null && until <= from) return;
  changes.summing = { from, until };
  changes.hasSettings = true;
  book.account = { ...account, summed: { until, number: account.lastNumber } };
}
