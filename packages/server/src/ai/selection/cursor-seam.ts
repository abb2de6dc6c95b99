/** How new text joins the page at a cursor: what stands between, and what the writer goes on with. */
export type Seam = {
  /** Between the page and the new text, with line feeds. */
  readonly lead: string;
  readonly trail: string;
  readonly goesOnWith: "sentence" | "paragraph" | "list" | "code";
};

const word = /[\p{L}\p{N}_]/u;
/** Scripts that put no space between sentences. */
const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\u3000-\u303f\uff00-\uffef]$/u;
/** Lines after which only a new paragraph can stand: headings, rules, fences, directives, tags. */
const closedLine = /^ {0,3}(?:#{1,6}(?:\s|$)|(?:[-*_][ \t]*){3,}$|`{3,}|~{3,}|:::|=+[ \t]*$|<\/?[A-Za-z][^>]*>[ \t]*$)/;
const listLine = /^\s*(?:[-*+]|\d{1,9}[.)])\s/;

/** A cursor between the letters of a word, or of a line ending, moved to a place where text can be put. */
export function settleCursor(text: string, at: number): number {
  if (text[at - 1] === "\r" && text[at] === "\n") return at - 1;
  let end = at;
  if (/[\uD800-\uDBFF]/.test(text[end - 1] ?? "") && /[\uDC00-\uDFFF]/.test(text[end] ?? "")) end++;
  if (!word.test(text[end - 1] ?? "")) return end;
  while (end < text.length && word.test(text[end] ?? "")) end++;
  return end;
}

function leadAfter(line: string, isPreviousBlank: boolean): Pick<Seam, "lead" | "goesOnWith"> {
  if (line.trim() === "") return { lead: line === "" && !isPreviousBlank ? "\n" : "", goesOnWith: "paragraph" };
  if (closedLine.test(line)) return { lead: "\n\n", goesOnWith: "paragraph" };
  if (listLine.test(line)) return { lead: "\n", goesOnWith: "list" };
  const isJoined = /\s$/.test(line) || /[([{“„«/]$/.test(line) || spaceless.test(line);
  return { lead: isJoined ? "" : " ", goesOnWith: "sentence" };
}

function trailBefore(after: string, line: string, lead: string): string {
  const [rest = "", next = ""] = after.split(/\r?\n/, 2);
  if (rest.trim() !== "") {
    if (line.trim() === "" || lead.includes("\n")) return "\n\n";
    return /^[\s.,;:!?)\]}”»]/.test(rest) || spaceless.test(line) ? "" : " ";
  }
  const isOwnParagraph = line.trim() === "" || lead === "\n\n";
  return isOwnParagraph && next.trim() !== "" ? "\n" : "";
}

/** How text goes on between `before` and `after`: in the sentence, as a paragraph, a list item or a line of code. */
export function findSeam(before: string, after: string, { isCode }: { isCode: boolean }): Seam {
  const lines = before.slice(-2_000).split(/\r?\n/);
  const line = lines.at(-1) ?? "";
  if (isCode) {
    const isLineFree = line.trim() === "";
    const [rest = ""] = after.split(/\r?\n/, 1);
    return { lead: isLineFree ? "" : "\n", trail: rest.trim() === "" ? "" : "\n", goesOnWith: "code" };
  }
  const isPreviousBlank = lines.length < 2 || (lines.at(-2) ?? "").trim() === "";
  const { lead, goesOnWith } = leadAfter(line, isPreviousBlank);
  return { lead, trail: trailBefore(after, line, lead), goesOnWith };
}
