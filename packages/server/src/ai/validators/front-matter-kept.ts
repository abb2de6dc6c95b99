function frontMatterOf(text: string): string {
  return /^---[ \t]*\n[\s\S]*?\n(?:---|\.\.\.)[ \t]*(?=\n|$)/.exec(text)?.[0] ?? "";
}

/** The keys of each line, in order; lines without one count as such. */
function keysOf(lines: string): string {
  return lines
    .split("\n")
    .map((line) => /^\s*(?:-\s+)?(?:"[^"]*"|'[^']*'|[\w.$-]+)\s*:(?=\s|$)/.exec(line)?.[0].trim() ?? "")
    .join("\n");
}

/** Values that are no prose: numbers, dates, switches, paths and addresses. */
function settingsOf(lines: string): string {
  return lines
    .split("\n")
    .map((line) => /:\s+(["']?)([\d][\d.:TZ+-]*|true|false|null|(?:https?:|\.{0,2}\/)\S*)\1\s*$/.exec(line)?.[2] ?? "")
    .join("\n");
}

function isWithoutKeys(lines: string): boolean {
  return keysOf(lines).replaceAll("\n", "") === "";
}

/** Whether an answer that stands within one value brings what YAML would read as something else. */
function addsSyntax(passage: string, output: string): boolean {
  const marks = [": ", " #", '"', "'", "{", "}", "[", "]", "`", "|", ">", "&", "*"];
  return (
    marks.some((mark) => output.includes(mark) && !passage.includes(mark)) ||
    output.endsWith(":") !== passage.endsWith(":")
  );
}

/** Whether a selection inside of front matter comes back as other front matter than it was, apart from its words. */
export function damagesFrontMatterLines(passage: string, output: string): boolean {
  if (keysOf(passage) !== keysOf(output) || settingsOf(passage) !== settingsOf(output)) return true;
  return isWithoutKeys(passage) && addsSyntax(passage, output);
}

/** Whether the front matter at the beginning of a passage is damaged: translated values may differ, all else stays. */
export function damagesFrontMatter(
  passage: string,
  output: string,
  { isTranslation }: { isTranslation: boolean },
): boolean {
  const before = frontMatterOf(passage);
  if (before === "") return frontMatterOf(output) !== "";
  if (!isTranslation) return !output.startsWith(before);
  const after = frontMatterOf(output);
  return after === "" || keysOf(before) !== keysOf(after) || settingsOf(before) !== settingsOf(after);
}
