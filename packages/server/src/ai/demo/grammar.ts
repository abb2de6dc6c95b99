import { type Lint, LocalLinter } from "harper.js";
import { binary } from "harper.js/binary";

/**
 * Kinds of findings that are mistakes; matters of taste (style, title case, word choice) stay as the writer wanted
 * them.
 */
const mistakes: ReadonlySet<string> = new Set([
  "Agreement",
  "BoundaryError",
  "Eggcorn",
  "Grammar",
  "Malapropism",
  "Miscellaneous",
  "Nonstandard",
  "Punctuation",
  "Repetition",
  "Spelling",
  "Typo",
  "Usage",
  "WordChoice",
  "WordOrder",
]);
/** One correction can uncover the next ("She dont likes"); more rounds than this have not been seen to help. */
const roundsMax = 3;

type Correction = { readonly start: number; readonly end: number; readonly text: string };

let linter: LocalLinter | null = null;

async function loadLinter(): Promise<LocalLinter> {
  if (linter === null) {
    linter = new LocalLinter({ binary });
    await linter.setup();
  }
  return linter;
}

/** The correction that a finding stands for; null for matters of taste and for words that may be names. */
function correctionOf(lint: Lint): Correction | null {
  const kind = lint.lint_kind();
  const suggestion = lint.suggestions()[0];
  const problem = lint.get_problem_text();
  if (suggestion === undefined || !mistakes.has(kind) || problem.includes("`")) return null;
  if (kind === "Spelling" && /[\p{Lu}\d_./-]/u.test(problem.slice(1))) return null;
  if (kind === "Spelling" && /^\p{Lu}/u.test(problem)) return null;
  const span = lint.span();
  const replacement = suggestion.get_replacement_text();
  // 0 replaces, 1 removes, 2 inserts after the finding.
  if (suggestion.kind() === 2) return { start: span.end, end: span.end, text: replacement };
  return { start: span.start, end: span.end, text: suggestion.kind() === 1 ? "" : replacement };
}

/** A text in which so large a part of the words is unknown is in another language, and no list of mistakes. */
const unknownWordsPercentMax = 35;

function isForeign(text: string, lints: readonly Lint[]): boolean {
  const words = text.match(/\p{L}+/gu)?.length ?? 0;
  const unknown = lints.filter((lint) => lint.lint_kind() === "Spelling").length;
  return unknown * 100 > words * unknownWordsPercentMax;
}

async function correctOnce(text: string): Promise<string> {
  const lints = await (await loadLinter()).lint(text, { language: "markdown" });
  if (isForeign(text, lints)) return text;
  // The checker counts characters where JavaScript counts UTF-16 units.
  const characters = Array.from(text);
  const corrections = lints.map(correctionOf).filter((one) => one !== null);
  let end = characters.length;
  for (const one of corrections.sort((a, b) => b.start - a.start)) {
    if (one.end > end) continue;
    characters.splice(one.start, one.end - one.start, one.text);
    end = one.start;
  }
  return characters.join("");
}

/** Mends spelling and grammar of English Markdown by a real checker; other languages come back as they are. */
export async function correctGrammar(markdown: string): Promise<string> {
  let text = markdown;
  for (let round = 0; round < roundsMax; round++) {
    const corrected = await correctOnce(text);
    if (corrected === text) return text;
    text = corrected;
  }
  return text;
}
