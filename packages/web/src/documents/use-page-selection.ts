import type { DocumentSummary } from "@dokly/contract";
import { useState } from "react";
import { pathsBetween, selectAll } from "./page-selection.ts";

const none: ReadonlySet<string> = new Set();

/** The pages that a person has selected in the list; pages that went away are not among them any more. */
export function usePageSelection(pages: readonly DocumentSummary[]) {
  const [chosen, setChosen] = useState(none);
  /** Where a range begins: the page that was selected or deselected last. */
  const [anchor, setAnchor] = useState<string | null>(null);
  const selected = pages.filter(({ path }) => chosen.has(path));
  return {
    pages: selected,
    paths: new Set(selected.map(({ path }) => path)),
    /** Selects a page or takes it out; where a range is meant, with all that are listed from the one before to it. */
    toggle: (path: string, isOn: boolean, range: { listed: readonly string[]; isMeant: boolean }): void => {
      setChosen(selectAll(chosen, range.isMeant ? pathsBetween(range.listed, anchor, path) : [path], isOn));
      setAnchor(path);
    },
    toggleAll: (paths: readonly string[], isOn: boolean): void => setChosen(selectAll(chosen, paths, isOn)),
    clear: (): void => {
      setChosen(none);
      setAnchor(null);
    },
  };
}

export type PageSelection = ReturnType<typeof usePageSelection>;
