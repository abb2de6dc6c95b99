import type { LocalLinter } from "harper.js";
import type { Finding } from "./spelling.ts";

let loading: Promise<LocalLinter> | null = null;

/** Loads the checker on first use: it takes a second or two and some 300 MB, which go when this thread ends. */
async function load(): Promise<LocalLinter> {
  const [{ LocalLinter }, { binary }] = await Promise.all([import("harper.js"), import("harper.js/binary")]);
  const linter = new LocalLinter({ binary });
  await linter.setup();
  return linter;
}

/** Loads the checker, so that the first text does not wait for it. */
export async function loadChecker(): Promise<LocalLinter> {
  loading ??= load();
  return await loading;
}

/** For each character of a text that the checker counts, where it stands in UTF-16; null where both count alike. */
function offsetsOf(text: string): number[] | null {
  if (!/[\uD800-\uDFFF]/.test(text)) return null;
  const offsets: number[] = [];
  let at = 0;
  for (const character of text) {
    offsets.push(at);
    at += character.length;
  }
  offsets.push(at);
  return offsets;
}

/** What the checker has to say about a piece of English Markdown. */
export async function checkEnglish(text: string): Promise<Finding[]> {
  const linter = await loadChecker();
  const byRule = await linter.organizedLints(text, { language: "markdown", dedup: false });
  const offsets = offsetsOf(text);
  const placeOf = (counted: number) => offsets?.[counted] ?? counted;
  const findings: Finding[] = [];
  for (const [rule, lints] of Object.entries(byRule)) {
    for (const lint of lints) {
      const span = lint.span();
      const problem = lint.get_problem_text();
      const replacements = lint.suggestions().map((suggestion) => {
        // 0 replaces, 1 removes, 2 inserts after what was found.
        const replacement = suggestion.get_replacement_text();
        return suggestion.kind() === 1 ? "" : suggestion.kind() === 2 ? problem + replacement : replacement;
      });
      findings.push({
        rule,
        kind: lint.lint_kind(),
        start: placeOf(span.start),
        end: placeOf(span.end),
        problem,
        replacements,
      });
      lint.free();
    }
  }
  return findings;
}
