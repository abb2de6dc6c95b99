import type { UsageLimit } from "@dokly/contract";

type LimitState = "free" | "near" | "reached";

/** From this share of a limit on it is shown as near its end, in per cent. */
const nearPercent = 80;

/**
 * How far a limit is used: a limit of 0 is reached before anything runs. What is held counts, for it may be charged.
 */
export function limitState({ used, reserved, credits }: Pick<UsageLimit, "used" | "reserved" | "credits">): {
  readonly percent: number;
  readonly state: LimitState;
} {
  const taken = used + reserved;
  const percent = credits === 0 ? 100 : Math.min(100, Math.floor((taken / credits) * 100));
  if (taken >= credits) return { percent: 100, state: "reached" };
  return { percent, state: percent >= nearPercent ? "near" : "free" };
}
