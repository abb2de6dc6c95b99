import type { ExpectedLengths, LengthSample, TokenUsage, WorkspaceId } from "@dokly/credits";
import type { StopReason } from "../provider.ts";

/** Actions whose lengths are comparable. */
export type ActionSort = {
  readonly kind: string;
  readonly writer: "anthropic" | "demo";
  readonly model: string;
  /** The language translated into, else the script of the text. */
  readonly language: string;
};

/** What an action's lengths will be compared with once it is over. */
export type EstimateBasis = { readonly sort: ActionSort; readonly expected: ExpectedLengths };

/** One action that went to its end at the provider. */
export type FinishedAction = EstimateBasis & {
  readonly workspace: WorkspaceId;
  /** The range that was shown; `high` was held. */
  readonly low: bigint;
  readonly high: bigint;
  readonly charged: bigint;
  readonly usage: TokenUsage;
  readonly stopReason: StopReason;
};

/**
 * What is learnt of a finished action; null where its length says nothing: it was refused, or ended in a way that
 * nobody charges for.
 */
export function sampleOf(finished: FinishedAction): LengthSample | null {
  const { usage, stopReason, expected, charged, low } = finished;
  const lengths = {
    expected,
    input: usage.input + usage.cacheRead + usage.cacheWrite,
    output: usage.output - usage.thinking,
    thinking: usage.thinking,
  };
  if (stopReason === "cap") return { ...lengths, outcome: "cut" };
  if (stopReason !== "complete" || charged === 0n) return null;
  return { ...lengths, outcome: charged < low ? "below" : "inside" };
}

const narrowest = 10;
const widest = 100;

/** How wide a range is: `high` over `low` in tenths, rounded up, from 10 to 100. */
export function widthTenths({ low, high }: { low: bigint; high: bigint }): number {
  const least = low > 0n ? low : 1n;
  const tenths = (high * 10n + least - 1n) / least;
  return Math.max(narrowest, Number(tenths < BigInt(widest) ? tenths : BigInt(widest)));
}
