import { findSeam } from "../selection/cursor-seam.ts";
import { readBlocks } from "./block-map.ts";
import { introduce, relatedSentences } from "./expand.ts";
import { lineOf, readLooseSentences } from "./sentences.ts";
import { frequentTerms, listed } from "./terms.ts";

/** What the demo writer goes on from. */
export type ContinueTask = {
  readonly before: string;
  readonly after: string;
  readonly headings: readonly string[];
  readonly outline?: readonly string[];
};

/** The last paragraph or item before the cursor: what new text is about. */
function lastBlockOf(before: string): { text: string; mark: string } {
  const last = readBlocks(before)
    .filter(({ kind }) => kind !== "row")
    .at(-1);
  if (last === undefined) return { text: "", mark: "" };
  const lineStart = before.lastIndexOf("\n", last.start - 1) + 1;
  return { text: lineOf(before, last), mark: before.slice(lineStart, last.start) };
}

/** The heading that comes after the cursor, by the text there or by the page's outline. */
function nextHeading({ before, after, headings, outline = [] }: ContinueTask): string | null {
  const inText = readBlocks(after).find(({ kind }) => kind === "heading");
  if (inText !== undefined) return lineOf(after, inText).replace(/\s*\{[^}]*\}$/, "") || null;
  const inBefore = new Set(
    readBlocks(before)
      .filter(({ kind }) => kind === "heading")
      .map((block) => lineOf(before, block)),
  );
  const current = headings.at(-1);
  const at = current === undefined ? -1 : outline.lastIndexOf(current);
  const next = at === -1 ? undefined : outline[at + 1];
  return next !== undefined && !inBefore.has(next) ? next : null;
}

/** The sign of the item that follows one: the same sign, or the next number. */
function nextMark(mark: string): string {
  return mark.replace(/\[[xX]\]/, "[ ]").replace(/\d+/, (number) => String(Number(number) + 1));
}

function sentencesFor(task: ContinueTask, subject: string): string[] {
  const place = task.headings.at(-1);
  const said = new Set(readLooseSentences(subject).map(({ text }) => text));
  const related = relatedSentences({ ...task, subject })
    .filter(({ text }) => !said.has(text))
    .slice(0, 2)
    .map(introduce);
  const terms = frequentTerms(`${subject}\n${task.before}`, 3);
  const next = nextHeading(task);
  const sentences: string[] = [];
  if (terms.length > 1 && place !== undefined) sentences.push(`For “${place}”, this is what counts: ${listed(terms)}.`);
  else if (terms.length > 1) sentences.push(`This is what counts here: ${listed(terms)}.`);
  sentences.push(...related);
  if (next !== null) sentences.push(`“${next}” comes next and goes on from there.`);
  return sentences;
}

function nextItem(task: ContinueTask, text: string): string {
  const [term = "", other] = frequentTerms(text, 2);
  const isStep = /^(?:[A-Z]\p{Ll}+) (?:the|a|an|your|it|to|in|on)\b/u.test(text);
  const what = other === undefined ? term : `${term} and ${other}`;
  const found = relatedSentences({ ...task, subject: text })[0];
  if (isStep) return `Check the result: look at ${what} again before you go on.`;
  return found === undefined ? `What belongs to ${what}.` : found.text;
}

/**
 * Goes on from the text before the cursor, with the terms, sentences and headings of the page itself. Null where the
 * page says nothing yet, or where the cursor stands in code: there is nothing honest to grow from.
 */
export function continueWriting(task: ContinueTask): string | null {
  const seam = findSeam(task.before, task.after, { isCode: false });
  const { text, mark } = lastBlockOf(task.before);
  const title = task.headings.at(-1) ?? "";
  const subject = text === "" ? title : text;
  if (frequentTerms(`${subject} ${task.after}`, 1).length === 0) return null;
  if (seam.goesOnWith === "list") return `${nextMark(mark)}${nextItem(task, text)}`.trimStart();
  const sentences = sentencesFor(task, subject);
  if (sentences.length === 0) return null;
  const [first = "", ...rest] = sentences;
  const isOpen = seam.goesOnWith === "sentence" && text !== "" && !/[.!?:…。！？][”"’')*_`]*$/.test(text);
  // An unfinished sentence is ended before the next one begins.
  if (!isOpen) return sentences.join(" ");
  return [`– and this is where ${listed(frequentTerms(subject, 2))} matter.`, first, ...rest].join(" ");
}
