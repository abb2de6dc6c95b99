import type { OwnKeyCost } from "@dokly/contract";
import { toInstant } from "../http/replies.ts";
import type { JobPage, PageJob } from "./job-rows.ts";

const isOpen = ({ state }: JobPage): boolean => state === "waiting" || state === "running";

/** What some pages cost on own keys; nothing where none of them was or is paid for so. */
export function ownKeyCostOf(pages: readonly JobPage[]): { readonly ownKey?: OwnKeyCost } {
  const onKeys = pages.filter(({ ownKey, nanoDollarsUsed }) => ownKey !== null || nanoDollarsUsed > 0n);
  if (onKeys.length === 0) return {};
  const sum = (amounts: readonly bigint[]): number => Number(amounts.reduce((total, amount) => total + amount, 0n));
  const nanoDollarsHeld = sum(onKeys.filter(isOpen).map(({ ownKey }) => ownKey?.nanoDollars ?? 0n));
  return { ownKey: { nanoDollarsHeld, nanoDollars: sum(onKeys.map(({ nanoDollarsUsed }) => nanoDollarsUsed)) } };
}

/** What the wire shows of every job. `held` is what its open pages hold now. */
export function jobToWire(job: PageJob) {
  const isHeld = (page: JobPage): boolean => page.hold !== null && isOpen(page) && job.state !== "needs-credits";
  const sum = (pages: readonly JobPage[], pick: (page: JobPage) => bigint): number =>
    Number(pages.reduce((total, page) => total + pick(page), 0n));
  return {
    id: job.job,
    state: job.state,
    isCancelling: job.isCancelRequested && job.endedAt === null,
    held: sum(job.pages.filter(isHeld), ({ high }) => high),
    charged: sum(job.pages, ({ charged }) => charged),
    ...ownKeyCostOf(job.pages),
    isDemo: job.writer === "demo",
    startedAt: toInstant(job.startedAt),
    endedAt: job.endedAt === null ? null : toInstant(job.endedAt),
  };
}
