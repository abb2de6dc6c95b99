import type { AuditFilter } from "./audit-queries.ts";

/** The filter as it stands in the form; empty: it does not matter. */
export type AuditFields = {
  readonly act: string;
  readonly by: string;
  readonly workspace: string;
  /** Calendar dates in the viewer's own time zone, both included. */
  readonly from: string;
  readonly to: string;
};

export const noFields: AuditFields = { act: "", by: "", workspace: "", from: "", to: "" };

/** What a server is asked for; a workspace that is not typed to its end is left out. */
export function filterOfFields({ act, by, workspace, from, to }: AuditFields): AuditFilter {
  const id = workspace.trim();
  return {
    ...(act !== "" && { act }),
    ...(by.trim() !== "" && { by: by.trim() }),
    ...(/^ws_[0-9a-z]{14}$/.test(id) && { workspace: id }),
    ...(from !== "" && { from: beginningOf(from, 0) }),
    ...(to !== "" && { to: endOfDate(to) }),
  };
}

/** The end of a calendar date here. */
export function endOfDate(date: string): string {
  return beginningOf(date, 1);
}

/** When a calendar date begins here, or the one so many days after it. */
function beginningOf(date: string, daysAfter: number): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  // The wire knows years of four digits.
  return new Date(Math.min(year, 9_998), month - 1, day + daysAfter).toISOString();
}
