import type { EditorView } from "@codemirror/view";
import { type Action, type ActionKind, type AiOptions, inputOfKind } from "@dokly/contract";
import { notifications } from "@mantine/notifications";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import { needOfEstimate, needOfRefusal } from "../top-up/need-of.ts";
import type { TopUpNeed } from "../top-up/shortfall-figures.tsx";
import { type AcceptedEdit, withdrawal } from "./accepted-edit.ts";
import { setAiRange } from "./ai-range.ts";
import { keptRunPlace } from "./kept-run.ts";
import type { PageSession } from "./page-session.ts";
import { createPricing, type Priced, type Pricing } from "./pricing.ts";
import { isEnded } from "./run-state.ts";
import { sayRunEnd } from "./say-run-end.ts";
import type { EditorRange } from "./selected-text.ts";
import { useAiMenu } from "./use-ai-menu.ts";
import { type ActiveRun, useAiRun } from "./use-ai-run.ts";
import { useKeptRun } from "./use-kept-run.ts";
import { useReview } from "./use-review.ts";
import { type AskedRun, beforeLength, useWaitingRun } from "./use-waiting-run.ts";

/** The AI side of an open page: the menu at the selection, one run under review, and what the last one cost. */
export function useAi(options: { workspace: string; path: string; session: PageSession; view: EditorView | null }) {
  const { workspace, path, view } = options;
  const [place] = useState(() => keptRunPlace(localStorage, workspace, path));
  const [pricing] = useState(() => createPricing(options));
  const [toConfirm, setToConfirm] = useState<Priced | null>(null);
  const [last, setLast] = useState<Action | null>(null);
  const [accepted, setAccepted] = useState<AcceptedEdit | null>(null);
  const runner = useAiRun(workspace, place, (action) => {
    setLast(action);
    sayRunEnd(action);
  });
  const { run } = runner;
  const menu = useAiMenu({ pricing, view, isReviewing: run !== null });
  const review = useReview(view, runner, setAccepted);
  const kept = useKeptRun({
    workspace,
    place,
    view,
    onShow: (keptRun, range) => {
      review.place(range);
      runner.resume({ ...keptRun, ...range });
    },
  });
  const waiting = useWaitingRun(options);
  const chosen = useLatestOnly();

  const closeMenu = (): void => {
    chosen.forget();
    setToConfirm(null);
    if (run !== null) return;
    menu.forget();
    view?.dispatch({ effects: setAiRange.of(null) });
    view?.focus();
  };
  const start = ({ kind, options: own, input, estimate, range }: Priced): void => {
    if (view === null) return;
    review.place(range);
    menu.forget();
    setToConfirm(null);
    kept.dismiss();
    announce(strings.editor.said.started(strings.editor.kinds[kind].name, estimate.high));
    runner.start({
      original: view.state.sliceDoc(range.from, range.to),
      before: view.state.sliceDoc(Math.max(0, range.from - beforeLength), range.from),
      ...range,
      body: { kind, input, options: own, quote: estimate.quote },
    });
  };
  const lack = (lacking: TopUpNeed, asked: AskedRun, range: EditorRange | null): void => {
    closeMenu();
    if (range !== null) waiting.wait(lacking, asked, range);
  };
  /** Runs what the person chose, unless it needs more credits than there are, or a word from them first. */
  const choose = (priced: Priced, { high: shownHigh, isConfirmed = false }: ShownPrice = priced.estimate): void => {
    const { kind, options: own, estimate, range } = priced;
    const { high, confirm } = estimate;
    const lacking = needOfEstimate(estimate);
    if (lacking !== null) lack(lacking, { kind, options: own, high }, range);
    else if ((confirm && !isConfirmed) || high > shownHigh) setToConfirm(priced);
    else start(priced);
  };
  /** The same at the price of this moment. What it is above the shown one is asked about first. */
  const chooseNow = (asked: Parameters<Pricing["one"]>[0], shown: ShownPrice | undefined): Promise<void> =>
    chosen.follow(pricing.one(asked), (priced) => choose(priced, shown));
  /** Runs what waited for credits, at the price of this moment; its price was confirmed when it was asked for. */
  const runWaiting = async (asked: AskedRun, range: EditorRange | null): Promise<void> => {
    if (range === null) notifications.show({ color: "yellow", message: strings.editor.waiting.gone });
    else await chooseNow({ ...asked, range }, { high: asked.high, isConfirmed: true });
  };

  useRefusedForCredits(run, (lacking, { kind, options: own }) => {
    const range = review.range();
    review.end();
    lack(lacking, { kind, options: own, high: lacking.needed }, range);
  });
  useWrittenAtCursor(run, review.insert);
  return {
    menu: {
      ...menu,
      pricing,
      isOpen: menu.hasRange && run === null && toConfirm === null,
      close: closeMenu,
      choose,
      /** Runs a kind with options that the shown price may not be for. */
      chooseWith: (kind: ActionKind, own: AiOptions, shown: Priced | undefined): void => {
        if (menu.range === null) return;
        const isPriced = shown !== undefined && JSON.stringify(shown.options) === JSON.stringify(own);
        if (isPriced) choose(shown);
        else void chooseNow({ range: menu.range, kind, options: own }, shown?.estimate);
      },
    },
    confirm: { asked: toConfirm, run: start, close: closeMenu },
    review: {
      ...review,
      run,
      pricing,
      cancel: runner.cancel,
      tryAgain: runner.tryAgain,
      /** Runs the kind again on the original, with these options: a new hold. */
      again: (own: AiOptions, shown: Priced | undefined): void => {
        const range = review.range();
        // The page may have been edited around it since the price was shown.
        if (run !== null && range !== null) void chooseNow({ range, kind: run.kind, options: own }, shown?.estimate);
      },
    },
    waiting: {
      ...waiting,
      /** Runs it from the prompt that asked for credits. */
      run: async (): Promise<void> => {
        const range = waiting.range();
        if (waiting.waiting === null) return;
        const { asked } = waiting.waiting;
        waiting.end();
        await runWaiting(asked, range);
      },
      /** Runs the one that was remembered when this page was opened again. */
      runRemembered: async (): Promise<void> => {
        const { remembered } = waiting;
        const range = waiting.rememberedRange();
        waiting.dismiss();
        if (remembered !== null) await runWaiting(remembered, range);
      },
    },
    kept,
    last: {
      action: last,
      /** Whether its text is on the page, so that it can be taken back. */
      isAccepted: last !== null && accepted?.action === last.id,
      /** Brings the text back that it replaced, after its charge was refunded; returns what became of it. */
      takeBack: (undone: Action): string => {
        const spec = view === null || accepted === null ? null : withdrawal(view.state, accepted);
        if (spec !== null) view?.dispatch(spec);
        setLast(undone);
        setAccepted(null);
        return spec === null ? strings.receipt.undo.textEdited : strings.receipt.undo.textBack;
      },
    },
  };
}

