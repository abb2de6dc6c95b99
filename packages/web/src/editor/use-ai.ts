import { type Action, type Estimate, type Kind, selectionLengthMax } from "@dokly/contract";
import type { EditorView } from "@codemirror/view";
import { useEffect, useState } from "react";
import { getOutput } from "../api/ai.ts";
import { isProblem } from "../api/problem.ts";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import type { TopUpNeed } from "../top-up/shortfall-figures.tsx";
import { acceptance, aiRange, setAiRange } from "./ai-range.ts";
import { chargeFigures } from "./charge-figures.ts";
import type { ToConfirm } from "./confirm-run-dialog.tsx";
import { findOriginal, type KeptRun, keptRunPlace } from "./kept-run.ts";
import type { PageSession } from "./page-session.ts";
import { isRunning } from "./run-state.ts";
import { useAiRun } from "./use-ai-run.ts";
import { useEstimates } from "./use-estimates.ts";

type Selection = { from: number; to: number };

const words = strings.editor;

function sayEnd(action: Action): void {
  const name = words.kinds[action.kind as Kind]?.name ?? action.kind;
  const { charged, returned } = chargeFigures(action);
  if (action.status === "succeeded") announce(words.said.ready(name, charged, returned));
  else if (action.status === "cancelled") announce(words.review.stopped(charged));
  else announce(words.said.failed(words.failures[action.failure?.code ?? ""] ?? action.failure?.message ?? ""));
}

