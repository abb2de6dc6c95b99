export type Fences = {
  readonly count: number /** What closes the block that is still open; null where none is. */;
  readonly open: string | null;
};

/** Finds the fenced blocks of a text, also those in lists and quotes. */
export function readFences(text: string): Fences {
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
  return { count, open };
}

/** A text without the lines of its fenced blocks: what is prose and structure. */
export function withoutFences(text: string): string {
  const lines: string[] = [];
  let open: string | null = null;
  for (const line of text.split("\n")) {
    const before: string | null = open;
    open = readFences(before === null ? line : `${before}\n${line}`).open;
    if (before === null && open === null) lines.push(line);
  }
  return lines.join("\n");
}
