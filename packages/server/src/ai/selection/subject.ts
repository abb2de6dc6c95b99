import { type aiInput, selectionLengthMax, wholePageLengthMax } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import type { z } from "zod";
import { atxHeadingOf } from "../../documents/atx-heading.ts";
import { documentAbsent, versionConflict } from "../../documents/document-refusals.ts";
import type { DocumentStore } from "../../documents/document-store.ts";
import { decodePage } from "../../documents/page-bytes.ts";
import { ProblemError } from "../../http/problem-error.ts";
import type { Landing } from "./brief-subject.ts";
import { findSeam, type Seam } from "./cursor-seam.ts";
import type { LocatedSelection, SelectionPlace, Widening } from "./locate-selection.ts";
import type { SelectionWorker } from "./selection-worker.ts";
import type { Range } from "./widen-range.ts";

/** How much of the page around a selection goes along: whole blocks, up to so many characters on each side. */
export type ContextWindow = {
  readonly blocks: number;
  readonly characters: number;
  /** After the selection, where that differs. */
  readonly charactersAfter?: number;
};

/** What an action works on: the text that is replaced, and the page around it. */
export type Subject = {
  readonly document: { readonly path: string; readonly title: string; readonly version: string } | null;
  /** Where a new page will stand; null where none is made. */
  readonly landing: Landing | null;
  /** UTF-16 offsets into the page's text; null for a text that was sent along. */
  readonly range: Range | null;
  readonly text: string;
  readonly place: SelectionPlace;
  readonly headings: readonly string[];
  readonly outline: readonly string[];
  /** How new text joins the page, where it is written at a cursor and `text` is "". */
  readonly seam: Seam | null;
  contextOf(window: ContextWindow): { readonly before: string; readonly after: string };
};

/** Where subjects are read, and how far a selection is widened there. */
export type SubjectSource = {
  readonly documents: DocumentStore;
  readonly workspace: WorkspaceId;
  readonly worker: SelectionWorker;
  readonly widening: Widening;
  /** The longest selection, in UTF-16 code units, where it is not that of an inline selection or a whole page. */
  readonly lengthMax?: number;
};

type Input = z.output<typeof aiInput>;
type DocumentInput = Extract<Input, { document: string }>;
type TextInput = Extract<Input, { text: string }>;

const isOfDocument = (input: Input): input is DocumentInput => "document" in input;
const isOfText = (input: Input): input is TextInput => "text" in input;

const nothingSelected = "The selection is empty. Select the text that should change.";

function refuse(detail: string): never {
  throw new ProblemError("selection-refused", detail);
}

function requireText(text: string, lengthMax = selectionLengthMax): void {
  if (text.trim() === "") refuse(nothingSelected);
  if (text.length > lengthMax) {
    const most = lengthMax.toLocaleString("en");
    refuse(
      `A selection has at most ${most} characters; this one has ${text.length.toLocaleString("en")}. Select less.`,
    );
  }
  if (!text.isWellFormed()) refuse("The selection holds half a character (a lone surrogate).");
}

/** The last (or first) part of a text that fits, cut between two lines where it can be. */
function fitBefore(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const cut = text.slice(text.length - characters);
  const line = cut.indexOf("\n");
  return (line === -1 ? cut : cut.slice(line + 1)).toWellFormed();
}

function fitAfter(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const cut = text.slice(0, characters);
  const line = cut.lastIndexOf("\n");
  return (line === -1 ? cut : cut.slice(0, line)).toWellFormed();
}

function subjectOfText({ text, before, after }: TextInput, widening: Widening): Subject {
  if (widening !== "cursor") requireText(text);
  const lines = fitBefore(before, 20_000).split("\n");
  const titles = lines.map((line) => atxHeadingOf(line)?.text ?? "").filter((title) => title !== "");
  return {
    document: null,
    landing: null,
    range: null,
    text,
    place: "prose",
    headings: titles.slice(-1),
    outline: titles.slice(0, 30),
    seam: widening === "cursor" ? findSeam(before, after, { isCode: false }) : null,
    contextOf: (window) => fitContext({ before, after }, window),
  };
}

function fitContext({ before, after }: { before: string; after: string }, window: ContextWindow) {
  const { characters, charactersAfter = characters } = window;
  return { before: fitBefore(before, characters), after: fitAfter(after, charactersAfter) };
}

function contextIn(page: string, located: LocatedSelection, window: ContextWindow): { before: string; after: string } {
  const { range, blockStarts, blockEnds } = located;
  // One block more on each side than asked: the first may be the one that the selection itself stands in.
  const start = blockStarts.slice(0, window.blocks + 1).at(-1) ?? range.start;
  const end = blockEnds.slice(0, window.blocks + 1).at(-1) ?? range.end;
  return fitContext({ before: page.slice(start, range.start), after: page.slice(range.end, end) }, window);
}

async function subjectOfDocument(input: DocumentInput, from: SubjectSource): Promise<Subject> {
  const stored = await from.documents.read(from.workspace, input.document);
  if (stored === null) throw documentAbsent(input.document);
  if (stored.version !== input.version) throw versionConflict(stored);
  const page =
    decodePage(stored.bytes)?.text ?? refuse(`${input.document} is not valid UTF-8, so it can not be edited.`);
  const { start, end } = input.range ?? { start: 0, end: page.length };
  const lengthMax = from.lengthMax ?? (input.range === undefined ? wholePageLengthMax : selectionLengthMax);
  const isCursor = from.widening === "cursor";
  if (start > end || (start === end && !isCursor)) refuse(nothingSelected);
  if (end > page.length) refuse(`The selection ${start}–${end} is not within the page's ${page.length} characters.`);
  if (!isCursor) requireText(page.slice(start, end).toWellFormed(), lengthMax);
  const reply = await from.worker
    .run({ text: page, range: { start, end }, widening: from.widening })
    // The parser gives up on what no person writes, such as thousands of quotes within each other.
    .catch(() =>
      refuse("The Markdown around the selection could not be understood. Make it simpler, or select another part."),
    );
  if ("refusal" in reply) refuse(reply.refusal);
  const { located } = reply;
  const text = page.slice(located.range.start, located.range.end);
  if (!isCursor) requireText(text, lengthMax);
  const isCode = located.place === "code";
  return {
    document: { path: stored.path, title: stored.title, version: stored.version },
    landing: null,
    range: located.range,
    text,
    place: located.place,
    headings: located.headings,
    outline: located.outline,
    seam: isCursor ? findSeam(page.slice(0, located.range.start), page.slice(located.range.end), { isCode }) : null,
    contextOf: (window) => contextIn(page, located, window),
  };
}

/**
 * Reads what an action works on. Refuses `not-found`, `version-conflict` (with the current version and text) and `selection-refused`
 * (empty, out of range, too long, cutting code or front matter in two), each with a sentence that says what to do.
 */
export async function readSubject(input: Input, from: SubjectSource): Promise<Subject> {
  if (isOfDocument(input)) return await subjectOfDocument(input, from);
  return isOfText(input) ? subjectOfText(input, from.widening) : refuse(nothingSelected);
}
