import type { EditorState, Extension } from "@codemirror/state";
import { type EditorView, type Rect, showTooltip, type Tooltip } from "@codemirror/view";
import { aiRange } from "./ai-range.ts";

/** What the button needs between itself and the edge of the text, in pixels. */
const roomAtEdge = 40;

/**
 * Shows an element beside the end of the selection, as long as there is one and no review is open; at the cursor while
 * the menu is open there.
 */
export function aiButtonPlace(element: HTMLElement): Extension {
  const create = (view: EditorView) => ({ dom: element, getCoords: (position: number) => inSight(view, position) });
  return showTooltip.compute(["selection", aiRange], (state: EditorState): Tooltip | null => {
    const { main } = state.selection;
    const range = state.field(aiRange);
    if (state.readOnly || (range?.host ?? null) !== null) return null;
    if (main.empty) return range === null ? null : { pos: range.to, above: false, create };
    return { pos: main.head, above: main.head < main.anchor, create };
  });
}

/**
 * Where a position is on screen. One that is scrolled away counts as at the edge that it lies beyond: the button of a
 * selection that is longer than the screen is there to press all the same.
 */
function inSight(view: EditorView, position: number): Rect {
  const box = view.scrollDOM.getBoundingClientRect();
  const found = view.coordsAtPos(position);
  const isBelow = found === null ? position > view.viewport.to : found.bottom > box.bottom;
  const isAbove = found === null ? position < view.viewport.from : found.top < box.top;
  if (found !== null && !isBelow && !isAbove) return found;
  const left = found?.left ?? view.contentDOM.getBoundingClientRect().left;
  const edge = isBelow ? box.bottom - roomAtEdge : box.top + roomAtEdge;
  return { left, right: left, top: edge, bottom: edge };
}
