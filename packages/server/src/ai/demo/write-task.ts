import type { AiOptions } from "@dokly/contract";
import type { WritingTask } from "../provider.ts";
import { continueWriting } from "./continue-writing.ts";
import { readWish } from "./custom.ts";
import { expand } from "./expand.ts";
import { correctGrammar } from "./grammar.ts";
import { maskTerms } from "./mask-terms.ts";
import { writeOutline } from "./outline-pages.ts";
import { writePage } from "./page-text.ts";
import { shorten } from "./shorten.ts";
import { simplify } from "./simplify.ts";
import { tighten } from "./tighten.ts";
import { changeTone } from "./tone.ts";

/** Kinds that put another text in the place of the passage. */
type Edit = (task: WritingTask) => Promise<string | null> | string | null;

async function mend(task: WritingTask): Promise<string> {
  const around = `${task.before}\n${task.after}`;
  return await correctGrammar(task.subject, { around });
}

const edits: Readonly<Record<string, Edit>> = {
  grammar: mend,
  improve: async (task) => tighten(await mend(task)),
  expand,
  shorten: ({ subject }) => shorten(subject),
  simplify: ({ subject }) => simplify(subject),
  tone: ({ subject, options }) => changeTone(subject, options.tone ?? "neutral"),
  custom: async (task) => await followWish(task, task.options.instruction ?? ""),
};

/** Does what an instruction says; null where no list of ours understands it. */
async function followWish(task: WritingTask, instruction: string): Promise<string | null> {
  const wish = readWish(instruction);
  if (wish === null || wish.does === "translate") return null;
  if (wish.does === "rewrite") return wish.rewrite(task.subject);
  if (wish.does === "tone") return changeTone(task.subject, wish.tone);
  return (await edits[wish.does]?.(task)) ?? null;
}

/** Where a passage stands in one line of front matter, only its value may change, and only into a plain value. */
async function editValues(task: WritingTask, edit: Edit): Promise<string | null> {
  const lines: string[] = [];
  for (const line of task.subject.split("\n")) {
    const key = /^\s*(?:-\s+)?(?:[\w.-]+:[ \t]+)?["']?/.exec(line)?.[0] ?? "";
    const value = line.slice(key.length).replace(/["']?\s*$/, "");
    const isText = /\p{L}{3}.* \S/u.test(value) && !/[[\]{}&*!|>%@`#:"']/.test(value);
    const edited = isText ? await edit({ ...task, subject: value, place: "line" }) : value;
    if (edited === null) return null;
    const isPlain = !/[[\]{}&*!|>%@`#:"'\n“”]/.test(edited) && !/^[-?]/.test(edited);
    lines.push(key + (isPlain ? edited : value) + line.slice(key.length + value.length));
  }
  return lines.join("\n");
}

async function editPassage(task: WritingTask, edit: Edit): Promise<string | null> {
  const { place, subject } = task;
  // Code is not English, whatever its comments are.
  if (place === "code") return null;
  if (place === "front-matter") return await editValues(task, edit);
  const isInOneLine = place === "line" || place === "table";
  if (isInOneLine && edit === expand && /[|\n]/.test(subject)) return null;
  const edited = await edit(task);
  const isBroken = edited !== null && isInOneLine && barsOf(edited) !== barsOf(subject);
  return isBroken ? null : edited;
}

function barsOf(text: string): string {
  return text.replaceAll(/[^|\n]/g, "");
}

/** An earlier text is gone on from as the instruction says; an instruction beside a kind is followed after it. */
async function editAsAsked(task: WritingTask, edit: Edit): Promise<string | null> {
  const { previous, instruction } = task.options;
  // Who says in words what to change may ask for a term to go: only what we choose to change keeps the terms.
  if (task.kind === "custom" && previous === undefined) return await editPassage(task, edit);
  const mask = maskTerms(task.subject, task.voice.keepTerms);
  const first =
    previous === undefined
      ? await editPassage({ ...task, subject: mask.masked }, edit)
      : previous.replaceAll("\r\n", "\n").trim();
  if (first === null || instruction === undefined) return first === null ? null : mask.unmask(first);
  return await editPassage({ ...task, subject: mask.unmask(first) }, (next) => followWish(next, instruction));
}

function written(options: AiOptions): { title: string; brief: string } {
  return { title: options.title ?? "", brief: options.brief ?? "" };
}

/**
 * Writes what a task asks for, with means that need no language model. Null where they do not reach: the person is
 * told so and pays nothing.
 */
export async function writeTask(task: WritingTask): Promise<string | null> {
  const { kind, options, sources } = task;
  const { audience, notes } = options;
  const edit = edits[kind];
  if (edit !== undefined) return await editAsAsked(task, edit);
  if (kind === "continue")
    return task.place === "code" || options.instruction !== undefined ? null : continueWriting(task);
  if (kind === "outline")
    return writeOutline({ ...written(options), pages: options.pages ?? 2, audience, notes, sources });
  if (kind === "page") {
    const path = task.site?.path ?? options.path;
    return writePage({ ...written(options), audience, notes, sources, path, siblings: task.site?.pages });
  }
  return null;
}
