import type { Site, SitePage } from "@dokly/contract";

/** How far a site is. */
export type SiteFigures = {
  readonly pages: number;
  readonly written: number;
  readonly failed: number;
  readonly stopped: number;
  /** 0 to 100: pages that are written. */
  readonly percent: number;
};

const count = (pages: readonly SitePage[], ...states: readonly SitePage["state"][]): number =>
  pages.filter(({ state }) => states.includes(state)).length;

/** Counts a site's pages by what became of them. */
export function siteFigures({ pages }: Pick<Site, "pages">): SiteFigures {
  const written = count(pages, "written");
  return {
    pages: pages.length,
    written,
    failed: count(pages, "failed"),
    stopped: count(pages, "cancelled"),
    percent: pages.length === 0 ? 0 : Math.round((written * 100) / pages.length),
  };
}

/** True once nothing more happens by itself. */
export const isOver = ({ state }: Pick<Site, "state">): boolean => state === "done" || state === "cancelled";

/** Whether a page can be written again by a click. */
export function canRetry(site: Pick<Site, "state">, page: Pick<SitePage, "state">): boolean {
  return site.state !== "needs-credits" && (page.state === "failed" || page.state === "cancelled");
}
