import type { SitePageState, SiteState } from "@dokly/contract";

/** What a site's own state depends on. */
export type SiteProgress = {
  readonly state: SiteState;
  readonly isCancelRequested: boolean;
  readonly pages: readonly { readonly state: SitePageState }[];
};

/** The next thing to do for a site; plain decisions, so that any process goes on where another stopped. */
export type SiteStep =
  | { readonly type: "take-holds" }
  | { readonly type: "cancel-waiting" }
  | { readonly type: "write-pages" }
  | { readonly type: "end"; readonly state: "done" | "cancelled" }
  | { readonly type: "none" };

const isOpen = ({ state }: { readonly state: SitePageState }): boolean => state === "waiting" || state === "running";

/** Decides what comes next, from what is stored and nothing else. */
export function nextStep(site: SiteProgress): SiteStep {
  if (site.state !== "starting" && site.state !== "running") return { type: "none" };
  const open = site.pages.filter(isOpen);
  if (open.length === 0) return { type: "end", state: site.isCancelRequested ? "cancelled" : "done" };
  if (site.isCancelRequested && open.some(({ state }) => state === "waiting")) return { type: "cancel-waiting" };
  if (site.state === "starting") return { type: "take-holds" };
  return { type: "write-pages" };
}
