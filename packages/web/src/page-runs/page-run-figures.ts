import type { PageRun, PageRunPage, PageRunPageState } from "@dokly/contract";

/** How far a run of pages is, and what waits for its person. */
export type PageRunFigures = {
  readonly pages: number;
  /** Pages that nothing more happens to at the server. */
  readonly ended: number;
  readonly toReview: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly refunded: number;
  readonly stopped: number;
  readonly expired: number;
  /** 0 to 100: pages that have ended, and of these those that have no text. */
  readonly percent: number;
  readonly percentWithout: number;
};

/** Counts a run's pages by what became of them. */
export function pageRunFigures({ pages }: Pick<PageRun, "pages">): PageRunFigures {
  const count = (...states: readonly PageRunPageState[]): number =>
    pages.filter(({ state }) => states.includes(state)).length;
  const percentOf = (some: number): number => (pages.length === 0 ? 0 : Math.round((some * 100) / pages.length));
  const ended = pages.length - count("waiting", "writing");
  return {
    pages: pages.length,
    ended,
    toReview: count("to-review"),
    accepted: count("accepted"),
    rejected: count("rejected"),
    refunded: count("refunded"),
    stopped: count("cancelled"),
    expired: count("expired"),
    percent: percentOf(ended),
    percentWithout: percentOf(count("refunded", "cancelled")),
  };
}

/** True once nothing more is written by itself; reviewing goes on after that. */
export const isOver = ({ state }: Pick<PageRun, "state">): boolean => state === "done" || state === "cancelled";

/** Whether a page can be run again by a click. */
export function canRetry(run: Pick<PageRun, "state">, page: Pick<PageRunPage, "state">): boolean {
  return run.state !== "needs-credits" && (page.state === "refunded" || page.state === "cancelled");
}

/** The page to review after another one, going on at the start after the last; null when none is left. */
export function nextToReview({ pages }: Pick<PageRun, "pages">, after: number): number | null {
  const waiting = pages.filter(({ state, number }) => state === "to-review" && number !== after);
  return (waiting.find(({ number }) => number > after) ?? waiting[0])?.number ?? null;
}

/** The runs that a person has something to do with: still going, or with texts of their own to review. */
export function openRuns(runs: readonly PageRun[]): PageRun[] {
  return runs.filter((run) => !isOver(run) || (run.isOwn && pageRunFigures(run).toReview > 0));
}
