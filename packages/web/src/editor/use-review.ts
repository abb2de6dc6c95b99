import type { EditorView } from "@codemirror/view";
import { useState } from "react";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import type { AcceptedEdit } from "./accepted-edit.ts";
import { type AiRange, acceptance, aiRange, setAiRange } from "./ai-range.ts";
import { isEnded, isRunning } from "./run-state.ts";
import type { EditorRange } from "./selected-text.ts";
import type { useAiRun } from "./use-ai-run.ts";
import { useChangeChoice } from "./use-change-choice.ts";

const words = strings.editor.said;

/** Where the reviewed text stands now, or null. */
const rangeIn = (view: EditorView | null): AiRange | null => view?.state.field(aiRange) ?? null;

/** The elements that the editor keeps for a run: below its text, and at the cursor it writes at. */
type Places = { host: HTMLElement; ghost: HTMLElement | null };

/** The review of a run in the page: the panel's place, and what its ends do to the text. */
export function useReview(
  view: EditorView | null,
  runner: ReturnType<typeof useAiRun>,
  onAccepted: (edit: AcceptedEdit) => void,
) {
  const { run } = runner;
  const [places, setPlaces] = useState<Places | null>(null);
  const choice = useChangeChoice(
    run?.state.phase === "review" ? { kind: run.kind, original: run.original, text: run.state.text } : null,
  );
  const range = rangeIn(view);
  const isStale =
    run !== null && (range === null || view === null || view.state.sliceDoc(range.from, range.to) !== run.original);

  const end = (): void => {
    runner.close();
    setPlaces(null);
    view?.dispatch({ effects: setAiRange.of(null) });
    view?.focus();
  };
  /** Puts the text into the page in one step: the chosen changes, or as much as came of a stopped run. */
  const accept = (): void => {
    if (view === null || run === null || isStale || !isEnded(run.state) || run.state.text === "") return;
    const inserted = choice.text ?? run.state.text;
    const spec = acceptance(view.state, inserted);
    if (spec === null || range === null) return;
    view.dispatch(spec);
    onAccepted({ action: run.state.action.id, from: range.from, inserted, original: run.original });
    end();
  };
  const discard = (): void => {
    const now = rangeIn(view);
    end();
    // The same text can be tried with another action at once.
    if (now !== null) view?.dispatch({ selection: { anchor: now.from, head: now.to } });
    announce(words.discarded);
  };
  const acceptAndSay = (): void => {
    // With every change dropped there is nothing to put into the page.
    if (choice.text === run?.original) discard();
    else {
      accept();
      announce(words.accepted);
    }
  };
  return {
    places,
    choice,
    isStale,
    end,
    /** Puts the text into the page without a word. */
    insert: accept,
    accept: acceptAndSay,
    discard,
    /** Puts the panel below a range and keeps the range from being edited; what is empty gets a ghost at its place. */
    place: (placed: EditorRange): void => {
      const host = elementOf("div", "dokly-ai-host");
      const ghost = placed.from === placed.to ? elementOf("span", "dokly-ai-ghost") : null;
      const effect = setAiRange.of({ ...placed, host, ...(ghost !== null && { ghost }) });
      // A selection would be drawn around the panel, too.
      view?.dispatch({ effects: effect, selection: { anchor: placed.to } });
      setPlaces({ host, ghost });
    },
    range: () => rangeIn(view),
    /** Enter and Escape of the editor, while a review is open at the cursor; false leaves them to the editor. */
    keys: {
      acceptReview: (): boolean => {
        const now = rangeIn(view);
        const head = view?.state.selection.main.head ?? -1;
        if (run?.state.phase !== "review" || now === null || head < now.from || head > now.to) return false;
        acceptAndSay();
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

function elementOf(name: "div" | "span", className: string): HTMLElement {
  const element = document.createElement(name);
  element.className = className;
  return element;
}
