import type { KindDefinition } from "./kind-definition.ts";

/** One line of JSON with path, title and a brief of one or two sentences. */
const pageTokens = { low: 50, cap: 140 };
const titleTokens = 60;

export const outline: KindDefinition = {
  kind: "outline",
  instruction: (options) =>
    `Plan a documentation site of exactly ${options.pages ?? 2} pages from the brief. Reply with JSON lines only: first {"title":"…"} with the site's title, then for each page, in the order of the navigation, {"path":"…","title":"…","brief":"…"}. A path is lower-case words joined by hyphens in at most two folders, ends in .md and occurs once; the first page is index.md. A brief says in one or two sentences what the page covers, so that no two pages cover the same.`,
  context: { blocks: 0, characters: 0, headings: "none" },
  output: ({ pages = 2 }) => ({
    low: { percent: 0, tokens: pages * pageTokens.low },
    cap: { percent: 0, tokens: pages * pageTokens.cap + titleTokens },
  }),
  answer: "outline",
  keeps: { linksAndCode: false, terms: "spelling" },
};