/** The AI side of an open page: the menu at the selection, one run under review, and what the last one cost. */
export function useAi(options: { workspace: string; path: string; session: PageSession; view: EditorView | null }) {
  const { workspace, path, session, view } = options;
  const [kept] = useState(() => keptRunPlace(localStorage, workspace, path));
  const [keptRun, setKeptRun] = useState<KeptRun | null>(() => kept.read());
  const [selection, setSelection] = useState<Selection | null>(null);
  const [asked, setAsked] = useState(0);
  const [toConfirm, setToConfirm] = useState<ToConfirm | null>(null);
  const [need, setNeed] = useState<TopUpNeed | null>(null);
  const [last, setLast] = useState<Action | null>(null);
  const [host, setHost] = useState<HTMLElement | null>(null);

  const estimates = useEstimates({ workspace, path, session, selection, ask: asked });
  const runner = useAiRun(workspace, kept, (action) => {
    setLast(action);
    sayEnd(action);
  });
  const { run } = runner;

  /** The text that would be replaced, in the editor's offsets: the selection, as widened by the server. */
  const replaced = (estimate: Estimate | undefined): Selection | null => {
    const { data } = estimates;
    if (selection === null || data === undefined || estimate?.range === undefined) return selection;
    return { from: data.map.toEditor(estimate.range.start), to: data.map.toEditor(estimate.range.end) };
  };
  const first = estimates.data === undefined ? undefined : Object.values(estimates.data.items)[0];
  const widest = replaced(first);
  const isWidened =
    widest !== null && selection !== null && (widest.from < selection.from || widest.to > selection.to);

  useEffect(() => {
    if (view === null || widest === null || run !== null) return;
    view.dispatch({ effects: setAiRange.of({ from: widest.from, to: widest.to, host: null }) });
  }, [view, widest?.from, widest?.to, run]);

  const closeMenu = (): void => {
    setSelection(null);
    if (run === null) view?.dispatch({ effects: setAiRange.of(null) });
    view?.focus();
  };

  const openMenu = (): void => {
    if (view === null || run !== null || view.state.readOnly) return;
    const { from, to } = view.state.selection.main;
    if (from === to) return announce(words.ai.selectFirst);
    setSelection({ from, to });
    setAsked((count) => count + 1);
  };

  /** Puts the panel below a range and keeps the range from being edited. */
  const place = (range: Selection): void => {
    const element = document.createElement("div");
    element.className = "dokly-ai-host";
    view?.dispatch({ effects: setAiRange.of({ ...range, host: element }) });
    setHost(element);
  };

  const start = ({ kind, estimate }: ToConfirm): void => {
    const range = replaced(estimate);
    const { data } = estimates;
    if (view === null || range === null || data === undefined) return;
    const original = view.state.sliceDoc(range.from, range.to);
    place(range);
    setSelection(null);
    setToConfirm(null);
    setKeptRun(null);
    announce(words.said.started(words.kinds[kind].name, estimate.high));
    runner.start({ kind, original, ...range, body: { kind, input: data.input, quote: estimate.quote } });
  };

  const choose = (kind: Kind, estimate: Estimate): void => {
    const { enough, confirm, high, available, shortfall = high - available, topUp } = estimate;
    if (!enough) {
      setNeed({ needed: high, available, shortfall, topUp });
      closeMenu();
    } else if (confirm) setToConfirm({ kind, estimate });
    else start({ kind, estimate });
  };

  const endReview = (): void => {
    runner.close();
    setHost(null);
    view?.dispatch({ effects: setAiRange.of(null) });
    view?.focus();
  };

  const isStale = ((): boolean => {
    const range = view?.state.field(aiRange) ?? null;
    return run !== null && (range === null || view?.state.sliceDoc(range.from, range.to) !== run.original);
  })();

  const accept = (): void => {
    if (view === null || run === null || isStale || !("action" in run.state) || run.state.text === "") return;
    const spec = acceptance(view.state, run.state.text);
    if (spec === null) return;
    view.dispatch(spec);
    endReview();
    announce(words.said.accepted);
  };

  const discard = (): void => {
    endReview();
    announce(words.said.discarded);
  };

  /** Selects what the run was about again and shows fresh estimates. */
  const retry = (): void => {
    const range = view?.state.field(aiRange) ?? null;
    endReview();
    if (view === null || range === null) return;
    view.dispatch({ selection: { anchor: range.from, head: range.to } });
    openMenu();
  };

  const showKept = async (): Promise<string | null> => {
    if (keptRun === null || view === null) return null;
    const { action, text } = await getOutput(workspace, keptRun.actionId);
    const from = findOriginal(view.state.doc.toString(), keptRun);
    setKeptRun(null);
    setLast(action);
    if (from === null) return text;
    place({ from, to: from + keptRun.original.length });
    const phase = action.status === "cancelled" ? "stopped" : action.status === "succeeded" ? "review" : "failed";
    runner.show({ kind: keptRun.kind, original: keptRun.original, state: { phase, text, held: null, action } });
    return null;
  };

  // A refusal for lack of credits is answered by the prompt, not by the panel.
  const refused = run?.state.phase === "refused" && isProblem(run.state.error, "insufficient-credits") ? run.state.error : null;
  useEffect(() => {
    if (refused === null) return;
    const { needed = 0, available = 0, shortfall = 0, topUp } = refused.problem;
    setNeed({ needed, available, shortfall, topUp });
    endReview();
  }, [refused]);

  return {
    menu: {
      isOpen: selection !== null && run === null && toConfirm === null,
      open: openMenu,
      close: closeMenu,
      estimates,
      isWidened,
      choose,
      refusal:
        selection !== null && selection.to - selection.from > selectionLengthMax
          ? words.ai.tooLong(selectionLengthMax)
          : null,
    },
    confirm: { asked: toConfirm, run: start, close: () => (setToConfirm(null), closeMenu()) },
    review: { run, host, isStale, accept, discard, retry, cancel: runner.cancel, tryAgain: runner.tryAgain },
    topUp: { need, close: () => setNeed(null) },
    kept: { run: keptRun, show: showKept, dismiss: () => (kept.clear(), setKeptRun(null)) },
    /** Enter and Escape of the editor, while a review is open at the cursor. */
    keys: {
      acceptReview: (): boolean => {
        const range = view?.state.field(aiRange) ?? null;
        const head = view?.state.selection.main.head ?? -1;
        if (run?.state.phase !== "review" || range === null || head < range.from || head > range.to) return false;
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
    last,
  };
}
