import {
  AbsoluteSummarizerConfig,
  DefaultTextParser,
  NullLogger,
  SorensenDiceSimilarity,
  Summarizer,
} from "ts-textrank";
import { readParagraphs, splitSentences } from "./prose.ts";

/** What the demo writer expands, and the page around it that it may draw from. */
export type ExpandTask = {
  readonly subject: string;
  readonly before: string;
  readonly after: string;
  readonly headings: readonly string[];
};

const commonWords = new Set(
  "about above after again also because before being below between both could does doing down during each every from further have here into itself just more most only other over same should some such than that their them then there these they this those through under until very what when where which while will with within without would your".split(
    " ",
  ),
);

function termsOf(text: string): string[] {
  const words = text.toLowerCase().match(/\p{L}[\p{L}'-]{3,}/gu) ?? [];
  return words.filter((word) => !commonWords.has(word));
}

/** How much of a sentence speaks of the same things as the subject, 0 to 1. */
function kinship(sentence: string, subjectTerms: ReadonlySet<string>): number {
  const terms = new Set(termsOf(sentence));
  let shared = 0;
  for (const term of terms) if (subjectTerms.has(term)) shared++;
  return terms.size + subjectTerms.size === 0 ? 0 : (2 * shared) / (terms.size + subjectTerms.size);
}

function frequentTerms(text: string, count: number): string[] {
  const seen = new Map<string, number>();
  for (const term of termsOf(text)) seen.set(term, (seen.get(term) ?? 0) + 1);
  const ranked = [...seen.entries()].sort((a, b) => b[1] - a[1] || b[0].length - a[0].length);
  return ranked.slice(0, count).map(([term]) => term);
}

/** Words that begin a sentence and are no names: they lose their capital where the sentence goes on after a phrase. */
const plainOpeners =
  /^(?:The|An?|It|Th(?:is|at|ese|ose|ey)|When|If|Your?|Every|Each|All|Only|In|On|At|For|To|Nothing)\b/;

function lowerFirst(sentence: string): string {
  return plainOpeners.test(sentence) ? (sentence[0] ?? "").toLowerCase() + sentence.slice(1) : sentence;
}

type Found = { readonly sentence: string; readonly heading: string | null; readonly score: number };

function relatedSentences(task: ExpandTask): Found[] {
  const subjectTerms = new Set(termsOf(task.subject));
  const found: Found[] = [];
  for (const paragraph of readParagraphs(`${task.before}\n\n${task.after}`)) {
    for (const sentence of splitSentences(paragraph.text)) {
      if (sentence.length > 240 || task.subject.includes(sentence)) continue;
      found.push({ sentence, heading: paragraph.heading, score: kinship(sentence, subjectTerms) });
    }
  }
  const related = found.filter(({ score }) => score > 0);
  return related.length > 0 ? related.sort((a, b) => b.score - a.score) : centralOf(found);
}

/**
 * The sentence that the others say most about (TextRank): what a page is about, where nothing in it is about the
 * subject.
 */
function centralOf(found: readonly Found[]): Found[] {
  const similarity = new SorensenDiceSimilarity();
  const settings = new AbsoluteSummarizerConfig(1, similarity, new DefaultTextParser(), 0.85, Summarizer.SORT_SCORE);
  const text = found.map(({ sentence }) => sentence).join(" ");
  const central = new Summarizer(settings, new NullLogger()).summarize(text, "en")[0];
  return central === undefined ? [] : found.filter(({ sentence }) => sentence.startsWith(central)).slice(0, 1);
}

function introduce(found: Found, index: number): string {
  const sentence = found.sentence;
  if (index === 0 && found.heading !== null) return `As “${found.heading}” says, ${lowerFirst(sentence)}`;
  return index === 0 ? `As this page says, ${lowerFirst(sentence)}` : `It also says that ${lowerFirst(sentence)}`;
}

/** One sentence about the subject itself, for a page that has nothing around it. */
function ownSentence(task: ExpandTask): string {
  const terms = frequentTerms(task.subject, 3);
  const heading = task.headings.at(-1);
  const place = heading === undefined ? "" : ` under “${heading}”`;
  if (terms.length < 2) return `This is worth a closer look${place}.`;
  const list = `${terms.slice(0, -1).join(", ")} and ${terms.at(-1)}`;
  return `What matters here${place}: ${list}, and how they belong together.`;
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
  const lastBlock = task.subject.split(/\n\s*\n/).at(-1) ?? "";
  const isProse = readParagraphs(lastBlock).length > 0 && !/^\s*(?:[-*+]|\d+[.)])\s|^\s*[|>#]|```|~~~/m.test(lastBlock);
  const gap = isProse ? (/[.!?:”")`*]$/.test(task.subject) ? " " : ". ") : "\n\n";
  return `${task.subject}${gap}${added.join(" ")}`;
}
