import { type ActionKind, type AiOptions, inputOfKind, type LanguageCode, tones } from "@dokly/contract";
import type { AskedAction } from "../../packages/server/src/ai/build-request.ts";
import { kindDefinitions } from "../../packages/server/src/ai/kinds/kind-definitions.ts";
import { noVoice } from "../../packages/server/src/ai/provider.ts";
import { subjectOfBrief } from "../../packages/server/src/ai/selection/brief-subject.ts";
import { findSeam } from "../../packages/server/src/ai/selection/cursor-seam.ts";
import type { ContextWindow, Subject } from "../../packages/server/src/ai/selection/subject.ts";
import type { Random } from "../measure/random.ts";
import { countTokens } from "./count-tokens.ts";
import { type Block, type Corpus, type CorpusPage, proseBlocks } from "./read-corpus.ts";

/** One request as people send it, and how long its answer usually is. */
export type TypicalRequest = {
  readonly asked: AskedAction & { readonly kind: ActionKind };
  /** Tokens of the usual answer, by the real tokenizer. */
  readonly usualTokens: number;
};

/** Answers in tokens of the text that is worked on, as measured or set for each kind, and how free it is. */
const answers: Readonly<Record<ActionKind, { percent: number; tokens: number; looseness: number }>> = {
  improve: { percent: 105, tokens: 0, looseness: 1 },
  expand: { percent: 200, tokens: 0, looseness: 1 },
  shorten: { percent: 50, tokens: 0, looseness: 1.1 },
  simplify: { percent: 105, tokens: 0, looseness: 1 },
  grammar: { percent: 100, tokens: 0, looseness: 0.25 },
  tone: { percent: 110, tokens: 0, looseness: 1 },
  custom: { percent: 110, tokens: 0, looseness: 1.4 },
  continue: { percent: 0, tokens: 200, looseness: 1 },
  // Of the page's own translation, where it has one.
  translate: { percent: 100, tokens: 0, looseness: 0.5 },
  outline: { percent: 0, tokens: 0, looseness: 0.6 },
  page: { percent: 0, tokens: 2_200, looseness: 0.8 },
};
const outlineTokens = { title: 20, page: 62 };

export const loosenessOf = (kind: ActionKind): number => answers[kind].looseness;
export const isRunnable = (kind: ActionKind): kind is ActionKind => Object.hasOwn(kindDefinitions, kind);

const instructions = [
  "Say that this also works offline.",
  "Turn this into a list of steps.",
  "Mention the environment variable DEBUG and what it prints.",
  "Add a sentence about why this matters in production.",
];
const audiences = ["developers who are new to the product", "operators", "people who write no code"];

function windowOf(page: string, { start, end }: Pick<Block, "start" | "end">) {
  return ({ blocks, characters, charactersAfter = characters }: ContextWindow) => {
    const before = page.slice(0, start).split(/\n[ \t]*\n/);
    const after = page.slice(end).split(/\n[ \t]*\n/);
    return {
      before: before
        .slice(-blocks - 1)
        .join("\n\n")
        .slice(-characters),
      after: after
        .slice(0, blocks + 1)
        .join("\n\n")
        .slice(0, charactersAfter),
    };
  };
}

