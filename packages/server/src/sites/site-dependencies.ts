import type { Credits } from "@dokly/credits";
import type { Logger } from "pino";
import type { FinishedAction } from "../ai/estimates/finished-action.ts";
import type { PlannedAction } from "../ai/plan-action.ts";
import type { Provider } from "../ai/provider.ts";
import type { DocumentStore } from "../documents/document-store.ts";
import type { FinishTask } from "./finish-page.ts";
import type { SitePages } from "./site-pages.ts";
import type { SitePageRow, SiteRow } from "./site-rows.ts";
import type { SiteStore } from "./site-store.ts";

/** Rhythms of sites; shorter in tests. */
export type SiteTiming = {
  /** The common deadline of a site's holds, and how often it is moved. */
  readonly holdMs: number;
  readonly extendMs: number;
  /** Between two looks at the database while a site is written: keeps it, finds a cancel. */
  readonly beatMs: number;
  /** Between two looks for a site that nobody works on. */
  readonly pollMs: number;
  /** How long the end of a page is tried again while the database is away. */
  readonly endingMs: number;
};

/** RULES R6.5 gives a site's holds 30 minutes and moves them each minute. */
export const shippedSiteTiming: SiteTiming = {
  holdMs: 1_800_000,
  extendMs: 60_000,
  beatMs: 1_000,
  pollMs: 2_000,
  endingMs: 45_000,
};

/** Everything that writes a site. */
export type SiteDependencies = {
  readonly store: SiteStore;
  readonly pages: SitePages;
  readonly credits: Credits;
  readonly documents: DocumentStore;
  readonly logger: Logger;
  readonly timing: SiteTiming;
  /** What a page would send and cost now. */
  readonly planPage: (site: SiteRow, page: SitePageRow) => Promise<PlannedAction>;
  /** Takes in what a finished page has shown about lengths; never throws. */
  readonly learn: (finished: FinishedAction) => void;
  /** Who writes the site's next page. */
  readonly openProvider: (site: SiteRow) => Promise<Provider>;
  /** Finishes a page beside the loop that holds row locks. */
  readonly finishPage: (task: FinishTask) => Promise<string>;
};
