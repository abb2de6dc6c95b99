/** How much of a group of pages is selected. */
export type Share = "none" | "some" | "all";

/** How many of `paths` are selected. */
export function shareSelected(paths: readonly string[], selected: ReadonlySet<string>): Share {
  const count = paths.filter((path) => selected.has(path)).length;
  return count === 0 ? "none" : count === paths.length ? "all" : "some";
}

/** The selection with `paths` in it, or without them. */
export function selectAll(selected: ReadonlySet<string>, paths: readonly string[], isOn: boolean): ReadonlySet<string> {
  const next = new Set(selected);
  for (const path of paths) {
    if (isOn) next.add(path);
    else next.delete(path);
  }
  return next;
}

/**
 * The paths from one row to another, both included, in whichever order they were named; only `to` where `from` is not
 * listed any more.
 *
 * @example pathsBetween(["a", "b", "c", "d"], "d", "b") // ["b", "c", "d"]
 */
export function pathsBetween(listed: readonly string[], from: string | null, to: string): readonly string[] {
  const ends = [from === null ? -1 : listed.indexOf(from), listed.indexOf(to)];
  return ends.includes(-1) ? [to] : listed.slice(Math.min(...ends), Math.max(...ends) + 1);
}
