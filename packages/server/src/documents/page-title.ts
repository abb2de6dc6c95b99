import { atxHeadingOf } from "./atx-heading.ts";
import { decodePage } from "./page-bytes.ts";

/** How far into a page a title is looked for: front matter and the first heading stand at its beginning. */
const searchedBytes = 16_384;
const titleLengthMax = 200;
/** How much of a long heading or value is looked at: what strips its marks takes the square of its length. */
const rawLengthMax = 1_000;

/** What people call a page: `title` of its front matter, else its first heading, else its file name. */
export function titleOf(path: string, bytes: Uint8Array): string {
  const text = decodeStart(bytes);
  const { frontMatter, body } = splitFrontMatter(text);
  return shorten(titleOfFrontMatter(frontMatter) || firstHeading(body) || fileName(path));
}

/** The first bytes as text; a character cut at the end of the part is dropped. */
function decodeStart(bytes: Uint8Array): string {
  for (let cut = 0; cut < 4; cut += 1) {
    const page = decodePage(bytes.subarray(0, Math.min(bytes.length, searchedBytes) - cut));
    if (page !== null) return page.text;
  }
  return "";
}

function splitFrontMatter(text: string): { frontMatter: string; body: string } {
  const match = /^---[ \t]*\r?\n([\s\S]*?)(?:\r?\n|^)---[ \t]*(?:\r?\n|$)/.exec(text);
  if (match === null) return { frontMatter: "", body: text };
  return { frontMatter: match[1] ?? "", body: text.slice(match[0].length) };
}

/** Reads one top-level key of YAML's simplest form; anything cleverer falls through to the heading. */
function titleOfFrontMatter(frontMatter: string): string {
  const value = (/^title:[ \t]*(.*)$/m.exec(frontMatter)?.[1] ?? "").trim().slice(0, rawLengthMax);
  const quoted = /^(["'])(.*)\1$/.exec(value);
  if (quoted !== null)
    return quoted[1] === '"' ? unescapeDouble(quoted[2] ?? "") : (quoted[2] ?? "").replaceAll("''", "'");
  return /^[|>&*![{]/.test(value) ? "" : value.replace(/\s+#.*$/, "");
}

function unescapeDouble(value: string): string {
  return value.replaceAll(/\\(["\\/])/g, "$1");
}

function firstHeading(body: string): string {
  let fence = "";
  for (const line of body.split(/\r\n|\n|\r/)) {
    const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? "";
    if (fence !== "") {
      if (marker.startsWith(fence)) fence = "";
    } else if (marker !== "") {
      fence = marker;
    } else {
      const heading = atxHeadingOf(line)?.text ?? "";
      if (heading !== "") return plainText(heading.slice(0, rawLengthMax));
    }
  }
  return "";
}

/** A heading without its inline Markdown: what a reader sees. */
function plainText(heading: string): string {
  return heading
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/<[^>]+>/g, "")
    .replaceAll(/\{[#.][^}]*\}/g, "")
    .replaceAll(/(\*\*|__|`|\*)(.+?)\1/g, "$2")
    .trim();
}

function fileName(path: string): string {
  return (path.split("/").at(-1) ?? path).replace(/\.(md|mdx|markdown)$/i, "");
}

function shorten(title: string): string {
  const line = title.replaceAll(/\s+/g, " ").trim();
  return line.length <= titleLengthMax ? line : `${line.slice(0, titleLengthMax - 1).toWellFormed()}…`;
}
