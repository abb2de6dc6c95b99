import { randomUUID } from "node:crypto";
import type { Credits, Limit, WorkspaceId } from "@dokly/credits";
import type { KeyName } from "./own-key-store.ts";

const nanoDollarsPerCent = 10_000_000n;
/**
 * Nine million dollars a period, the most that the engine can count: what a key without a limit has, so that what it
 * spends is counted all the same.
 */
const unlimited = BigInt(Number.MAX_SAFE_INTEGER);

/** What a key may spend, has spent and may still be spending in the current period. */
export type KeyBudget = {
  readonly monthlyLimitCents: number | null;
  readonly spentCents: number;
  readonly reservedCents: number;
  /** Nano-dollars that are left. */
  readonly left: bigint;
};

/** Dollars as people read them, to a hundredth of a cent: what may be needed is rounded up, what is left down. */
export function dollarsText(nanoDollars: bigint, rounding: "up" | "down" = "up"): string {
  const unit = 100_000n;
  const whole = (nanoDollars + (rounding === "up" ? unit - 1n : 0n)) / unit;
  const fraction = (whole % 10_000n)
    .toString()
    .padStart(4, "0")
    .replace(/0{1,2}$/, "");
  return `$${whole / 10_000n}.${fraction}`;
}

function centsOf(nanoDollars: bigint): number {
  return Number((nanoDollars + nanoDollarsPerCent - 1n) / nanoDollarsPerCent);
}

function budgetOf(limit: Limit | undefined): KeyBudget {
  const most = limit?.nanoDollars ?? unlimited;
  const { used, reserved } = limit ?? { used: 0n, reserved: 0n };
  return {
    monthlyLimitCents: most === unlimited ? null : Number(most / nanoDollarsPerCent),
    spentCents: centsOf(used),
    reservedCents: centsOf(reserved),
    left: most - used - reserved,
  };
}

/** The budgets of a workspace's keys, by key. */
export async function readBudgets(credits: Credits, workspace: WorkspaceId): Promise<(key: string) => KeyBudget> {
  const limits = await credits.getLimits({ workspace });
  return (key) => budgetOf(limits.find(({ ownKey }) => ownKey === key));
}

/** Sets what a key may spend in a period of its workspace, in cents; null: as much as there is. */
export async function setBudget(
  credits: Credits,
  { workspace, id, cents, actor }: KeyName & { readonly cents: number | null; readonly actor: string },
): Promise<void> {
  const nanoDollars = cents === null ? unlimited : BigInt(cents) * nanoDollarsPerCent;
  await credits.setLimit({ workspace, ownKey: id, nanoDollars, actor, key: `own-key:${id}:${randomUUID()}` });
}

/** Forgets the budget of a key that is gone. */
export async function clearBudget(
  credits: Credits,
  { workspace, id, actor }: KeyName & { readonly actor: string },
): Promise<void> {
  await credits.setLimit({ workspace, ownKey: id, nanoDollars: null, actor, key: `own-key:${id}:gone` });
}
