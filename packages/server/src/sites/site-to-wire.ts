import type { Site, SitePage } from "@dokly/contract";
import { toInstant } from "../http/replies.ts";
import type { SitePageRow, SiteRow } from "./site-rows.ts";

function toPage(page: SitePageRow): SitePage {
  return {
    number: page.number,
    path: page.path,
    title: page.title,
    brief: page.brief,
    state: page.state,
    action: page.hold?.action ?? null,
    high: Number(page.high),
    charged: Number(page.charged),
    isDraft: page.isDraft,
    failure: page.failure,
  };
}

/** A site as the wire shows it. `held` is what its open pages hold now. */
export function siteToWire(site: SiteRow): Site {
  const isHeld = ({ state, hold }: SitePageRow): boolean =>
    hold !== null && (state === "waiting" || state === "running") && site.state !== "needs-credits";
  const sum = (pages: readonly SitePageRow[], pick: (page: SitePageRow) => bigint): number =>
    Number(pages.reduce((total, page) => total + pick(page), 0n));
  return {
    id: site.site,
    title: site.title,
    state: site.state,
    isCancelling: site.isCancelRequested && site.endedAt === null,
    pages: site.pages.map(toPage),
    held: sum(site.pages.filter(isHeld), ({ high }) => high),
    charged: sum(site.pages, ({ charged }) => charged),
    isDemo: site.writer === "demo",
    outlineAction: site.outlineAction,
    startedAt: toInstant(site.startedAt),
    endedAt: site.endedAt === null ? null : toInstant(site.endedAt),
  };
}
