import type { SitePageState, SiteState } from "@dokly/contract";

/** What a job's own state depends on. */
export type JobProgress = {
  readonly state: SiteState;
  readonly isCancelRequested: boolean;
  readonly pages: readonly { readonly state: SitePageState }[];
};

/** The next thing to do for a job; plain decisions, so that any process goes on where another stopped. */
export type JobStep =
  | { readonly type: "take-holds" }
  | { readonly type: "cancel-waiting" }
  | { readonly type: "write-pages" }
  | { readonly type: "end"; readonly state: "done" | "cancelled" }
  | { readonly type: "none" };

const isOpen = ({ state }: { readonly state: SitePageState }): boolean => state === "waiting" || state === "running";

/** Decides what comes next, from what is stored and nothing else. */
export function nextStep(job: JobProgress): JobStep {
  if (job.state !== "starting" && job.state !== "running") return { type: "none" };
  const open = job.pages.filter(isOpen);
  if (open.length === 0) return { type: "end", state: job.isCancelRequested ? "cancelled" : "done" };
  // Also where it was stopped: holds that were taken and not written down are found by their key, and given back.
  if (job.state === "starting") return { type: "take-holds" };
  if (job.isCancelRequested && open.some(({ state }) => state === "waiting")) return { type: "cancel-waiting" };
  return { type: "write-pages" };
}
