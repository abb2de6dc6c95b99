import type { EditorView } from "@codemirror/view";
import type { Action } from "@dokly/contract";
import { useState } from "react";
import { getOutput } from "../api/ai.ts";
import { findOriginal, type KeptRun, type KeptRunPlace } from "./kept-run.ts";
import type { EditorRange } from "./use-ai-menu.ts";
import type { ActiveRun } from "./use-ai-run.ts";

const phases = { succeeded: "review", cancelled: "stopped", failed: "failed", running: "stopped" } as const;

/** Offers the text of a run again that was begun here before and never decided about. */
export function useKeptRun(options: {
  workspace: string;
  place: KeptRunPlace;
  view: EditorView | null;
  onShow: (shown: Omit<ActiveRun, "request">, range: EditorRange, action: Action) => void;
}) {
  const { workspace, place, view } = options;
  const [run, setRun] = useState<KeptRun | null>(() => place.read());
  return {
    run,
    /** Shows it in its place and returns null; returns the text where its place is gone. */
    show: async (): Promise<string | null> => {
      if (run === null || view === null) return null;
      const { action, text } = await getOutput(workspace, run.actionId);
      const from = findOriginal(view.state.doc.toString(), run);
      setRun(null);
      if (from === null) return text;
      const { kind, original } = run;
      const state = { phase: phases[action.status], text, held: null, action };
      options.onShow({ kind, original, state }, { from, to: from + original.length }, action);
      return null;
    },
    dismiss: (): void => {
      place.clear();
      setRun(null);
    },
  };
}
