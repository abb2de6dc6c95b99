import type { EditorState, Extension } from "@codemirror/state";
import { showTooltip, type Tooltip } from "@codemirror/view";
import { aiRange } from "./ai-range.ts";

/** Shows an element beside the end of the selection, as long as there is one and no review is open. */
export function aiButtonPlace(element: HTMLElement): Extension {
  const create = (): { dom: HTMLElement } => ({ dom: element });
  return showTooltip.compute(["selection", aiRange], (state: EditorState): Tooltip | null => {
    const { main } = state.selection;
    const isReviewing = (state.field(aiRange)?.host ?? null) !== null;
    if (main.empty || state.readOnly || isReviewing) return null;
    return { pos: main.head, above: main.head < main.anchor, create };
  });
}
