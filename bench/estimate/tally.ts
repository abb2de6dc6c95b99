import { widthTenths } from "../../packages/server/src/ai/estimates/finished-action.ts";
import { median } from "../measure/percentile.ts";
import type { SimulatedEnd } from "./simulate-deployment.ts";

/** How estimates and what came met, over some requests. Percentages are exact, not rounded. */
export type Quality = {
  readonly requests: number;
  readonly insidePercent: number;
  readonly belowPercent: number;
  readonly cutPercent: number;
  readonly medianWidth: number;
  readonly medianLow: number;
  readonly medianHigh: number;
  /** Charges above `high`: none may be. */
  readonly chargedAbove: number;
  /** Tokens that cost more than `high`, which the deployment bears. */
  readonly borne: number;
};

/** Counts how estimates and what came met. */
export class Tally {
  #widths: number[] = [];
  #lows: number[] = [];
  #highs: number[] = [];
  #inside = 0;
  #below = 0;
  #cut = 0;
  #chargedAbove = 0;
  #borne = 0;

  add({ low, high }: { low: bigint; high: bigint }, { charged, price, stopReason }: SimulatedEnd): void {
    this.#widths.push(widthTenths({ low, high }) / 10);
    this.#lows.push(Number(low));
    this.#highs.push(Number(high));
    if (charged > high) this.#chargedAbove++;
    if (price > high) this.#borne++;
    if (stopReason === "cap") this.#cut++;
    else if (price < low) this.#below++;
    else if (price <= high) this.#inside++;
  }

  /** All of several counts together. */
  static of(tallies: readonly Tally[]): Tally {
    const sum = new Tally();
    for (const one of tallies) {
      sum.#widths = sum.#widths.concat(one.#widths);
      sum.#lows = sum.#lows.concat(one.#lows);
      sum.#highs = sum.#highs.concat(one.#highs);
      sum.#inside += one.#inside;
      sum.#below += one.#below;
      sum.#cut += one.#cut;
      sum.#chargedAbove += one.#chargedAbove;
      sum.#borne += one.#borne;
    }
    return sum;
  }

  get quality(): Quality {
    const requests = this.#widths.length;
    const percent = (count: number): number => (requests === 0 ? 0 : (count * 100) / requests);
    return {
      requests,
      insidePercent: percent(this.#inside),
      belowPercent: percent(this.#below),
      cutPercent: percent(this.#cut),
      medianWidth: median(this.#widths) ?? 0,
      medianLow: median(this.#lows) ?? 0,
      medianHigh: median(this.#highs) ?? 0,
      chargedAbove: this.#chargedAbove,
      borne: this.#borne,
    };
  }
}
