import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A page of real documentation. Its pages in other languages have the same `topic`. */
export type CorpusPage = { readonly topic: string; readonly language: string; readonly text: string };

export type Corpus = {
  readonly pages: readonly CorpusPage[];
  /** False where only the repository's own few pages were found. */
  readonly isWhole: boolean;
};

const root = join(import.meta.dirname, "..", "..");
/** The documentation of Hono, and that of FastAPI in four languages, beside the repository. */
export const corpusFolder = join(root, "..", "shared", "corpus");
const ownFolders = ["packages/server/seed", "test/fixtures/markdown"];

function pageOf(folder: string, path: string): CorpusPage {
  const parallel = /^fastapi\/docs\/([a-z]+)\/(.*)$/.exec(path);
  const [, language = "en", topic = path] = parallel ?? [];
  return { topic, language, text: readFileSync(join(folder, path), "utf8") };
}

function readPages(folder: string): CorpusPage[] {
  return globSync("**/*.md", { cwd: folder })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path !== "README.md")
    .sort()
    .map((path) => pageOf(folder, path));
}

/** Reads the corpus; where it is missing, the pages that the repository itself has. */
export function readCorpus(folder = corpusFolder): Corpus {
  if (existsSync(folder)) return { pages: readPages(folder), isWhole: true };
  return { pages: ownFolders.flatMap((own) => readPages(join(root, own))), isWhole: false };
}

/** A paragraph, list or quote of a page, and where it stands in it. */
export type Block = { readonly text: string; readonly start: number; readonly end: number };

const notProse = /^(?: {0,3}(?:#|:::|\/\/\/|!!!|\{|<|\||---|===|\[[^\]]+\]:)|\s*$)/;

/** The blocks of prose of a page, in order: no headings, code, tables, directives or HTML. */
export function proseBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let isCode = false;
  let start = 0;
  for (const piece of text.split(/(?<=\n)(?=[ \t]*\n)/)) {
    const block = piece.replace(/^[ \t]*\n/, "");
    const at = start + piece.length - block.length;
    start += piece.length;
    const fences = block.match(/^ {0,3}(?:```|~~~)/gm)?.length ?? 0;
    const isProse = !isCode && fences === 0 && !notProse.test(block) && /\p{L}{2}/u.test(block);
    if (fences % 2 === 1) isCode = !isCode;
    const trimmed = block.trimEnd();
    if (isProse) blocks.push({ text: trimmed, start: at, end: at + trimmed.length });
  }
  return blocks;
}
