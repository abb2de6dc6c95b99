import { toInstant } from "../http/replies.ts";
import type { JobPage, PageJob } from "./job-rows.ts";

/** What the wire shows of every job. `held` is what its open pages hold now. */
export function jobToWire(job: PageJob) {
  const isHeld = ({ state, hold }: JobPage): boolean =>
    hold !== null && (state === "waiting" || state === "running") && job.state !== "needs-credits";
  const sum = (pages: readonly JobPage[], pick: (page: JobPage) => bigint): number =>
    Number(pages.reduce((total, page) => total + pick(page), 0n));
  return {
    id: job.job,
    state: job.state,
    isCancelling: job.isCancelRequested && job.endedAt === null,
    held: sum(job.pages.filter(isHeld), ({ high }) => high),
    charged: sum(job.pages, ({ charged }) => charged),
    isDemo: job.writer === "demo",
    startedAt: toInstant(job.startedAt),
    endedAt: job.endedAt === null ? null : toInstant(job.endedAt),
  };
}
