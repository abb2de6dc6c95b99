import { measureText } from "@dokly/credits";
import { percentile } from "../measure/percentile.ts";
import { seededRandom } from "../measure/random.ts";
import { countTokens } from "./count-tokens.ts";
import type { Corpus } from "./read-corpus.ts";
import { planRequest, SimulatedDeployment } from "./simulate-deployment.ts";
import { drawRequest, type Pieces } from "./typical-requests.ts";

/** Real over estimated tokens of pages: 1 is exact, 1.1 a tenth too few. */
export type TokenResult = {
  readonly language: string;
  readonly pages: number;
  readonly charactersPerToken: number;
  readonly median: number;
  readonly p5: number;
  readonly p95: number;
  /** Pages whose tokens lie within the bounds that a hold goes by before anything was learnt. */
  readonly withinPercent: number;
};

/** Compares estimated tokens with those of a real tokenizer, language by language. */
export function measureTokens({ pages }: Corpus): TokenResult[] {
  return [...Map.groupBy(pages, ({ language }) => language)].map(([language, group]) => {
    const measured = group.map(({ text }) => ({ real: countTokens(text), range: measureText(text).tokens, text }));
    const ratios = measured.map(({ real, range }) => real / Math.max(1, range.expected));
    const within = measured.filter(({ real, range }) => real >= range.low && real <= range.high).length;
    const characters = measured.reduce((sum, { text }) => sum + text.length, 0);
    return {
      language,
      pages: group.length,
      charactersPerToken: characters / measured.reduce((sum, { real }) => sum + real, 0),
      median: percentile(ratios, 50) ?? 0,
      p5: percentile(ratios, 5) ?? 0,
      p95: percentile(ratios, 95) ?? 0,
      withinPercent: (within * 100) / group.length,
    };
  });
}

/** Tokens of a page's human translation over those of the page itself, both by the real tokenizer. */
export type TranslationResult = {
  readonly language: string;
  readonly pages: number;
  readonly median: number;
  readonly p5: number;
  readonly p95: number;
};

export function measureTranslations({ pages }: Corpus): TranslationResult[] {
  const originals = new Map(pages.filter(({ language }) => language === "en").map((page) => [page.topic, page]));
  const pairs = pages.flatMap((page) => {
    const original = originals.get(page.topic);
    return page.language === "en" || original === undefined
      ? []
      : [{ language: page.language, ratio: countTokens(page.text) / Math.max(1, countTokens(original.text)) }];
  });
  return [...Map.groupBy(pairs, ({ language }) => language)].map(([language, group]) => {
    const at = (percent: number): number =>
      percentile(
        group.map(({ ratio }) => ratio),
        percent,
      ) ?? 0;
    return { language, pages: group.length, median: at(50), p5: at(5), p95: at(95) };
  });
}

export type TimeResult = {
  readonly characters: number;
  readonly leastMs: number;
  readonly medianMs: number;
  /** Time on a processor, the mean: what other programs do meanwhile hardly counts. */
  readonly cpuMs: number;
};

/** How long one estimate of a very long page takes, from its text to its range: the whole plan of an action. */
export function measureTime(from: Pieces, runs: number): TimeResult {
  const drawn = drawRequest("improve", { from, size: "longer", random: seededRandom(1) });
  if (drawn === null) throw new Error("the corpus is empty");
  const { asked } = drawn;
  const { text } = asked.subject;
  // A fresh string of its own, as a page that was read is.
  const page = Buffer.from(text.repeat(Math.ceil(200_000 / text.length)).slice(0, 200_000)).toString();
  const request = { ...drawn, asked: { ...asked, subject: { ...asked.subject, text: page } } };
  const deployment = new SimulatedDeployment();
  for (let warmUp = 0; warmUp < 30; warmUp++) planRequest(request, deployment);
  const before = process.cpuUsage();
  const times = Array.from({ length: runs }, () => {
    const startedAt = performance.now();
    planRequest(request, deployment);
    return performance.now() - startedAt;
  });
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1_000 / runs;
  return { characters: page.length, leastMs: Math.min(...times), medianMs: percentile(times, 50) ?? 0, cpuMs };
}
