import { outputDays } from "../ai/runner/output-days.ts";
import type { JobTables } from "./job-rows.ts";

/** Generated sites: their pages are stored as soon as they are written. */
export const siteTables: JobTables = {
  jobs: "dokly.sites",
  pages: "dokly.site_pages",
  id: "site_id",
  jobColumns: `outline_action as "outlineAction", title, audience, notes, sources`,
  pageColumns: "brief",
  outputDays: null,
};

/** Runs of whole pages: their texts are looked through before they change a page. */
export const pageRunTables: JobTables = {
  jobs: "dokly.page_runs",
  pages: "dokly.page_run_pages",
  id: "run_id",
  jobColumns: "kind, options",
  pageColumns: `document_version as "documentVersion", range_start as "rangeStart", range_end as "rangeEnd", review,
    accepted_version as "acceptedVersion"`,
  outputDays,
};
