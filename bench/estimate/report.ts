import { figure, markdownTable } from "../engine/table.ts";
import type { EstimateResult } from "./run-estimate.ts";
import type { Quality } from "./tally.ts";

const percent = (value: number): string => value.toFixed(1);

function qualityCells(quality: Quality): string[] {
  return [
    quality.requests.toLocaleString("en"),
    percent(quality.insidePercent),
    percent(quality.belowPercent),
    quality.cutPercent.toFixed(2),
    quality.medianWidth.toFixed(1),
    `${quality.medianLow}–${quality.medianHigh}`,
    String(quality.chargedAbove),
  ];
}

const qualityHeader = ["requests", "inside %", "below %", "cut %", "median high ÷ low", "median range", "above high"];

function tokenTables({ tokens, translations }: EstimateResult): string[] {
  const pages = markdownTable(
    ["pages", "number", "characters per token", "real ÷ estimated, p5", "median", "p95", "within bounds %"],
    tokens.map((one) => [
      one.language,
      String(one.pages),
      figure(one.charactersPerToken),
      figure(one.p5),
      figure(one.median),
      figure(one.p95),
      percent(one.withinPercent),
    ]),
  );
  if (translations.length === 0) return ["### Tokens of a page", pages];
  const translated = markdownTable(
    ["translated into", "pages", "tokens ÷ English, p5", "median", "p95"],
    translations.map((one) => [one.language, String(one.pages), figure(one.p5), figure(one.median), figure(one.p95)]),
  );
  return ["### Tokens of a page", pages, "### Tokens of a translation", translated];
}

function guideTable({ guide }: EstimateResult): string {
  return markdownTable(
    ["typical request", "guide", "requests", "price within %", "high within %", "median price"],
    guide.map((one) => [
      one.what,
      String(one.guide),
      String(one.requests),
      percent(one.pricePercent),
      percent(one.highPercent),
      figure(one.medianPrice),
    ]),
  );
}

function learningTables({ kinds, streams, curve, besideOddWorkspace }: EstimateResult): string[] {
  const ofKinds = kinds.map(({ kind, quality }) => [kind, ...qualityCells(quality)]);
  const odd = ["all, beside an odd workspace", ...qualityCells(besideOddWorkspace)];
  const ofStreams = streams.map(({ kind, spread, quality }) => [`${kind}, ${spread}`, ...qualityCells(quality)]);
  const points = curve.map(({ samples, spread, quality }) => [`${samples}, ${spread}`, ...qualityCells(quality)]);
  return [
    "### Ranges, from the first action on, over all spreads",
    markdownTable(["kind", ...qualityHeader], [...ofKinds, odd]),
    "### The same for each spread",
    markdownTable(["kind, spread", ...qualityHeader], ofStreams),
    "### Learning curve: all kinds, after so many actions of each",
    markdownTable(["actions, spread", ...qualityHeader], points),
  ];
}

function notesOn(result: EstimateResult): string[] {
  const { isWholeCorpus, isQuick, missing } = result;
  return [
    ...(isWholeCorpus ? [] : ["The corpus is not there: measured on the few pages of the repository itself."]),
    ...(isQuick ? ["A smoke run: its figures mean nothing, and no mark is held to."] : []),
    ...(missing.length === 0 ? [] : [`Kinds that can not be run yet are left out: ${missing.join(", ")}.`]),
  ];
}

/** The result as people read it, in Markdown. */
export function describeEstimate(result: EstimateResult): string {
  const { time, marks, isQuick } = result;
  const missed = marks.filter(({ isReached }) => !isReached);
  const verdict = missed.map(
    ({ name, kind, value, wanted }) => `- ${kind}: ${name} is ${figure(value)}, not ${wanted}`,
  );
  const reached = `All ${marks.length} marks are reached.`;
  return [
    ...notesOn(result),
    ...tokenTables(result),
    "### Typical requests and the guide",
    guideTable(result),
    ...learningTables(result),
    `An estimate of a page of ${time.characters.toLocaleString("en")} characters takes ${time.cpuMs.toFixed(2)} ms ` +
      `of a processor (mean), and ${time.medianMs.toFixed(2)} ms by the clock (median; the fastest ${time.leastMs.toFixed(2)} ms).`,
    ...(isQuick ? [] : missed.length === 0 ? [reached] : [["Missed:", ...verdict].join("\n")]),
  ].join("\n\n");
}
