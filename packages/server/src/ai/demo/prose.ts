/**
 * What the demo writer may not touch: front matter, fenced and inline code, link destinations, addresses, tags,
 * directives. The one group keeps these parts in what `split` returns, at the odd places.
 */
const protectedParts = new RegExp(
  [
    String.raw`^---\r?\n[\s\S]*?\r?\n---(?=\r?\n|$)`,
    String.raw`(?<=^|\n) {0,3}(?:\`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:\n {0,3}(?:\`{3,}|~{3,})[^\n]*|$)`,
    "`+[^`]+`+",
    String.raw`\]\([^)\s]*(?:\s"[^"]*")?\)`,
    String.raw`https?:\/\/[^\s)>\]]+`,
    "<[A-Za-z/!][^>]*>",
    String.raw`(?<=^|\n) {0,3}:::[^\n]*`,
  ].join("|"),
);
const splitter = new RegExp(`(${protectedParts.source})`);

/** Changes the prose of a Markdown text and leaves every other byte as it is. */
export function changeProse(markdown: string, change: (prose: string) => string): string {
  const parts = markdown.split(splitter);
  return parts.map((part, index) => (index % 2 === 0 ? change(part) : part)).join("");
}

/** Whether a line stands for structure instead of running text. */
function isStructure(line: string): boolean {
  return /^\s*(?:#{1,6}\s|>|[-*+]\s|\d+[.)]\s|\||:::|```|~~~|<|!\[|---\s*$|\{)/.test(line);
}

/** The running paragraphs of a Markdown text, each as one line, with the heading that each stands under. */
export function readParagraphs(markdown: string): { text: string; heading: string | null }[] {
  const paragraphs: { text: string; heading: string | null }[] = [];
  let heading: string | null = null;
  let isCode = false;
  for (const block of markdown.replaceAll("\r\n", "\n").split(/\n{2,}/)) {
    const fences = block.match(/^ {0,3}(?:```|~~~)/gm)?.length ?? 0;
    const wasCode = isCode;
    if (fences % 2 === 1) isCode = !isCode;
    if (wasCode || fences > 0) continue;
    const lines = block.split("\n");
    const title = /^#{1,6}\s+(.+?)\s*#*$/.exec(lines[0] ?? "")?.[1];
    if (title !== undefined) heading = title;
    const text = lines
      .filter((line) => !isStructure(line))
      .join(" ")
      .trim();
    if (text.length > 0) paragraphs.push({ text, heading });
  }
  return paragraphs;
}

/** Sentences of a paragraph; a full stop inside a name or a number ends none. */
export function splitSentences(paragraph: string): string[] {
  return paragraph
    .split(/(?<=[.!?])\s+(?=[A-Z"“(`*[])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[.!?:]["”)*]*$/.test(sentence) && sentence.length > 20);
}
