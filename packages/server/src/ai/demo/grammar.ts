import { mendAgreement } from "./agreement.ts";
import { readBlocks } from "./block-map.ts";
import { checkEnglish } from "./grammar-checker.ts";
import { readInline } from "./inline-map.ts";
import { isEnglish } from "./language.ts";
import { applyEdits, changeProse, type Edit, wordsOf } from "./prose.ts";
import { correctSpelling, type Finding } from "./spelling.ts";

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

/** One correction can uncover the next ("She dont likes"); more rounds than this have not been seen to help. */
const roundsMax = 3;
export type GrammarOptions = {
  /** Text around the passage: a word that stands there too is meant as it is. */
  readonly around?: string;
  /** Terms that stay as they are spelled. */
  readonly keepTerms?: readonly string[];
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

function correctionOf(finding: Finding, block: string, times: (word: string) => number): string | null {
  const { rule, kind, problem, replacements } = finding;
  const first = replacements[0];
  if (first === undefined || !/[\p{Script=Latin}]/u.test(problem) || problem.includes("`")) return null;
  if (rule === "SpellCheck") return correctSpelling(problem, replacements, times);
  if (rule === "SentenceCapitalization") return isMissedCapital(block, finding) ? first : null;
  if (rule === "AnA" && isArticleOfName(block, finding)) return null;
  if (rule === "ToTwoToo" && /\bup $/i.test(block.slice(0, finding.start))) return null;
  if (rule === "ItsContraction" && !/^ (?:an?|the|not|been|also|very|too|\p{Ll}+ing)\b/u.test(block.slice(finding.end)))
    return null;
  return mistakes.has(kind) && !distrusted.has(rule) ? first : null;
}

/** Corrects one block: only where the whole of what is wrong stands in words that may change. */
async function correctBlock(text: string, times: (word: string) => number, keepTerms: RegExp | null): Promise<string> {
  let corrected = changeProse(text, mendAgreement);
  for (let round = 0; round < roundsMax; round++) {
    const findings = await checkEnglish(corrected);
    const block = { kind: "paragraph", start: 0, end: corrected.length, gaps: [] } as const;
    const words = wordsOf(block, readInline(corrected, block).kept);
    const edits: Edit[] = [];
    for (const finding of findings) {
      const { start, end, problem } = finding;
      if (!words.some((span) => span.start <= start && end <= span.end) || keepTerms?.test(problem) === true) continue;
      const replacement = correctionOf(finding, corrected, times);
      if (replacement !== null && replacement !== problem) edits.push({ start, end, text: replacement });
    }
    if (edits.length === 0) return corrected;
    corrected = applyEdits(corrected, edits);
  }
  return corrected;
}

function counterOf(text: string): (word: string) => number {
  const counts = new Map<string, number>();
  for (const word of text.match(/\p{L}+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (word) => counts.get(word) ?? 0;
}

function anyOf(terms: readonly string[]): RegExp | null {
  const escaped = terms.map((term) => term.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return escaped.length === 0 ? null : new RegExp(escaped.join("|"), "iu");
}

/**
 * Mends spelling and grammar of English Markdown by a real checker, block by block. Code, links, front matter,
 * directives and what looks like a name or a term stay as they are, and so do other languages.
 */
export async function correctGrammar(markdown: string, options: GrammarOptions = {}): Promise<string> {
  const times = counterOf(`${options.around ?? ""}\n${markdown}`);
  const keepTerms = anyOf(options.keepTerms ?? []);
  const isPageEnglish = isEnglish(`${options.around ?? ""}\n${markdown}`, true);
  const edits: Edit[] = [];
  for (const { start, end, gaps } of readBlocks(markdown)) {
    // The marks of a quote inside a block would be read as signs: its lines are corrected one by one.
    const starts = [start, ...gaps.map((gap) => gap.end)];
    const ends = [...gaps.map((gap) => gap.start), end];
    for (const [index, from] of starts.entries()) {
      const line = markdown.slice(from, ends[index]);
      const text = isEnglish(line, isPageEnglish) ? await correctBlock(line, times, keepTerms) : line;
      if (text !== line) edits.push({ start: from, end: from + line.length, text });
    }
  }
  return applyEdits(markdown, edits);
}