function subjectIn(page: string, block: Pick<Block, "text" | "start" | "end">, isCursor: boolean): Subject {
  const titles = [...page.slice(0, block.start).matchAll(/^#{1,4} (.*)$/gm)].map(([, title = ""]) => title);
  const outline = [...page.matchAll(/^#{1,4} (.*)$/gm)].map(([, title = ""]) => title);
  return {
    document: null,
    range: null,
    landing: null,
    text: isCursor ? "" : block.text,
    place: "prose",
    headings: titles.slice(-2),
    outline: outline.slice(0, 30),
    seam: isCursor ? findSeam(page.slice(0, block.end), page.slice(block.end), { isCode: false }) : null,
    contextOf: windowOf(page, isCursor ? { start: block.end, end: block.end } : block),
  };
}

type Piece = { readonly page: CorpusPage; readonly block: Block };
type TranslatedPiece = Piece & { readonly language: LanguageCode; readonly translation: string };

/** Everything that requests are drawn from: paragraphs, and longer pieces up to whole pages. */
export type Pieces = {
  readonly paragraphs: readonly Piece[];
  readonly longer: readonly Piece[];
  readonly translatedParagraphs: readonly TranslatedPiece[];
  readonly translatedPages: readonly TranslatedPiece[];
};

/** Paragraphs of at least a sentence, as somebody selects them; and what an inline selection may have. */
const lengths = { least: 60, paragraph: 4_000, selection: 20_000 };
const isParagraph = ({ text }: Block): boolean => text.length >= lengths.least && text.length <= lengths.paragraph;
const isSelectable = ({ text }: Block): boolean => text.length >= lengths.least && text.length <= lengths.selection;
const translationLanguages: readonly LanguageCode[] = ["de", "es", "ja"];
/** Paragraphs, with what stands between them, in a longer piece. */
const longerPiece = 5;

const wholePage = ({ text }: CorpusPage): Block => ({ text: text.trim(), start: 0, end: text.length });

function longerPieces(page: CorpusPage, blocks: readonly Block[]): Block[] {
  const sections = blocks.flatMap((block, at) => {
    const last = at % longerPiece === 0 ? blocks[at + longerPiece - 1] : undefined;
    return last === undefined
      ? []
      : [{ text: page.text.slice(block.start, last.end), start: block.start, end: last.end }];
  });
  return [...sections, wholePage(page)].filter(isSelectable);
}

/** Finds the pieces of the corpus, and those that stand in the same place of a page's translation. */
export function findPieces({ pages }: Corpus): Pieces {
  const blocksOf = new Map(pages.map((page) => [page, proseBlocks(page.text)]));
  const pairs = pages.flatMap((page) => {
    const language = translationLanguages.find((one) => one === page.language);
    const original = pages.find(({ topic, language: other }) => topic === page.topic && other === "en");
    return language === undefined || original === undefined ? [] : [{ language, page, original }];
  });
  return {
    paragraphs: pages.flatMap((page) =>
      (blocksOf.get(page) ?? []).filter(isParagraph).map((block) => ({ page, block })),
    ),
    longer: pages.flatMap((page) => longerPieces(page, blocksOf.get(page) ?? []).map((block) => ({ page, block }))),
    translatedParagraphs: pairs.flatMap(({ language, page, original }) => {
      const [theirs = [], ours = []] = [blocksOf.get(page), blocksOf.get(original)];
      if (theirs.length !== ours.length) return [];
      return ours.flatMap((block, at) => {
        const translation = theirs[at]?.text ?? "";
        return isParagraph(block) && translation !== "" ? [{ page: original, block, language, translation }] : [];
      });
    }),
    translatedPages: pairs
      .map(({ language, page, original }) => ({
        page: original,
        block: wholePage(original),
        language,
        translation: page.text.trim(),
      }))
      .filter(({ block }) => isSelectable(block)),
  };
}

const pick = <Item>(items: readonly Item[], random: Random): Item | undefined =>
  items[Math.floor(random() * items.length)];

function optionsFor(kind: ActionKind, { page, block }: { page: CorpusPage; block: Block }, random: Random): AiOptions {
  if (kind === "tone") return { tone: pick(tones, random) };
  if (kind === "custom") return { instruction: pick(instructions, random) };
  if (kind !== "page" && kind !== "outline") return {};
  const title = /^# (.*?)(?: \{.*)?$/m.exec(page.text)?.[1] ?? "Getting started";
  const brief = { title, brief: block.text.slice(0, 600), audience: pick(audiences, random) };
  return kind === "page" ? brief : { ...brief, pages: 10 };
}

function usualTokensOf(kind: ActionKind, text: string, options: AiOptions): number {
  if (kind === "outline") return outlineTokens.title + outlineTokens.page * (options.pages ?? 10);
  const { percent, tokens } = answers[kind];
  return (countTokens(text) * percent) / 100 + tokens;
}

/** Draws a request of a kind; the same numbers draw the same request. Null where the corpus has none such. */
export function drawRequest(
  kind: ActionKind,
  { from, size, random }: { from: Pieces; size: "paragraph" | "longer"; random: Random },
): TypicalRequest | null {
  const kept = { kind, sources: [], voice: noVoice };
  const translated = size === "paragraph" ? from.translatedParagraphs : from.translatedPages;
  const pair = kind === "translate" ? pick(translated, random) : undefined;
  if (pair !== undefined) {
    const { page, block, language, translation } = pair;
    const asked = { ...kept, subject: subjectIn(page.text, block, false), options: { language } };
    return { asked, usualTokens: countTokens(translation) };
  }
  const input = inputOfKind[kind];
  const drawn = pick(size === "longer" && input === "selection" ? from.longer : from.paragraphs, random);
  if (drawn === undefined) return null;
  const options = kind === "translate" ? { language: "de" as const } : optionsFor(kind, drawn, random);
  const isCursor = input !== "selection";
  const subject = input === "brief" ? subjectOfBrief(null) : subjectIn(drawn.page.text, drawn.block, isCursor);
  return { asked: { ...kept, subject, options }, usualTokens: usualTokensOf(kind, drawn.block.text, options) };
}

/** The same brief for an outline of so many pages. */
export function withPages({ asked }: TypicalRequest, pages: number): TypicalRequest {
  const options = { ...asked.options, pages };
  return { asked: { ...asked, options }, usualTokens: usualTokensOf("outline", "", options) };
}
