import { withoutFences } from "./fences.ts";

/** Code blocks and code spans; link, image and bare addresses; labels of references and footnotes. */
const linksAndCode = new RegExp(
  [
    /(?<!`)(?<ticks>`+)(?!`)[\s\S]+?(?<!`)\k<ticks>(?!`)/,
    /(?<tildes>~{3,})[\s\S]+?\k<tildes>/,
    /\]\(\s*<?[^)\s>]+/,
    // Only what an address is written with: other scripts go on right behind it, and a full stop ends the sentence.
    /https?:\/\/[\w\-.~:/?#[@!$&(*+,;=%]*[\w\-~/#=&%+]/,
    /\]\[[^\]\n]+\]/,
    /\[\^[^\]\s]+\]/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

/** What a program fills in or reads: `{{name}}`, `${name}`, `{name}`, `{% tag %}`, `{#id}`, `%s`, `%(name)s`. */
const placeholders =
  /\{\{[^{}\n]*\}\}|\$\{[^{}\n]*\}|\{%[^%\n]*%\}|\{\s*[#.][^{}\n]*\}|\{[\w.$-]+\}|%\(\w+\)[sd]|%[sd](?![\w%])/g;

/** Names of tags, and directives as `:::note`, `!!! note`. */
const tags = /<\/?[A-Za-z][\w.-]*/g;
const directives = /^[ \t]*(?::{3,}|!!!|\?\?\?\+?|\/\/\/)[ \t]*[\w-]*/gm;

function linksAndCodeOf(text: string): string[] {
  return [...text.matchAll(linksAndCode)].map(([all]) => all);
}

function markupOf(text: string): string[] {
  // What stands in code is looked at as code.
  const prose = withoutFences(text).replaceAll(/(`+)[^`\n]+\1/g, "");
  return [placeholders, tags, directives].flatMap((pattern) => [...prose.matchAll(pattern)].map(([all]) => all.trim()));
}

function loses(before: readonly string[], after: readonly string[]): boolean {
  const left = new Map<string, number>();
  for (const one of after) left.set(one, (left.get(one) ?? 0) + 1);
  return before.some((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count === 0;
  });
}

/** Whether a text lost a link, a piece of code, a placeholder, a tag or a directive of another. */
export function losesLinksOrCode(before: string, after: string): boolean {
  return loses(linksAndCodeOf(before), linksAndCodeOf(after)) || loses(markupOf(before), markupOf(after));
}

/** Depths of the headings and cells of the table rows, in their order. */
function structureOf(text: string): string {
  return withoutFences(text)
    .split("\n")
    .map((line) => {
      const depth = /^ {0,3}(#{1,6})(?:\s|$)/.exec(line)?.[1]?.length;
      if (depth !== undefined) return `h${depth}`;
      return /^\s*\|/.test(line) ? `r${cellsOf(line)}` : "";
    })
    .filter((one) => one !== "")
    .join(" ");
}

/** The cells of one line of a table, as its unescaped bars outside of code divide it. */
export function cellsOf(line: string): number {
  return line.replaceAll(/\\\||`[^`]*`/g, "").split("|").length;
}

/** Whether the headings or the tables of a text are others than before. */
export function changesStructure(before: string, after: string): boolean {
  return structureOf(before) !== structureOf(after);
}
