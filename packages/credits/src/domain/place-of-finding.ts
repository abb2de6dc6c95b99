/** The stored row that a finding is about. */
export type FindingPlace = {
  /** Of the engine's tables. */
  readonly table: string;
  /** What names the row within its workspace: a number, or the words of its key. Empty: the workspace's only one. */
  readonly row: string;
  /** Null: the row as a whole. */
  readonly column: string | null;
};

const numbered: Readonly<Record<string, string>> = {
  transfer: "transfers",
  lot: "lots",
  hold: "holds",
  action: "actions",
};

/**
 * Reads the place out of a finding's sentence.
 *
 * @example
 * placeOfFinding("lot 4 available"); // { table: "lots", row: "4", column: "available" }
 */
export function placeOfFinding(what: string): FindingPlace {
  const [first = "", second = "", ...rest] = what.split(" ");
  const table = numbered[first];
  if (table !== undefined) return { table, row: second, column: rest[0] ?? null };
  if (first === "usage") return { table: `usage_${second}s`, row: rest.join(" ").trim(), column: null };
  if (first === "operation") return { table: "operations", row: [second, ...rest].join(" "), column: null };
  if (first === "limit") {
    const words = [second, ...rest];
    return { table: "limit_counters", row: words.slice(0, -1).join(" "), column: words.at(-1) ?? null };
  }
  return { table: "accounts", row: "", column: second === "" ? null : second };
}
