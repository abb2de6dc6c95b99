import { mendAgreement } from "./agreement.ts";
import { type Block, readBlocks, type Span } from "./block-map.ts";
import { checkTogether } from "./grammar-checker.ts";
import { readInline } from "./inline-map.ts";
import { isEnglish } from "./language.ts";
import { changeProse, readWords, wordsOf } from "./prose.ts";
import { readSentences } from "./sentences.ts";
import { correctSpelling, type Finding } from "./spelling.ts";
import { applyEdits, type Edit } from "./text-edits.ts";

/** Kinds of findings that are mistakes; matters of taste (style, title case, readability) stay as they were written. */
const mistakes: ReadonlySet<string> = new Set([
  "Agreement",
  "BoundaryError",
  "Eggcorn",
  "Grammar",
  "Malapropism",
  "Miscellaneous",
  "Nonstandard",
  "Punctuation",
  "Repetition",
  "Typo",
  "Usage",
  "WordChoice",
  "WordOrder",
]);

/** Rules that, over 169 pages of good documentation, were wrong more often than right. */
const distrusted: ReadonlySet<string> = new Set([
  "Anybody",
  "Codebase",
  "Codebases",
  "CompoundNouns",
  "DiscourseMarkers",
  "Everyone",
  "InflectedVerbAfterTo",
  "MassNouns",
  "MergeWords",
  "MissingDeterminer",
  "MissingPreposition",
  "MissingTo",
  "OneOfTheSingular",
  "OutOfDate",
  "Overall",
  "PhrasalVerbAsCompoundNoun",
  "QuantifierNeedsOf",
  "SplitWords",
  "ThatThan",
  "ThisTypeOfThing",
  "WayTooAdjective",
  "WrongNegative",
]);

/** A longer piece is cut after a sentence, or left as it is. */
const pieceLengthMax = 3_000;
/** One correction can uncover the next ("She dont likes"); more rounds than this have not been seen to help. */
const roundsMax = 3;
/** How often a word stands in the page. */
type Times = (word: string) => number;

export type GrammarOptions = {
  /** Text around the passage: a word that stands there too is meant as it is. */
  readonly around?: string;
};

/** A small letter after a full stop, within a line: elsewhere it may begin an item, a cell or a name. */
function isMissedCapital(block: string, { start, problem }: Finding): boolean {
  return (
    /^\p{Ll}+$/u.test(problem) && /(?<!\betc)(?<=\p{L}{3})[.!?] $/u.test(block.slice(Math.max(0, start - 8), start))
  );
}

/** An article before a name in capitals is heard, not read: "an SSG", "a JWT". */
function isArticleOfName(block: string, { end }: Finding): boolean {
  return !/^\s+\p{Ll}{2}/u.test(block.slice(end, end + 4));
}

function correctionOf(finding: Finding, block: string, times: Times): string | null {
  const { rule, kind, problem, replacements } = finding;
  const first = replacements[0];
  if (first === undefined || !/[\p{Script=Latin}]/u.test(problem) || problem.includes("`")) return null;
  if (rule === "SpellCheck") {
    const isPart = block[finding.start - 1] === "-" || block[finding.end] === "-";
    return isPart ? null : correctSpelling(problem, replacements, times);
  }
  if (rule === "SentenceCapitalization") return isMissedCapital(block, finding) ? first : null;
  if (rule === "AnA" && isArticleOfName(block, finding)) return null;
  if (rule === "ToTwoToo" && /\bup $/i.test(block.slice(0, finding.start))) return null;
  if (rule === "ItsContraction" && !/^ (?:an?|the|not|been|also|very|too|\p{Ll}+ing)\b/u.test(block.slice(finding.end)))
    return null;
  // Units and abbreviations are as they should be in a manual.
  if (rule.startsWith("Expand")) return null;
  return mistakes.has(kind) && !distrusted.has(rule) ? first : null;
}

/** The checker takes seconds for such a text, or gives up on it: no person wrote it to be read. */
function isUnreadable(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const others = text.match(/[^\p{L}\s]/gu)?.length ?? 0;
  return letters < others || text.length > pieceLengthMax;
}

/** No word of any language is so long. */
function longRunsOf(text: string): Span[] {
  return [...text.matchAll(/\S{60,}/g)].map(({ 0: all, index }) => ({ start: index, end: index + all.length }));
}

/** A word with a capital inside a sentence: the name of something. */
const nameInside = /(?<=[\p{Ll},] )\p{Lu}\p{L}{2,}/gu;

