import type { Site, SitePage } from "@dokly/contract";
import { jobToWire, ownKeyCostOf } from "../page-jobs/job-to-wire.ts";
import type { SitePageRow, SiteRow } from "./site-store.ts";

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
    ...ownKeyCostOf([page]),
    isDraft: page.isDraft,
    failure: page.failure,
  };
}

/** A site as the wire shows it. */
export function siteToWire(site: SiteRow): Site {
  const { title, outlineAction } = site;
  return { ...jobToWire(site), title, outlineAction, pages: site.pages.map(toPage) };
}
