import type { Span } from "./block-map.ts";

export type Edit = Span & { readonly text: string };

/** Puts edits into a text; of two that overlap, the first counts. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let at = 0;
  let edited = "";
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at) continue;
    edited += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return edited + text.slice(at);
}
