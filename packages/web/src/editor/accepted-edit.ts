import { isolateHistory } from "@codemirror/commands";
import type { EditorState, TransactionSpec } from "@codemirror/state";
import { findOnly } from "./kept-run.ts";

/** An AI text that was put into the page: where, and what stood there before. */
export type AcceptedEdit = { action: string; from: number; inserted: string; original: string };

/**
 * Brings back what an accepted text replaced, in one step; null where that text was edited or taken back since, or can
 * not be told from another.
 */
export function withdrawal(state: EditorState, edit: AcceptedEdit): TransactionSpec | null {
  const from = edit.inserted === "" ? null : findOnly(state.doc.toString(), edit.inserted, edit.from);
  if (from === null) return null;
  return {
    changes: { from, to: from + edit.inserted.length, insert: state.toText(edit.original) },
    selection: { anchor: from + edit.original.length },
    annotations: isolateHistory.of("full"),
    userEvent: "undo.ai",
    scrollIntoView: true,
  };
}
