import { atxHeadingOf } from "../../documents/atx-heading.ts";
import { frontMatterEnd } from "./front-matter.ts";

export type Heading = { readonly depth: number; readonly title: string; readonly start: number };

/** What one pass over a page's lines finds: cheap, where a parse of 2 MB takes many seconds. */
export type PageScan = {
  /**
   * Offsets at which a parse can begin or end: lines after a blank one, outside of code, that continue no list or
   * quote.
   */
  readonly boundaries: readonly number[];
  readonly headings: readonly Heading[];
  /** Link definitions, which give meaning to `[text][name]` anywhere in the page. */
  readonly definitions: readonly string[];
};

const definitionsMax = 1_000;
const lineFeed = 10;

type Fence = { readonly mark: string; readonly length: number };

function fenceAt(line: string): (Fence & { readonly info: string }) | null {
  const found = /^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*(`{3,}|~{3,})(.*)$/.exec(line);
  const marks = found?.[1];
  if (marks === undefined) return null;
  const info = (found?.[2] ?? "").trim();
  return marks.startsWith("`") && info.includes("`") ? null : { mark: marks[0] ?? "", length: marks.length, info };
}

function headingOf(line: string, previous: string, start: number): Heading | null {
  const atx = atxHeadingOf(line);
  if (atx !== null) return { depth: atx.depth, title: atx.text, start };
  const underline = /^ {0,3}(=+|-{2,})[ \t]*$/.exec(line)?.[1];
  if (underline === undefined || !/^ {0,3}[^\s>|#*+\-`~<:]/.test(previous)) return null;
  return { depth: underline.startsWith("=") ? 1 : 2, title: previous.trim(), start: start - previous.length - 1 };
}

/** Reads a page line by line. */
export function scanPage(text: string): PageScan {
  const front = frontMatterEnd(text);
  const boundaries: number[] = [0];
  const headings: Heading[] = [];
  const definitions: string[] = [];
  let fence: Fence | null = null;
  let previous = "";
  for (let start = front; start < text.length; ) {
    const feed = text.indexOf("\n", start);
    const next = feed === -1 ? text.length : feed + 1;
    const line = text.slice(start, feed === -1 ? next : text.charCodeAt(feed - 1) === 13 ? feed - 1 : feed);
    const found = fenceAt(line);
    if (fence !== null) {
      if (found !== null && found.mark === fence.mark && found.length >= fence.length && found.info === "")
        fence = null;
    } else {
      if (start > front && previous.trim() === "" && /^[^\s>]/.test(line)) boundaries.push(start);
      const heading = headingOf(line, previous, start);
      if (heading !== null) headings.push(heading);
      if (definitions.length < definitionsMax && /^ {0,3}\[[^\]]+\]:[ \t]*\S/.test(line)) definitions.push(line);
      fence = found;
    }
    previous = line;
    start = next;
  }
  if (text.charCodeAt(text.length - 1) === lineFeed || fence === null) boundaries.push(text.length);
  return { boundaries, headings, definitions };
}
