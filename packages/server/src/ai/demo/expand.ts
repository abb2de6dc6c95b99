import type { WritingTask } from "../provider.ts";
import { readBlocks } from "./block-map.ts";
import { type LooseSentence, readLooseSentences } from "./sentences.ts";
import { frequentTerms, listed, stemsOf } from "./terms.ts";
import { rankSentences } from "./text-rank.ts";
import { anyWord } from "./word-list.ts";

/** What the demo writer expands, and the page around it that it may draw from. */
export type ExpandTask = {
  readonly subject: string;
  readonly before: string;
  readonly after: string;
  readonly headings: readonly string[];
  readonly place?: WritingTask["place"];
};

/** How much of a sentence speaks of the same things as the subject, 0 to 1. */
function kinship(sentence: string, subjectTerms: ReadonlySet<string>): number {
  const terms = stemsOf(sentence);
  let shared = 0;
  for (const term of terms) if (subjectTerms.has(term)) shared++;
  return terms.size + subjectTerms.size === 0 ? 0 : (2 * shared) / (terms.size + subjectTerms.size);
}

/** Words that begin a sentence and are no names: they lose their capital where the sentence goes on after a phrase. */
const plainOpeners = new RegExp(
  String.raw`^${anyWord(
    "The A An It This That These Those They When If You Your Every Each All Only In On At For To Nothing Once After Before While As There Some Most Many Such Beside With Without Who What Where How By From Not No Its Their Our Use One Two",
  )}\b`,
);

/** Such a sentence speaks of one before it, and says nothing where it stands alone. */
export const leansOnOthers = new RegExp(
  String.raw`^${anyWord(
    "It They He She This That These Those Then But And So However Otherwise Both Such Here Once_it If_it If_they If_so If_not Also For_example Therefore",
  )}\b`,
);

function lowerFirst(sentence: string): string {
  return plainOpeners.test(sentence) ? (sentence[0] ?? "").toLowerCase() + sentence.slice(1) : sentence;
}

/** The sentences of the page that speak most of the same things as the subject, the nearest first. */
export function relatedSentences(task: ExpandTask): LooseSentence[] {
  const subjectTerms = stemsOf(task.subject);
  const others = readLooseSentences(`${task.before}\n\n${task.after}`).filter(
    ({ text }) =>
      text.length <= 240 && !task.subject.includes(text) && !/\[\^|\|/.test(text) && !leansOnOthers.test(text),
  );
  const scored = others.map((sentence) => ({ sentence, score: kinship(sentence.text, subjectTerms) }));
  const related = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
  if (related.length > 0) return related.map(({ sentence }) => sentence);
  // Where nothing is about the subject: the sentence that the others say most about, so what the page is about.
  const scores = rankSentences(others.map(({ text }) => text));
  const central = others[scores.indexOf(Math.max(...scores))];
  return central === undefined ? [] : [central];
}

export function introduce({ text, heading }: LooseSentence, index: number): string {
  if (index === 0 && heading !== null) return `As “${heading}” says, ${lowerFirst(text)}`;
  return index === 0 ? `As this page says, ${lowerFirst(text)}` : `It also says that ${lowerFirst(text)}`;
}

/** One sentence about the subject itself, for a page that has nothing around it. */
function ownSentence(task: ExpandTask): string {
  const terms = frequentTerms(task.subject, 3);
  const heading = task.headings.at(-1);
  const place = heading === undefined ? "" : ` under “${heading}”`;
  if (terms.length < 2) return `This is worth a closer look${place}.`;
  return `What matters here${place}: ${listed(terms)}, and how they belong together.`;
}

/** What stands between the passage and what is added: a space in running text, else a new paragraph. */
function gapAfter({ subject, place }: ExpandTask): string {
  const last = readBlocks(subject).at(-1);
  const endsInProse = last?.kind === "paragraph" && last.end === subject.length && last.gaps.length === 0;
  if (place === "line" || place === "table" || endsInProse)
    return /[.!?:…。！？][”"’')*_`]*$/.test(subject) ? " " : ". ";
  return "\n\n";
}

/**
 * Makes a passage longer with what the page itself says elsewhere: nothing is invented. The sentences join the last
 * running paragraph; a passage that ends in a list, code or a table gets a paragraph of its own after it.
 */
export function expand(task: ExpandTask): string {
  const room = Math.max(200, task.subject.length);
  const added: string[] = [];
  let length = 0;
  for (const found of relatedSentences(task)) {
    const sentence = introduce(found, added.length);
    if (added.length === 2 || length + sentence.length > room) break;
    added.push(sentence);
    length += sentence.length;
  }
  if (added.length === 0) added.push(ownSentence(task));
  return `${task.subject}${gapAfter(task)}${added.join(" ")}`;
}