/**
 * The same text with its names as code, in the same places: the checker looks neither of them up, which takes it
 * longer than all the rest.
 */
function withoutNames(text: string, kept: readonly Span[]): string {
  const asCode = (name: string): string => `\`${name.slice(1, -1)}\``;
  const masks = [...kept, ...longRunsOf(text)]
    .map(({ start, end }) => ({ start, end, text: text.slice(start, end) }))
    .filter((name) => /^[\p{L}\d][^\s`]+[\p{L}\d]$/u.test(name.text))
    .map((name) => ({ ...name, text: asCode(name.text) }));
  return applyEdits(text, masks).replaceAll(nameInside, asCode);
}

/** What of a text's findings is corrected: only where the whole of what is wrong stands in words that may change. */
function editsOf(text: string, findings: readonly Finding[], kept: readonly Span[], times: Times): Edit[] {
  const words = wordsOf(asBlock(text), kept);
  return findings.flatMap((finding) => {
    const { start, end, problem } = finding;
    if (!words.some((span) => span.start <= start && end <= span.end)) return [];
    const replacement = correctionOf(finding, text, times);
    return replacement === null || replacement === problem ? [] : [{ start, end, text: replacement }];
  });
}

function asBlock(text: string): Block {
  return { kind: "paragraph", start: 0, end: text.length, gaps: [] };
}

/** Corrects pieces of running text, together: each call of the checker takes some milliseconds, however short. */
async function correctPieces(pieces: readonly string[], times: Times): Promise<string[]> {
  const texts = pieces.map((piece) => changeProse(piece, mendAgreement));
  let open = texts.map((_, index) => index);
  for (let round = 0; round < roundsMax && open.length > 0; round++) {
    const parts = open.map((index) => readInline(texts[index] ?? "", asBlock(texts[index] ?? "")).kept);
    const found = await checkTogether(open.map((index, at) => withoutNames(texts[index] ?? "", parts[at] ?? [])));
    open = open.filter((index, at) => {
      const text = texts[index] ?? "";
      const edits = editsOf(text, found[at] ?? [], parts[at] ?? [], times);
      texts[index] = applyEdits(text, edits);
      return edits.length > 0;
    });
  }
  return texts;
}

/** How often a word stands in a text; one that stands in its code, addresses or names too counts as a term's. */
function counterOf(markdown: string): Times {
  const counts = new Map<string, number>();
  const count = (text: string, by: number): void => {
    for (const word of text.match(/\p{L}+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + by);
  };
  let at = 0;
  for (const { start, end } of readWords(markdown)) {
    count(markdown.slice(at, start), Number.POSITIVE_INFINITY);
    count(markdown.slice(start, end), 1);
    at = end;
  }
  count(markdown.slice(at), Number.POSITIVE_INFINITY);
  return (word) => counts.get(word) ?? 0;
}

/** A block in pieces: the marks of a quote inside it would be read as signs, so its lines are corrected one by one. */
function piecesOf(markdown: string, block: Block): Span[] {
  const ends = [...block.gaps.map((gap) => gap.start), block.end];
  const lines = [block.start, ...block.gaps.map((gap) => gap.end)].map((start, index) => ({
    start,
    end: ends[index] ?? block.end,
  }));
  if (block.gaps.length > 0 || block.end - block.start <= pieceLengthMax) return lines;
  return readSentences(markdown, block, readInline(markdown, block));
}

/**
 * Mends spelling and grammar of English Markdown by a real checker, piece by piece. Code, links, front matter,
 * directives and what looks like a name or a term stay as they are, and so do other languages.
 */
export async function correctGrammar(markdown: string, options: GrammarOptions = {}): Promise<string> {
  const times = counterOf(`${options.around ?? ""}\n${markdown}`);
  const isPageEnglish = isEnglish(`${options.around ?? ""}\n${markdown}`, true);
  const pieces = readBlocks(markdown).flatMap((block) => piecesOf(markdown, block));
  const english = pieces.filter(({ start, end }) => {
    const text = markdown.slice(start, end);
    return !isUnreadable(text) && isEnglish(text, isPageEnglish);
  });
  const texts = english.map(({ start, end }) => markdown.slice(start, end));
  const corrected = await correctPieces(texts, times);
  return applyEdits(
    markdown,
    english.map((piece, index) => ({ ...piece, text: corrected[index] ?? "" })),
  );
}
