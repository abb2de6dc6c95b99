import type { EditorView } from "@codemirror/view";
import { useState } from "react";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import { type AiRange, acceptance, aiRange, setAiRange } from "./ai-range.ts";
import { isEnded, isRunning } from "./run-state.ts";
import type { EditorRange } from "./use-ai-menu.ts";
import type { useAiRun } from "./use-ai-run.ts";

const words = strings.editor.said;

/** Where the reviewed text stands now, or null. */
const rangeIn = (view: EditorView | null): AiRange | null => view?.state.field(aiRange) ?? null;

/** The review of a run in the page: the panel's place, and what its ends do to the text. */
export function useReview(view: EditorView | null, runner: ReturnType<typeof useAiRun>) {
  const { run } = runner;
  const [host, setHost] = useState<HTMLElement | null>(null);
  const range = rangeIn(view);
  const isStale =
    run !== null && (range === null || view === null || view.state.sliceDoc(range.from, range.to) !== run.original);

  const end = (): void => {
    runner.close();
    setHost(null);
    view?.dispatch({ effects: setAiRange.of(null) });
    view?.focus();
  };
  const accept = (): void => {
    if (view === null || run === null || isStale || !isEnded(run.state) || run.state.text === "") return;
    const spec = acceptance(view.state, run.state.text);
    if (spec === null) return;
    view.dispatch(spec);
    end();
    announce(words.accepted);
  };
  const discard = (): void => {
    const now = rangeIn(view);
    end();
    // The same text can be tried with another action at once.
    if (now !== null) view?.dispatch({ selection: { anchor: now.from, head: now.to } });
    announce(words.discarded);
  };
  return {
    host,
    isStale,
    end,
    accept,
    discard,
    /** Puts the panel below a range and keeps the range from being edited. */
    place: (placed: EditorRange): void => {
      const element = document.createElement("div");
      element.className = "dokly-ai-host";
      // A selection would be drawn around the panel, too.
      view?.dispatch({ effects: setAiRange.of({ ...placed, host: element }), selection: { anchor: placed.to } });
      setHost(element);
    },
    range: () => rangeIn(view),
    /** Enter and Escape of the editor, while a review is open at the cursor; false leaves them to the editor. */
    keys: {
      acceptReview: (): boolean => {
        const now = rangeIn(view);
        const head = view?.state.selection.main.head ?? -1;
        if (run?.state.phase !== "review" || now === null || head < now.from || head > now.to) return false;
        accept();
        return true;
      },
      leaveReview: (): boolean => {
        if (run === null) return false;
        if (isRunning(run.state)) runner.cancel();
        else discard();
        return true;
      },
    },
  };
}
