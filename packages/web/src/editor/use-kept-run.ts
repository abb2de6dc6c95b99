import type { EditorView } from "@codemirror/view";
import { useState } from "react";
import { getOutput } from "../api/ai.ts";
import { findOriginal, type KeptRun, type KeptRunPlace } from "./kept-run.ts";
import type { EditorRange } from "./selected-text.ts";

/** Offers a run again that was begun here before and never decided about; it may still be writing. */
export function useKeptRun(options: {
  workspace: string;
  place: KeptRunPlace;
  view: EditorView | null;
  onShow: (run: KeptRun, range: EditorRange) => void;
}) {
  const { workspace, place, view } = options;
  const [run, setRun] = useState<KeptRun | null>(() => place.read(Date.now()));
  return {
    run,
    /** Shows it in its place and returns null; returns the text where its place is gone. */
    show: async (): Promise<string | null> => {
      if (run === null || view === null) return null;
      const from = findOriginal(view.state.doc.toString(), run);
      if (from === null) {
        const { text } = await getOutput(workspace, run.actionId);
        setRun(null);
        return text;
      }
      setRun(null);
      options.onShow(run, { from, to: from + run.original.length });
      return null;
    },
    dismiss: (): void => {
      place.clear();
      setRun(null);
    },
  };
}
