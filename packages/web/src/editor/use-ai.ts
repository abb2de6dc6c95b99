import type { EditorView } from "@codemirror/view";
import type { Action, Estimate, Kind } from "@dokly/contract";
import { useEffect, useEffectEvent, useState } from "react";
import { isProblem } from "../api/problem.ts";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import type { TopUpNeed } from "../top-up/shortfall-figures.tsx";
import { setAiRange } from "./ai-range.ts";
import type { ToConfirm } from "./confirm-run-dialog.tsx";
import { keptRunPlace } from "./kept-run.ts";
import type { PageSession } from "./page-session.ts";
import { sayRunEnd } from "./say-run-end.ts";
import { useAiMenu } from "./use-ai-menu.ts";
import { useAiRun } from "./use-ai-run.ts";
import { useKeptRun } from "./use-kept-run.ts";
import { useReview } from "./use-review.ts";

/** The AI side of an open page: the menu at the selection, one run under review, and what the last one cost. */
export function useAi(options: { workspace: string; path: string; session: PageSession; view: EditorView | null }) {
  const { workspace, path, view } = options;
  const [place] = useState(() => keptRunPlace(localStorage, workspace, path));
  const [toConfirm, setToConfirm] = useState<ToConfirm | null>(null);
  const [need, setNeed] = useState<TopUpNeed | null>(null);
  const [last, setLast] = useState<Action | null>(null);
  const runner = useAiRun(workspace, place, (action) => {
    setLast(action);
    sayRunEnd(action);
  });
  const { run } = runner;
  const menu = useAiMenu({ ...options, isReviewing: run !== null });
  const review = useReview(view, runner);
  const kept = useKeptRun({
    workspace,
    place,
    view,
    onShow: (keptRun, range) => {
      review.place(range);
      runner.resume({ ...keptRun, ...range });
    },
  });

  const closeMenu = (): void => {
    setToConfirm(null);
    menu.forget();
    view?.dispatch({ effects: setAiRange.of(null) });
    view?.focus();
  };
  const start = ({ kind, estimate }: ToConfirm): void => {
    const range = menu.rangeOf(estimate);
    const { data } = menu.estimates;
    if (view === null || range === null || data === undefined) return;
    review.place(range);
    menu.forget();
    setToConfirm(null);
    kept.dismiss();
    announce(strings.editor.said.started(strings.editor.kinds[kind].name, estimate.high));
    const original = view.state.sliceDoc(range.from, range.to);
    runner.start({ kind, original, ...range, body: { kind, input: data.input, quote: estimate.quote } });
  };
  const lack = (lacking: TopUpNeed): void => {
    setNeed(lacking);
    closeMenu();
  };
  const choose = (kind: Kind, estimate: Estimate): void => {
    const { high, available, shortfall = high - available, topUp } = estimate;
    if (!estimate.enough) lack({ needed: high, available, shortfall, topUp });
    else if (estimate.confirm) setToConfirm({ kind, estimate });
    else start({ kind, estimate });
  };

  useRefusedForCredits(run, (lacking) => {
    review.end();
    setNeed(lacking);
  });
  return {
    menu: { ...menu, isOpen: menu.hasSelection && run === null && toConfirm === null, close: closeMenu, choose },
    confirm: { asked: toConfirm, run: start, close: closeMenu },
    review: {
      ...review,
      run,
      cancel: runner.cancel,
      tryAgain: runner.tryAgain,
      retry: () => retry(view, review, menu),
    },
    topUp: { need, close: () => setNeed(null) },
    kept,
    last,
  };
}

/** Selects what the run was about again, and shows fresh estimates for it. */
function retry(
  view: EditorView | null,
  review: ReturnType<typeof useReview>,
  menu: ReturnType<typeof useAiMenu>,
): void {
  const reviewed = review.range();
  review.end();
  if (view === null || reviewed === null) return;
  const { from, to } = reviewed;
  view.dispatch({ selection: { anchor: from, head: to } });
  menu.openOn({ from, to });
}

/** A refusal for lack of credits is answered by the top-up prompt, not in the review. */
function useRefusedForCredits(run: ReturnType<typeof useAiRun>["run"], onLack: (need: TopUpNeed) => void): void {
  const { state } = run ?? {};
  const refusal = state?.phase === "refused" && isProblem(state.error, "insufficient-credits") ? state.error : null;
  const answer = useEffectEvent(onLack);
  useEffect(() => {
    if (refusal === null) return;
    const { needed = 0, available = 0, shortfall = 0, topUp } = refusal.problem;
    answer({ needed, available, shortfall, topUp });
  }, [refusal]);
}
