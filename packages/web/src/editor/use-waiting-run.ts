import type { EditorView } from "@codemirror/view";
import type { ActionKind, AiOptions } from "@dokly/contract";
import { useState } from "react";
import type { TopUpNeed } from "../top-up/shortfall-figures.tsx";
import { aiRange, setAiRange } from "./ai-range.ts";
import { findOriginal } from "./kept-run.ts";
import type { EditorRange } from "./selected-text.ts";
import { type WaitingRun, waitingRunPlace } from "./waiting-run.ts";

/** How much of the page before a run's place is remembered, to find the place again. */
export const beforeLength = 60;

/** What was asked for: a kind with its options, and the most that its shown price allowed. */
export type AskedRun = { kind: ActionKind; options: AiOptions; high: number };

/**
 * The action that waits for credits. Its text stays marked on the page and moves with edits around it; it is
 * remembered in the browser too, because the checkout may open in this tab, and comes back as `remembered`.
 */
export function useWaitingRun(options: { workspace: string; path: string; view: EditorView | null }) {
  const { workspace, path, view } = options;
  const [place] = useState(() => waitingRunPlace(localStorage, workspace, path));
  const [waiting, setWaiting] = useState<{ need: TopUpNeed; asked: AskedRun } | null>(null);
  const [remembered, setRemembered] = useState<WaitingRun | null>(() => place.read(Date.now()));

  const dismiss = (): void => {
    place.clear();
    setRemembered(null);
  };
  const end = (): void => {
    dismiss();
    setWaiting(null);
    view?.dispatch({ effects: setAiRange.of(null) });
  };
  return {
    waiting,
    remembered,
    dismiss,
    /** Keeps an action and its text until there are credits for it. */
    wait: (need: TopUpNeed, asked: AskedRun, range: EditorRange): void => {
      setWaiting({ need, asked });
      setRemembered(null);
      if (view === null) return;
      view.dispatch({ effects: setAiRange.of({ from: range.from, to: range.to, host: null }) });
      const original = view.state.sliceDoc(range.from, range.to);
      const before = view.state.sliceDoc(Math.max(0, range.from - beforeLength), range.from);
      place.write({ ...asked, original, before, from: range.from, askedAt: Date.now() });
    },
    /** Where the text of the waiting action stands now. */
    range: (): EditorRange | null => view?.state.field(aiRange) ?? null,
    /** The same for the remembered one; null where its text is gone. */
    rememberedRange: (): EditorRange | null => {
      if (remembered === null || view === null) return null;
      const from = findOriginal(view.state.doc.toString(), remembered);
      return from === null ? null : { from, to: from + remembered.original.length };
    },
    /** The person runs it, or lets it go. */
    end,
    /** The prompt is closed: while a payment is under way the action goes on waiting, and is offered on its page. */
    close: (isPaying: boolean): void => {
      const kept = isPaying ? place.read(Date.now()) : null;
      end();
      if (kept === null) return;
      place.write(kept);
      setRemembered(kept);
    },
  };
}
