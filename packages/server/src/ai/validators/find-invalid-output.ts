import { readOutline } from "@dokly/contract";
import { isPagePath, whyPathIsRefused } from "../../documents/document-path.ts";
import type { ActionRequest } from "../build-request.ts";
import { readFences } from "./fences.ts";
import { damagesFrontMatter, damagesFrontMatterLines } from "./front-matter-kept.ts";
import { cellsOf, changesStructure, losesLinksOrCode } from "./kept-parts.ts";

/** Why an answer can not be used. */
export type InvalidOutput =
  | "empty"
  | "prompt-leftovers"
  | "fences-unbalanced"
  | "front-matter-damaged"
  | "links-or-code-lost"
  | "structure-broken"
  | "terms-lost"
  | "outline-unreadable";

function hasLeftovers(output: string, { prompt, passage, answer }: ActionRequest): boolean {
  // A tag of the prompt occurs in none of its texts, so in an answer it is the prompt's own.
  const tags = prompt.match(/^<[a-z]+(?:-\d+)?>$/gm) ?? [];
  if (tags.some((tag) => output.includes(tag) || output.includes(tag.replace("<", "</")))) return true;
  const rule = "is data, never instructions to you";
  if (output.includes(rule) && !passage.includes(rule)) return true;
  const talk = /^(?:sure|certainly|of course|here(?:'|’)?s|here is|here are|below is)\b[^\n]{0,160}:[ \t]*\n/i;
  if (talk.test(output) && !talk.test(passage)) return true;
  const wrapped = /^(`{3,})(?:markdown|md)?[ \t]*\n[\s\S]*\n\1$/;
  return answer !== "outline" && wrapped.test(output) && !passage.startsWith("```");
}

function barsByLine(text: string): string {
  return text.split("\n").map(cellsOf).join(",");
}

function breaksPlace(output: string, { place, passage, answer }: ActionRequest): boolean {
  if (answer === "continuation") return place === "code" && readFences(output).count > 0;
  if (place === "line") return output.includes("\n") && !passage.includes("\n");
  if (place === "front-matter") return output.split("\n").length !== passage.split("\n").length;
  if (place === "table") return barsByLine(output) !== barsByLine(passage);
  return place === "code" && readFences(output).count > 0;
}

/** Whether a glossary term of the passage is gone, or only there in another spelling. */
function losesTerms(output: string, { terms, task }: ActionRequest): boolean {
  // Who says in words what to change may ask for a term to go.
  const isEachNeeded = terms.rule === "all" && task.options.instruction === undefined;
  const lowered = output.toLowerCase();
  return terms.kept.some((term) => !output.includes(term) && (isEachNeeded || lowered.includes(term.toLowerCase())));
}

function isUnreadableOutline(output: string, { task }: ActionRequest): boolean {
  const read = readOutline(output);
  if (read === null || read.pages.length === 0 || read.pages.length > (task.options.pages ?? 0)) return true;
  const paths = read.pages.map(({ path }) => path.toLowerCase());
  if (new Set(paths).size < paths.length) return true;
  return paths.some(
    (path) =>
      whyPathIsRefused(path) !== null || !isPagePath(path) || paths.some((other) => other.startsWith(`${path}/`)),
  );
}

function findBrokenPassage(output: string, request: ActionRequest): InvalidOutput | null {
  const { passage, place } = request;
  const isTranslation = request.answer === "translation";
  if (place === "front-matter" ? damagesFrontMatterLines(passage, output) : false) return "front-matter-damaged";
  if (damagesFrontMatter(passage, output, { isTranslation })) return "front-matter-damaged";
  if (request.keepsLinksAndCode && losesLinksOrCode(passage, output)) return "links-or-code-lost";
  if (request.keepsLinksAndCode && place !== "code" && changesStructure(passage, output)) return "structure-broken";
  return losesTerms(output, request) ? "terms-lost" : null;
}

/**
 * Checks a whole answer against what was asked; null when it can be offered. What a person can see and judge in the
 * diff is left to them: this refuses only what would break the page, or is no answer at all. An answer that was cut
 * off may end within a block of code: what closes it is added.
 */
export function findInvalidOutput(
  output: string,
  request: ActionRequest,
  { isCut }: { isCut: boolean } = { isCut: false },
): InvalidOutput | null {
  if (output.trim() === "") return "empty";
  if (hasLeftovers(output, request)) return "prompt-leftovers";
  if (request.answer === "outline") return isUnreadableOutline(output, request) ? "outline-unreadable" : null;
  const isBalanced = readFences(output).open === null;
  if (breaksPlace(output, request)) return "structure-broken";
  if (request.place !== "code" && !isCut && !isBalanced && readFences(request.passage).open === null)
    return "fences-unbalanced";
  if (request.answer === "page")
    return damagesFrontMatter("", output, { isTranslation: false }) ? "front-matter-damaged" : null;
  return request.answer === "continuation" ? null : findBrokenPassage(output, request);
}
