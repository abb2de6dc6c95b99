/** One cell; numbers are aligned at their end. */
type Cell = string | number | bigint | null;

/**
 * Rows under their heads, aligned, without a frame: what a person reads, and `cut` and `awk` can. No colours.
 *
 * @example
 * textTable(["kind", "credits"], [["improve", 2n]]); // "kind     credits\nimprove        2\n"
 */
export function textTable(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => row.map((cell) => (cell === null ? "–" : String(cell))));
  const widths = heads.map((head, column) => Math.max(head.length, ...texts.map((row) => row[column]?.length ?? 0)));
  const isNumber = heads.map((_, column) =>
    rows.some((row) => typeof row[column] !== "string" && row[column] !== null),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return [heads, ...texts].map((cells) => `${line(cells)}\n`).join("");
}

/** Names and their values, one a line, the values aligned. */
export function textFields(fields: readonly (readonly [name: string, value: Cell])[]): string {
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields.map(([name, value]) => `${name.padEnd(width)}  ${value === null ? "–" : String(value)}\n`).join("");
}
