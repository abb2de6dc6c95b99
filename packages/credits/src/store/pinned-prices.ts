import type { Row } from "../database/port.ts";
import { invariant } from "../domain/errors.ts";
import type { PinnedPrices } from "../domain/rate-card.ts";
import type { TokenUsage } from "../types.ts";
import { array } from "./array-literal.ts";
import { optional, read } from "./read-row.ts";

/**
 * Bands as the column keeps them: per band the largest prompt (0: no bound), then input, cache read, cache write,
 * output.
 */
export function bandsToColumn(prices: PinnedPrices | null): string | null {
  if (prices === null) return null;
  return array(
    prices.bands.flatMap((band) => [
      BigInt(band.promptTokensMax ?? 0),
      band.input,
      band.cacheRead,
      band.cacheWrite,
      band.output,
    ]),
  );
}

/** The prices that a row keeps; null for an action without a model. */
export function pricesFromRow(row: Row): PinnedPrices | null {
  const rateCard = optional(row, "rate_card", read.text);
  if (rateCard === null) return null;
  const figures = read.bigints(row, "prices");
  invariant(figures.length > 0 && figures.length % 5 === 0, "pinned prices are five figures per band");
  const bands = [];
  for (let at = 0; at < figures.length; at += 5) {
    const [most = 0n, input = 0n, cacheRead = 0n, cacheWrite = 0n, output = 0n] = figures.slice(at, at + 5);
    bands.push({ promptTokensMax: most === 0n ? null : Number(most), input, cacheRead, cacheWrite, output });
  }
  return { rateCard, nanoDollarsPerCredit: read.bigint(row, "nano_dollars_per_credit"), bands };
}

/** The tokens that a row keeps; null where none were reported. */
export function usageFromRow(row: Row): TokenUsage | null {
  if (row["tokens_input"] === null) return null;
  return {
    input: Number(read.bigint(row, "tokens_input")),
    cacheRead: Number(read.bigint(row, "tokens_cache_read")),
    cacheWrite: Number(read.bigint(row, "tokens_cache_write")),
    output: Number(read.bigint(row, "tokens_output")),
    thinking: Number(read.bigint(row, "tokens_thinking")),
  };
}
