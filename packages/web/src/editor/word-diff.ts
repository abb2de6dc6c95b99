import { presentableDiff } from "@codemirror/merge";

/** A run of text that both sides have, or only the old (removed) or the new one (added). */
export type DiffPart = { type: "same" | "removed" | "added"; text: string };

/**
 * What changed between two texts, word by word. The same and removed parts make the old text, same and added the
 * new.
 */
export function wordDiff(before: string, after: string): DiffPart[] {
  const parts: DiffPart[] = [];
  const add = (type: DiffPart["type"], text: string): void => {
    if (text !== "") parts.push({ type, text });
  };
  let done = 0;
  for (const change of presentableDiff(before, after)) {
    add("same", before.slice(done, change.fromA));
    add("removed", before.slice(change.fromA, change.toA));
    add("added", after.slice(change.fromB, change.toB));
    done = change.toA;
  }
  add("same", before.slice(done));
  return parts;
}
