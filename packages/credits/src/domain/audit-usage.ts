import type { HoldsAudit } from "./audit.ts";
import type { SlotSum } from "./day-sums.ts";
import { compare } from "./replay.ts";
import { slotId, type UsageSlot } from "./usage-slot.ts";

/** The slot before which all holds were looked at, since the last one may get more; null: none after `from` is done. */
export function finishedSlots({ slots }: HoldsAudit, from: Date | null): Date | null {
  const last = [...slots.values()].at(-1)?.at ?? null;
  return last !== null && (from === null || last > from) ? last : null;
}

/**
 * Compares what was added up of slots before an instant, over all members, with what the holds say of them; null: of
 * all that are left. Before `auditUsage`, which is done with the slots.
 */
export function auditDaySums(
  { findings, slots, stored }: HoldsAudit,
  summed: readonly SlotSum[],
  before: Date | null,
): void {
  const expected = new Map<string, SlotSum>();
  for (const { at, kind, credits, actions } of slots.values()) {
    if (stored.account.summed === null || at >= stored.account.summed.until) continue;
    if (before !== null && at >= before) continue;
    const id = sumId({ at, kind });
    const sum = expected.get(id) ?? { at, kind, credits: 0n, actions: 0n };
    expected.set(id, { ...sum, credits: sum.credits + credits, actions: sum.actions + actions });
  }
  for (const sum of summed) {
    const id = sumId(sum);
    const known = expected.get(id);
    compare(findings, `usage day ${id}`, known ? describeSum(known) : "none", describeSum(sum));
    expected.delete(id);
  }
  for (const [id, sum] of expected) {
    // Own keys' actions and refunded ones cost nothing, and count.
    if (sum.credits !== 0n || sum.actions !== 0n) compare(findings, `usage day ${id}`, describeSum(sum), "none");
  }
}

function sumId({ at, kind }: Pick<SlotSum, "at" | "kind">): string {
  return `${at.toISOString()} ${kind}`;
}

/** Compares the sums of slots before an instant with all that is stored of them; null: of all that are left. */
export function auditUsage({ findings, slots }: HoldsAudit, stored: readonly UsageSlot[], before: Date | null): void {
  for (const slot of stored) {
    const id = slotId(slot);
    const expected = slots.get(id);
    compare(findings, `usage slot ${id}`, expected ? describe(expected) : "none", describe(slot));
    slots.delete(id);
  }
  for (const [id, slot] of slots) {
    if (before !== null && slot.at >= before) continue;
    compare(findings, `usage slot ${id}`, describe(slot), "none");
    slots.delete(id);
  }
}

function describe(sum: Pick<UsageSlot, "credits" | "actions" | "tokens">): string {
  return `${describeSum(sum)}, ${sum.tokens} tokens`;
}

function describeSum(sum: Pick<SlotSum, "credits" | "actions">): string {
  return `${sum.credits} credits, ${sum.actions} actions`;
}
