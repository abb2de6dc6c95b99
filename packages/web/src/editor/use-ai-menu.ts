import type { EditorView } from "@codemirror/view";
import { type Estimate, selectionLengthMax } from "@dokly/contract";
import { useEffect, useEffectEvent, useState } from "react";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import { setAiRange } from "./ai-range.ts";
import type { PageSession } from "./page-session.ts";
import { withoutOuterSpace } from "./selected-text.ts";
import { useEstimates } from "./use-estimates.ts";

/** A range in the editor's offsets. */
export type EditorRange = { from: number; to: number };

const words = strings.editor.ai;

/**
 * The AI menu of a page: the selection that it was opened on, every kind's estimate for it, and the text that would be
 * replaced, marked in the page while the menu is open.
 */
export function useAiMenu(options: {
  workspace: string;
  path: string;
  session: PageSession;
  view: EditorView | null;
  isReviewing: boolean;
}) {
  const { workspace, path, session, view, isReviewing } = options;
  const [selection, setSelection] = useState<EditorRange | null>(null);
  const [ask, setAsk] = useState(0);
  const estimates = useEstimates({ workspace, path, session, selection, ask });
  const { data } = estimates;

  /** The selection, as the server widened it to whole inline Markdown. */
  const rangeOf = (estimate: Estimate | undefined): EditorRange | null => {
    if (selection === null || data === undefined || estimate?.range === undefined) return selection;
    return { from: data.map.toEditor(estimate.range.start), to: data.map.toEditor(estimate.range.end) };
  };

  const mark = useEffectEvent(() => {
    const range = rangeOf(data === undefined ? undefined : Object.values(data.items)[0]);
    if (range !== null && !isReviewing) view?.dispatch({ effects: setAiRange.of({ ...range, host: null }) });
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a mark belongs to one selection and its estimates.
  useEffect(() => mark(), [selection, data]);

  const openOn = (range: EditorRange): void => {
    setSelection(range);
    setAsk((count) => count + 1);
  };
  const open = (): void => {
    if (view === null || isReviewing || view.state.readOnly) return;
    const { from, to } = view.state.selection.main;
    const selected = withoutOuterSpace(view.state.sliceDoc(from, to), from);
    if (selected === null) announce(words.selectFirst);
    else openOn(selected);
  };
  const widest = rangeOf(data === undefined ? undefined : Object.values(data.items)[0]);
  return {
    estimates,
    rangeOf,
    open,
    openOn,
    /** Forgets the selection; the mark in the page stays with whoever goes on with it. */
    forget: () => setSelection(null),
    hasSelection: selection !== null,
    isWidened: widest !== null && selection !== null && (widest.from < selection.from || widest.to > selection.to),
    refusal:
      selection !== null && selection.to - selection.from > selectionLengthMax
        ? words.tooLong(selectionLengthMax)
        : null,
  };
}