export type AiMenuParts = ReturnType<typeof useAi>["menu"];
export type AiReviewParts = ReturnType<typeof useAi>["review"];

/** The most that the person was shown, and whether they have agreed to it already. */
type ShownPrice = { high: number; isConfirmed?: boolean };

/** Follows the latest of several choices only, and none once the person has gone on to something else. */
function useLatestOnly() {
  const latest = useRef<object | null>(null);
  return {
    forget: (): void => {
      latest.current = null;
    },
    follow: async (coming: Promise<Priced>, go: (priced: Priced) => void): Promise<void> => {
      const own = {};
      latest.current = own;
      try {
        const priced = await coming;
        if (latest.current === own) go(priced);
      } catch (error) {
        if (latest.current === own) notifications.show({ color: "red", message: errorSentence(error) });
      }
    },
  };
}

/** What was written at the cursor stays without being asked about, as far as it came. */
function useWrittenAtCursor(run: ActiveRun | null, insert: () => void): void {
  const isWritten = run !== null && inputOfKind[run.kind] === "cursor" && isEnded(run.state) && run.state.text !== "";
  const keep = useEffectEvent(insert);
  useEffect(() => {
    if (isWritten) keep();
  }, [isWritten]);
}

/** A refusal for lack of credits is answered by the top-up prompt, not in the review. */
function useRefusedForCredits(run: ActiveRun | null, onLack: (need: TopUpNeed, refused: ActiveRun) => void): void {
  const { state } = run ?? {};
  const error = state?.phase === "refused" ? state.error : null;
  const answer = useEffectEvent((refusal: unknown): void => {
    const need = needOfRefusal(refusal);
    if (run !== null && need !== null) onLack(need, run);
  });
  useEffect(() => answer(error), [error]);
}
