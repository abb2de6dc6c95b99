import type { ActionKind } from "@dokly/contract";
import {
  type LearntLengths,
  type LengthStatistics,
  learnLengths,
  noStatistics,
  pinPrices,
  poolLengths,
  priceUsage,
  shippedCatalog,
  type TokenUsage,
} from "@dokly/credits";
import { type ActionSort, sampleOf } from "../../packages/server/src/ai/estimates/finished-action.ts";
import { type PlannedAction, planAction } from "../../packages/server/src/ai/plan-action.ts";
import type { Random } from "../measure/random.ts";
import { countTokens } from "./count-tokens.ts";
import { drawFactor, type Spread, tokenizerPercent } from "./output-lengths.ts";
import { loosenessOf, type TypicalRequest } from "./typical-requests.ts";

const now = new Date("2026-11-23T12:00:00Z");
/** The model that every kind runs on as shipped. */
const model = "claude-sonnet-5-5";
const prices = pinPrices(shippedCatalog, model, now);
const shares = 8;
const everyLanguage = "*";

/** What a deployment has learnt, as the server keeps and pools it, in memory. */
export class SimulatedDeployment {
  readonly #statistics = new Map<string, LengthStatistics[]>();
  #pooled = new Map<string, LearntLengths>();

  learntFor = (sort: Pick<ActionSort, "language">): LearntLengths => {
    const related = this.#pool(everyLanguage, null);
    return this.#pool(sort.language, related);
  };

  learn(planned: PlannedAction, end: SimulatedEnd, share: number): void {
    const { low, high } = planned.estimate;
    const sample = sampleOf({ ...planned.basis, ...end, workspace: "ws_simulated", low, high });
    if (sample === null) return;
    for (const language of [everyLanguage, planned.basis.sort.language]) {
      const all = this.#statistics.get(language) ?? Array.from({ length: shares }, () => noStatistics);
      all[share] = learnLengths(all[share] ?? noStatistics, sample);
      this.#statistics.set(language, all);
    }
  }

  /** From here on estimates go by all that was learnt: servers read it every few seconds. */
  refresh(): void {
    this.#pooled = new Map();
  }

  #pool(language: string, related: LearntLengths | null): LearntLengths {
    const known = this.#pooled.get(language) ?? poolLengths(this.#statistics.get(language) ?? [], related);
    this.#pooled.set(language, known);
    return known;
  }
}

/** Plans a request as the server does, by what the deployment has learnt. */
export function planRequest({ asked }: TypicalRequest, deployment: SimulatedDeployment): PlannedAction {
  const modelOfKind = new Proxy({} as Readonly<Record<ActionKind, string>>, { get: () => model });
  const { learntFor } = deployment;
  return planAction(asked, { catalog: shippedCatalog, modelOfKind, writer: "anthropic", learntFor, now });
}

export type SimulatedEnd = {
  readonly usage: TokenUsage;
  readonly charged: bigint;
  /** What the tokens cost, before the hold bounds it. */
  readonly price: bigint;
  readonly stopReason: "complete" | "cap";
};

type Circumstances = {
  readonly spread: Spread;
  /** How much of the run is over, 0 to 1. */
  readonly part: number;
  readonly random: Random;
  /** What this workspace's answers are multiplied with. */
  readonly oddness: number;
};

/** Kinds of which an output that was cut at its cap is kept and charged (RULES R6.4). */
const keptWhenCut: ReadonlySet<ActionKind> = new Set(["continue", "page"]);

/** Lets a planned action run: the input as a real tokenizer counts it, the output as long as the spread draws it. */
export function runPlanned(
  planned: PlannedAction,
  request: TypicalRequest,
  { spread, part, random, oddness }: Circumstances,
): SimulatedEnd {
  const { kind } = request.asked;
  const counted = tokenizerPercent[spread] / 100;
  const sent = countTokens(planned.request.instructions) + countTokens(planned.request.prompt) + 8;
  const input = Math.round(sent * counted * (0.99 + 0.02 * random()));
  const factor = drawFactor(spread, { part, looseness: loosenessOf(kind), random }) * oddness;
  const written = Math.max(1, Math.round(request.usualTokens * counted * factor + 4 * (random() - 0.5)));
  const thinking = random() < 0.3 ? Math.floor(24 * random()) : 0;
  const { outputCapTokens, high } = planned.estimate;
  const output = Math.min(written + thinking, outputCapTokens);
  const usage = { input, cacheRead: 0, cacheWrite: 0, output, thinking: Math.min(thinking, output) };
  const price = priceUsage(prices, usage).credits;
  const isCut = written + thinking > outputCapTokens;
  const isCharged = !isCut || keptWhenCut.has(kind);
  const charged = price < high ? price : high;
  return { usage, price, charged: isCharged ? charged : 0n, stopReason: isCut ? "cap" : "complete" };
}
