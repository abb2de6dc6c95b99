import type { ActionRequest } from "./build-request.ts";

/** Why an answer can not be used. */
export type InvalidOutput =
  | "empty"
  | "prompt-leftovers"
  | "fences-unbalanced"
  | "front-matter-damaged"
  | "links-or-code-lost"
  | "structure-broken";

/** Whether every fenced block that begins in a text ends in it, and how many there are. */
function readFences(text: string): { count: number; isBalanced: boolean } {
  let open: string | null = null;
  let count = 0;
  for (const line of text.split("\n")) {
    const fence = /^(?:[ \t>]|[-*+][ \t]|\d+[.)][ \t])*(`{3,}|~{3,})(.*)$/.exec(line);
    const marks = fence?.[1];
    if (marks === undefined) continue;
    if (open === null) {
      if (marks.startsWith("`") && fence?.[2]?.includes("`")) continue;
      open = marks;
      count++;
    } else if (marks[0] === open[0] && marks.length >= open.length && fence?.[2]?.trim() === "") open = null;
  }
  return { count, isBalanced: open === null };
}

function linksAndCode(text: string): string[] {
  return [...text.matchAll(/(?<!`)(`+)(?!`)([\s\S]+?)(?<!`)\1(?!`)|\]\(\s*<?([^)\s>]+)|(https?:\/\/[^\s)>\]]+)/g)]
    .map((match) => match[2] ?? match[3] ?? match[4] ?? "")
    .sort();
}

function loses(before: readonly string[], after: readonly string[]): boolean {
  const left = [...after];
  return before.some((one) => {
    const at = left.indexOf(one);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

function pipesByLine(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replaceAll(/\\\||`[^`]*`/g, "").split("|").length)
    .join(",");
}

function hasLeftovers(output: string, request: ActionRequest): boolean {
  const tag = /<\/?(?:passage|before|after|headings)(?:-\d+)?>/;
  if (tag.test(output) && !tag.test(request.passage)) return true;
  const talk = /^(?:sure|certainly|of course|here(?:'|’)?s|here is|here are|below is)\b[^\n]{0,160}:[ \t]*\n/i;
  if (talk.test(output) && !talk.test(request.passage)) return true;
  const wrapped = /^(`{3,})(?:markdown|md)?[ \t]*\n[\s\S]*\n\1$/;
  return wrapped.test(output) && !request.passage.startsWith("```");
}

function frontMatterOf(text: string): string {
  return /^---[ \t]*\n[\s\S]*?\n(?:---|\.\.\.)[ \t]*(?=\n|$)/.exec(text)?.[0] ?? "";
}

function breaksPlace(output: string, request: ActionRequest): boolean {
  const { place, passage } = request;
  if (place === "line") return output.includes("\n") && !passage.includes("\n");
  if (place === "front-matter") return output.split("\n").length !== passage.split("\n").length;
  if (place === "table") return pipesByLine(output) !== pipesByLine(passage);
  return place === "code" && readFences(output).count > 0;
}

/**
 * Checks a whole answer against the passage that it replaces; null when it can be offered. What a person can see
 * and judge in the diff is left to them: this refuses only what would break the page or is no answer at all.
 */
export function findInvalidOutput(output: string, request: ActionRequest): InvalidOutput | null {
  if (output.trim() === "") return "empty";
  if (hasLeftovers(output, request)) return "prompt-leftovers";
  const front = frontMatterOf(request.passage);
  if (front !== "" && !output.startsWith(front)) return "front-matter-damaged";
  if (request.place !== "code" && readFences(request.passage).isBalanced && !readFences(output).isBalanced) {
    return "fences-unbalanced";
  }
  if (breaksPlace(output, request)) return "structure-broken";
  if (request.keepsLinksAndCode && loses(linksAndCode(request.passage), linksAndCode(output)))
    return "links-or-code-lost";
  return null;
}
