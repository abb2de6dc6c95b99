import { type Block, readBlocks, type Span } from "./block-map.ts";
import { type InlineParts, readInline } from "./inline-map.ts";
import { changeProse } from "./prose.ts";
import { lineOf, readSentences } from "./sentences.ts";
import { applyEdits, type Edit } from "./text-edits.ts";
import { rankSentences } from "./text-rank.ts";
import { tighten } from "./tighten.ts";
import { anyWord } from "./word-list.ts";

/** Of the sentences of a paragraph that may go, this share stays, rounded. */
const keptPercent = 45;

type Candidate = Span & { readonly next: number; readonly text: string; readonly isNeeded: boolean };

/** Words that tell a warning, a condition or a step: such a sentence stays, whatever its rank. */
const needed =
  /\b(?:must|never|do not|don't|cannot|can not|warning|caution|important|required|only if|unless|before you)\b/i;

function candidatesOf(markdown: string, block: Block, parts: InlineParts): Candidate[] {
  const sentences = readSentences(markdown, block, parts);
  return sentences.map(({ start, end }, index) => {
    const text = lineOf(markdown, block, { start, end });
    const holdsPart = parts.whole.some((part) => part.start >= start && part.end <= end);
    const leadsOn = /:["”’)*_]*$/.test(text);
    const isNeeded = index === 0 || holdsPart || leadsOn || needed.test(text);
    return { start, end, next: sentences[index + 1]?.start ?? block.end, text, isNeeded };
  });
}

/** Takes out whole sentences: the first, those with links or code, warnings, and the ones that say most stay. */
function dropSentences(markdown: string, block: Block): Edit[] {
  const candidates = candidatesOf(markdown, block, readInline(markdown, block));
  if (candidates.length < 2) return [];
  const scores = rankSentences(candidates.map(({ text }) => text));
  const free = candidates
    .map((candidate, index) => ({ candidate, score: scores[index] ?? 0 }))
    .filter(({ candidate }) => !candidate.isNeeded)
    .sort((a, b) => b.score - a.score || a.candidate.start - b.candidate.start);
  const stay = candidates.length === 2 ? 0 : Math.round((free.length * keptPercent) / 100);
  const gone = new Set(free.slice(stay).map(({ candidate }) => candidate));
  return candidates.flatMap((candidate, index) => {
    if (!gone.has(candidate)) return [];
    // The last sentence takes the space before it along, any other the space after it.
    const isLast = candidates.slice(index).every((later) => gone.has(later));
    const before = candidates[index - 1];
    if (isLast && before !== undefined) return [{ start: before.end, end: candidate.end, text: "" }];
    return [{ start: candidate.start, end: candidate.next, text: "" }];
  });
}

/** Words that a sentence can do without. */
const fillers = new RegExp(
  String.raw`(?<![\w-])${anyWord(
    "really very quite simply just basically actually essentially rather certainly definitely literally of_course as_well in_general generally_speaking",
  )}[ \t]+(?=\p{Ll})`,
  "giu",
);
const asides: readonly RegExp[] = [
  /(?<![ \t])[ \t]+\([^()\n]{12,200}\)(?=[\s.,;:!?]|$)/g,
  /, (?:which|such as|for example|for instance|as well as|including) [^.,;:!?()\n]{8,160}(?=[.;!?](?:\s|$))/g,
  / [–—] [^.,;:!?()\n–—]{8,160}(?=[.;!?](?:\s|$))/g,
];
const openers = new RegExp(
  String.raw`(^|[.!?] )${anyWord(
    "However Moreover Furthermore In_addition Additionally As_a_result Therefore Also In_other_words Please_note_that Note_that",
  )}, ?(\p{L})`,
  "gu",
);

function cutWords(words: string): string {
  const plain = words
    .replaceAll(openers, (_all, before: string, first: string) => before + first.toUpperCase())
    .replaceAll(fillers, "");
  return asides.reduce((text, aside) => text.replaceAll(aside, ""), plain);
}

/**
 * Makes a text shorter by leaving out: whole sentences by their rank in the paragraph, then asides and filling words.
 * No word is added, and headings, lists, tables, links and code stay.
 */
export function shorten(markdown: string): string {
  const blocks = readBlocks(markdown).filter(({ kind }) => kind === "paragraph" || kind === "item");
  const fewer = applyEdits(
    markdown,
    blocks.flatMap((block) => dropSentences(markdown, block)),
  );
  return changeProse(tighten(fewer), cutWords);
}
