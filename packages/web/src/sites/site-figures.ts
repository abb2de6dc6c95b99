import type { Site, SitePage } from "@dokly/contract";

/** How far a site is. */
export type SiteFigures = {
  readonly pages: number;
  readonly written: number;
  readonly failed: number;
  readonly stopped: number;
  /** Waiting or being written. */
  readonly open: number;
  /** 0 to 100: pages that are through. */
  readonly percent: number;
};

const count = (pages: readonly SitePage[], ...states: readonly SitePage["state"][]): number =>
  pages.filter(({ state }) => states.includes(state)).length;

/** Counts a site's pages by what became of them. */
export function siteFigures({ pages }: Pick<Site, "pages">): SiteFigures {
  const open = count(pages, "waiting", "running");
  return {
    pages: pages.length,
    written: count(pages, "written"),
    failed: count(pages, "failed"),
    stopped: count(pages, "cancelled"),
    open,
    percent: pages.length === 0 ? 0 : Math.round(((pages.length - open) * 100) / pages.length),
  };
}

/** True once nothing more happens by itself. */
export const isOver = ({ state }: Pick<Site, "state">): boolean => state === "done" || state === "cancelled";

/** Whether a page can be written again by a click. */
export function canRetry(site: Pick<Site, "state">, page: Pick<SitePage, "state">): boolean {
  return site.state !== "needs-credits" && (page.state === "failed" || page.state === "cancelled");
}
