import { isolateHistory } from "@codemirror/commands";
import {
  Annotation,
  EditorState,
  type Extension,
  StateEffect,
  StateField,
  type TransactionSpec,
} from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

/**
 * The text that an AI action is about, marked in the page; an empty one is a cursor. `host`, while there is one, is
 * an element shown below it: the review panel lives there. `ghost` stands at the end of the range, in the line: what is
 * written at a cursor streams there. The text under review is in these elements and never in the page, so history,
 * autosave and export do not know it (RULES R9.3).
 */
export type AiRange = { from: number; to: number; host: HTMLElement | null; ghost?: HTMLElement };

export const setAiRange = StateEffect.define<AiRange | null>();
const accepting = Annotation.define<boolean>();

class ElementWidget extends WidgetType {
  readonly #host: HTMLElement;

  constructor(host: HTMLElement) {
    super();
    this.#host = host;
  }

  override eq(other: ElementWidget): boolean {
    return other.#host === this.#host;
  }

  override toDOM(): HTMLElement {
    return this.#host;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

const mark = Decoration.mark({ class: "dokly-ai-range" });

function decorationsOf(range: AiRange | null, state: EditorState): DecorationSet {
  if (range === null) return Decoration.none;
  const ranges = range.from < range.to ? [mark.range(range.from, range.to)] : [];
  if (range.ghost !== undefined) {
    ranges.push(Decoration.widget({ widget: new ElementWidget(range.ghost), side: 1 }).range(range.to));
  }
  if (range.host !== null) {
    const widget = Decoration.widget({ widget: new ElementWidget(range.host), block: true, side: 2 });
    ranges.push(widget.range(state.doc.lineAt(range.to).to));
  }
  return Decoration.set(ranges, true);
}

/** The marked range; it moves with edits around it. */
export const aiRange = StateField.define<AiRange | null>({
  create: () => null,
  update(range, transaction) {
    for (const effect of transaction.effects) if (effect.is(setAiRange)) return effect.value;
    if (range === null || !transaction.docChanged) return range;
    const { changes } = transaction;
    const from = changes.mapPos(range.from, 1);
    return { ...range, from, to: Math.max(from, changes.mapPos(range.to, -1)) };
  },
  provide: (field) =>
    EditorView.decorations.compute([field, "doc"], (state) => decorationsOf(state.field(field), state)),
});

/** While a review is open the text it is about can not be edited; everything around it can. */
const protectReviewed = EditorState.changeFilter.of((transaction) => {
  const range = transaction.startState.field(aiRange);
  if (range === null || range.host === null || transaction.annotation(accepting) === true) return true;
  return [range.from, range.to];
});

export const aiRangeExtension: Extension = [aiRange, protectReviewed];

/** Replaces the reviewed text in one step, which one undo takes back, and ends the review. */
export function acceptance(state: EditorState, text: string): TransactionSpec | null {
  const range = state.field(aiRange);
  if (range === null) return null;
  const insert = state.toText(text);
  return {
    changes: { from: range.from, to: range.to, insert },
    selection: { anchor: range.from + insert.length },
    effects: setAiRange.of(null),
    annotations: [accepting.of(true), isolateHistory.of("full")],
    userEvent: "input.ai",
    scrollIntoView: true,
  };
}
