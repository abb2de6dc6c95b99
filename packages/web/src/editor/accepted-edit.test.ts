import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { withdrawal } from "./accepted-edit.ts";

const edit = { action: "act_1", from: 2, inserted: "the end", original: "teh end" };

function after(doc: string): string | null {
  const state = EditorState.create({ doc });
  const spec = withdrawal(state, edit);
  return spec === null ? null : state.update(spec).state.doc.toString();
}

describe("withdrawal", () => {
  it("brings the old text back where the new one stands, also when it moved", () => {
    expect(after("# the end.")).toBe("# teh end.");
    expect(after("Now, # the end.")).toBe("Now, # teh end.");
  });

  it("touches nothing when the new text was edited, undone, or stands there twice", () => {
    expect(after("# the very end.")).toBeNull();
    expect(after("# teh end.")).toBeNull();
    expect(after("New. the end, the end")).toBeNull();
  });
});
