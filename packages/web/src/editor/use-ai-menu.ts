import type { EditorView } from "@codemirror/view";
import { type ActionKind, selectionLengthMax } from "@dokly/contract";
import { useEffect, useEffectEvent, useMemo, useState } from "react";
import { strings } from "../strings/index.ts";
import { setAiRange } from "./ai-range.ts";
import { type ChosenOption, kindsFor, optionsToShow } from "./menu-kinds.ts";
import type { Pricing } from "./pricing.ts";
import { type EditorRange, paragraphAt, withoutOuterSpace } from "./selected-text.ts";
import { useEstimates } from "./use-estimates.ts";
import { likelyLanguage, useRecentChoices } from "./use-recent-choices.ts";

const words = strings.editor.ai;

/** The menu's first page, or the one where a kind asks for its option. */
export type MenuStep = "kinds" | ChosenOption;

/**
 * The AI menu of a page: the range that it was opened on, the price of every kind for it, and the text that would be
 * replaced, marked in the page while the menu is open. An empty range is the cursor, where text is added.
 */
export function useAiMenu(options: { pricing: Pricing; view: EditorView | null; isReviewing: boolean }) {
  const { pricing, view, isReviewing } = options;
  const [range, setRange] = useState<EditorRange | null>(null);
  const [step, setStep] = useState<MenuStep>("kinds");
  const [ask, setAsk] = useState(0);
  const [focused, setFocused] = useState<ActionKind | null>(null);
  const { recent, remember } = useRecentChoices();
  const place = range !== null && range.from === range.to ? "cursor" : "selection";
  const kinds = useMemo(() => kindsFor(place), [place]);
  const language = recent.languages[0] ?? likelyLanguage();
  const values = { tone: recent.tone, language, instruction: words.instruction.sample };
  const prices = useEstimates(pricing, { range, kinds, options: optionsToShow(kinds, values), ask });
  const { data } = prices;
  // What the kind in focus would replace; a translation takes whole blocks.
  const marked = (focused === null ? undefined : data?.[focused]?.range) ?? range;

  const mark = useEffectEvent(() => {
    if (marked !== null && !isReviewing) view?.dispatch({ effects: setAiRange.of({ ...marked, host: null }) });
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a mark belongs to one range and its prices.
  useEffect(() => mark(), [range, data, focused]);

  const openOn = (opened: EditorRange): void => {
    setRange(opened);
    setStep("kinds");
    setFocused(null);
    setAsk((count) => count + 1);
  };
  const open = (): void => {
    if (view === null || isReviewing || view.state.readOnly) return;
    const { from, to, head } = view.state.selection.main;
    openOn(withoutOuterSpace(view.state.sliceDoc(from, to), from) ?? { from: head, to: head });
  };
  /** Opens it again on the paragraph at the cursor, or on the whole page. */
  const openOnWhole = (what: "paragraph" | "page"): void => {
    if (view === null) return;
    const text = view.state.doc.toString();
    const found = what === "page" ? withoutOuterSpace(text, 0) : paragraphAt(text, view.state.selection.main.head);
    if (found === null) return;
    view.dispatch({ selection: { anchor: found.from, head: found.to } });
    openOn(found);
  };
  const length = range === null ? 0 : range.to - range.from;
  return {
    range,
    place,
    kinds,
    prices,
    step,
    recent,
    language,
    remember,
    open,
    openOn,
    openOnWhole,
    setStep,
    /** The kind whose price and range are looked at. */
    focus: setFocused,
    /** Whether there is a paragraph at the cursor, and anything on the page at all. */
    around:
      view === null || range === null || place === "selection"
        ? { hasParagraph: false, hasText: false }
        : {
            hasParagraph: paragraphAt(view.state.doc.toString(), range.from) !== null,
            hasText: /\S/.test(view.state.doc.toString()),
          },
    /** Forgets the range; the mark in the page stays with whoever goes on with it. */
    forget: () => setRange(null),
    hasRange: range !== null,
    isWidened: marked !== null && range !== null && (marked.from < range.from || marked.to > range.to),
    refusal: length > selectionLengthMax ? words.tooLong(length, selectionLengthMax) : null,
  };
}
