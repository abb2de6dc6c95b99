import type { PageRun, PageRunPage, PageRunPageState } from "@dokly/contract";
import { jobToWire, ownKeyCostOf } from "../page-jobs/job-to-wire.ts";
import type { PageRunPageRow, PageRunRow } from "./page-run-store.ts";

const states = {
  waiting: "waiting",
  running: "writing",
  written: "to-review",
  failed: "refunded",
  cancelled: "cancelled",
} as const satisfies Record<PageRunPageRow["state"], PageRunPageState>;

/** A page of a run as the wire shows it. */
export function pageToWire(page: PageRunPageRow): PageRunPage {
  return {
    number: page.number,
    path: page.path,
    title: page.title,
    version: page.documentVersion,
    state: page.review ?? states[page.state],
    action: page.hold?.action ?? null,
    low: Number(page.low),
    high: Number(page.high),
    charged: Number(page.charged),
    ...ownKeyCostOf([page]),
    failure: page.failure,
  };
}

/** A run of pages as the wire shows it to `member`. */
export function pageRunToWire(run: PageRunRow, member: string): PageRun {
  const { kind, options } = run;
  return { ...jobToWire(run), kind, options, isOwn: run.member === member, pages: run.pages.map(pageToWire) };
}
