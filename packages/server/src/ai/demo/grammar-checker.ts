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

/** What the checker has to say about a piece of English Markdown; its places are UTF-16 offsets, as ours are. */
async function checkEnglish(text: string): Promise<Finding[]> {
  const linter = await loadChecker();
  const byRule = await linter.organizedLints(text, { language: "markdown", dedup: false }).catch((cause: unknown) => {
    // After a panic nothing that it says can be trusted: the next text gets a new one.
    loading = null;
    throw new Error("the grammar checker gave up", { cause });
  });
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
        start: span.start,
        end: span.end,
        problem,
        replacements,
      });
      lint.free();
    }
  }
  return findings;
}

/** More characters at once make the checker no faster. */
const charactersAtOnce = 4_000;

/** Checks texts without blank lines as paragraphs of one; what is found is told for each, by its own places. */
export async function checkTogether(texts: readonly string[]): Promise<Finding[][]> {
  const found: Finding[][] = texts.map(() => []);
  for (let first = 0; first < texts.length; ) {
    const starts: number[] = [];
    let joined = "";
    for (let index = first; index < texts.length; index++) {
      const text = texts[index] ?? "";
      if (joined !== "" && joined.length + text.length > charactersAtOnce) break;
      starts.push(joined.length);
      joined += `${text}\n\n`;
    }
    for (const finding of await checkEnglish(joined)) {
      const at = starts.findLastIndex((start) => start <= finding.start);
      const start = starts[at] ?? 0;
      const isWithin = finding.end <= start + (texts[first + at]?.length ?? 0);
      if (isWithin) found[first + at]?.push({ ...finding, start: finding.start - start, end: finding.end - start });
    }
    first += starts.length;
  }
  return found;
}
