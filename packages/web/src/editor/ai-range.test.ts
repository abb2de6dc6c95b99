import { history, undo } from "@codemirror/commands";
import { EditorState, type TransactionSpec } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { acceptance, aiRange, aiRangeExtension, setAiRange } from "./ai-range.ts";

/** Enough of a view for commands: a state, and a way to change it. */
function editing(doc: string) {
  let state = EditorState.create({ doc, extensions: [history(), aiRangeExtension] });
  const target = {
    get state() {
      return state;
    },
    dispatch(...specs: TransactionSpec[]) {
      state = state.update(...specs).state;
    },
  };
  return target;
}
const host = {} as HTMLElement;

describe("a reviewed range", () => {
  it("moves with edits around it and can not be edited itself", () => {
    const editor = editing("one two three");
    editor.dispatch({ effects: setAiRange.of({ from: 4, to: 7, host }) });
    editor.dispatch({ changes: { from: 0, to: 3, insert: "first" } });
    editor.dispatch({ changes: { from: 7, to: 8, insert: "X" } });
    expect(editor.state.doc.toString()).toBe("first two three");
    expect(editor.state.field(aiRange)).toMatchObject({ from: 6, to: 9 });
  });

  it("R9.3: is accepted in one step, which one undo takes back", () => {
    const editor = editing("one two three");
    editor.dispatch({ changes: { from: 13, insert: "!" }, userEvent: "input.type" });
    editor.dispatch({ effects: setAiRange.of({ from: 4, to: 7, host }) });
    const spec = acceptance(editor.state, "2\r\nand a half");
    if (spec === null) throw new Error("there is a range to accept");
    editor.dispatch(spec);
    expect(editor.state.doc.toString()).toBe("one 2\nand a half three!");
    expect(editor.state.field(aiRange)).toBeNull();
    undo({ state: editor.state, dispatch: (transaction) => editor.dispatch(transaction as TransactionSpec) });
    expect(editor.state.doc.toString()).toBe("one two three!");
  });
});
