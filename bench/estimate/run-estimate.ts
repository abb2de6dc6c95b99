import { actionKinds } from "@dokly/contract";
import { type GuideResult, measureGuide } from "./measure-guide.ts";
import {
  measureTime,
  measureTokens,
  measureTranslations,
  type TimeResult,
  type TokenResult,
  type TranslationResult,
} from "./measure-tokens.ts";
import { readCorpus } from "./read-corpus.ts";
import { type CurvePoint, runStreams, type StreamResult } from "./run-streams.ts";
import type { Quality } from "./tally.ts";
import { findPieces, isRunnable } from "./typical-requests.ts";

/** A mark that estimates have to reach, and what was measured. */
export type Mark = {
  readonly name: string;
  readonly kind: string;
  readonly value: number;
  readonly wanted: string;
  readonly isReached: boolean;
};

export type EstimateResult = {
  readonly seed: number;
  readonly isQuick: boolean;
  /** False where only the repository's own pages were there to measure on. */
  readonly isWholeCorpus: boolean;
  /** Kinds that can not be run yet. */
  readonly missing: readonly string[];
  readonly tokens: readonly TokenResult[];
  readonly translations: readonly TranslationResult[];
  readonly guide: readonly GuideResult[];
  readonly kinds: readonly { readonly kind: string; readonly quality: Quality }[];
  readonly streams: readonly StreamResult[];
  readonly curve: readonly CurvePoint[];
  readonly besideOddWorkspace: Quality;
  readonly time: TimeResult;
  readonly marks: readonly Mark[];
  readonly isClean: boolean;
};

type EstimateOptions = { readonly isQuick: boolean; readonly seed: number; readonly corpus?: string };

function marksOf({ guide, kinds }: Pick<EstimateResult, "guide" | "kinds">): Mark[] {
  const least = (name: string, kind: string, value: number, wanted: number): Mark => {
    return { name, kind, value, wanted: `≥ ${wanted}`, isReached: value >= wanted };
  };
  const most = (name: string, kind: string, value: number, wanted: number): Mark => {
    return { name, kind, value, wanted: `≤ ${wanted}`, isReached: value <= wanted };
  };
  return [
    ...guide.map(({ what, pricePercent }) => least("price not above the guide, %", what, pricePercent, 90)),
    ...kinds.flatMap(({ kind, quality }) => [
      least("charges inside the range, %", kind, quality.insidePercent, 95),
      most("outputs cut at their cap, %", kind, quality.cutPercent, 1),
      most("median of high ÷ low", kind, quality.medianWidth, 2.5),
      most("charges above high", kind, quality.chargedAbove, 0),
    ]),
  ];
}

/**
 * Measures estimates on real pages: the guide, ranges as they learn, and the time that one takes. The same seed gives
 * the same figures, but for the time.
 */
export function runEstimate(options: EstimateOptions, onProgress: (sentence: string) => void): EstimateResult {
  const { isQuick, seed } = options;
  const corpus = readCorpus(options.corpus);
  const from = findPieces(corpus);
  const kinds = actionKinds.filter(isRunnable);
  const lengths = isQuick ? { requests: 20, probes: 3 } : { requests: 1_000, probes: 60 };
  const time = measureTime(from, isQuick ? 10 : 100);
  onProgress("the guide");
  const guide = measureGuide({ from, seed, requests: isQuick ? 5 : 300 });
  const learnt = runStreams({ kinds, from, seed, ...lengths }, onProgress);
  const marks = marksOf({ guide, kinds: learnt.kinds });
  return {
    seed,
    isQuick,
    isWholeCorpus: corpus.isWhole,
    missing: actionKinds.filter((kind) => !isRunnable(kind)),
    tokens: measureTokens(corpus),
    translations: measureTranslations(corpus),
    guide,
    ...learnt,
    time,
    marks,
    isClean: isQuick || marks.every(({ isReached }) => isReached),
  };
}
