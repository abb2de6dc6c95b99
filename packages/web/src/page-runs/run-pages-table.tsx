import type { PageRun, PageRunPage } from "@dokly/contract";
import { Fragment, useRef, useState } from "react";
import { strings } from "../strings/index.ts";
import { PageReview } from "./page-review.tsx";
import { nextToReview } from "./page-run-figures.ts";
import classes from "./page-runs.module.css";
import { RunPageRow } from "./run-page-row.tsx";
import type { PageDecisions } from "./use-page-decisions.ts";

const words = strings.pageRuns.run;

type RunPagesTableProps = {
  workspace: string;
  run: PageRun;
  decisions: PageDecisions;
  /** The page that is about to be run again. */
  retrying: number | null;
  /** Null for who may not run anything. */
  onRetry: ((page: number) => void) | null;
};

/** The pages of a run, and below the one that is looked at its review. A decision leads on to the next page. */
export function RunPagesTable({ workspace, run, decisions, retrying, onRetry }: RunPagesTableProps) {
  const [opened, setOpened] = useState<number | null>(null);
  const panel = useRef<HTMLDivElement>(null);
  const goTo = (next: number | null): void => {
    setOpened(next);
    // A review takes the focus itself; without one it stays with the pages.
    if (next === null) panel.current?.focus({ preventScroll: true });
  };
  const close = (page: number): void => {
    setOpened(null);
    panel.current?.querySelector<HTMLElement>(`[data-review="${page}"]`)?.focus();
  };
  const reviewed = run.pages.find(({ number, state }) => number === opened && state === "to-review");
  const review = (page: PageRunPage) => (
    <tr className={classes["reviewRow"]}>
      <td colSpan={3}>
        <PageReview
          // Each page has a choice of changes of its own.
          key={page.number}
          workspace={workspace}
          run={run}
          page={page}
          decisions={decisions}
          onDecided={() => goTo(nextToReview(run, page.number))}
          onClose={() => close(page.number)}
        />
      </td>
    </tr>
  );
  return (
    <div ref={panel} tabIndex={-1} className={`dokly-panel ${classes["panel"]}`}>
      <table className={`dokly-table ${classes["table"]}`} aria-label={words.table}>
        <thead>
          <tr>
            <th scope="col">{words.columns.page}</th>
            <th scope="col" className={classes["colState"]}>
              {words.columns.state}
            </th>
            <th
              scope="col"
              className={`dokly-number ${classes["colCost"]}`}
              data-dollars={run.ownKey === undefined ? undefined : true}
            >
              {run.ownKey === undefined ? words.columns.cost : words.columns.ownKey}
            </th>
          </tr>
        </thead>
        <tbody>
          {run.pages.map((page) => (
            <Fragment key={page.number}>
              <RunPageRow
                workspace={workspace}
                run={run}
                page={page}
                isReviewed={page === reviewed}
                isRetrying={retrying === page.number}
                onReview={() => setOpened(page === reviewed ? null : page.number)}
                onRetry={onRetry === null ? null : () => onRetry(page.number)}
              />
              {page === reviewed ? review(page) : null}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
