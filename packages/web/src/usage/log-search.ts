import { type ActionStatus, type ActionsQuery, actionStatuses } from "@dokly/contract";
import { addDays, isCalendarDate, startOfDay } from "./calendar.ts";

/** The part of the usage page that lives in its URL: the filter of the log and the receipt that is open. */
export type LogSearch = {
  readonly kind?: string;
  /** A member's id. */
  readonly person?: string;
  readonly outcome?: ActionStatus;
  /** The first calendar date, in the viewer's time zone. */
  readonly from?: string;
  /** The last calendar date, included. */
  readonly to?: string;
  /** A page's path. */
  readonly page?: string;
  /** The site or batch that actions belong to. */
  readonly group?: string;
  /** Part of a title, path, name, kind or model; or a whole id. */
  readonly q?: string;
  /** The action whose receipt is open. */
  readonly action?: string;
};

const pathLengthMax = 1_024;
/** How long a text to search for may be. */
export const searchLengthMax = 200;

/** Reads the URL's search; what is not understood is left out, so that an old or mistyped link still opens the page. */
export function parseLogSearch(raw: Readonly<Record<string, unknown>>): LogSearch {
  const text = (key: string, lengthMax = 128) => {
    // A link written by hand may look for "2026", which arrives as a number.
    const value = typeof raw[key] === "number" ? String(raw[key]) : raw[key];
    return typeof value === "string" && value.trim() !== "" && value.length <= lengthMax ? value : undefined;
  };
  const date = (key: string) => {
    const value = text(key);
    return value !== undefined && isCalendarDate(value) ? value : undefined;
  };
  const action = text("action");
  return withoutEmpty({
    kind: text("kind"),
    person: text("person"),
    outcome: actionStatuses.find((status) => status === raw["outcome"]),
    from: date("from"),
    to: date("to"),
    page: text("page", pathLengthMax),
    group: text("group"),
    q: text("q", searchLengthMax),
    action: action !== undefined && /^act_[0-9a-z]+$/.test(action) ? action : undefined,
  });
}

/** The search with some fields changed; `undefined` takes a field away. */
export function changeSearch(
  search: LogSearch,
  changes: { readonly [K in keyof LogSearch]?: LogSearch[K] | undefined },
): LogSearch {
  return withoutEmpty({ ...search, ...changes });
}

export function hasFilter(search: LogSearch): boolean {
  return Object.keys(search).some((key) => key !== "action");
}

/** What the log asks the server for, page by page or as a whole. */
export type LogQuery = Omit<ActionsQuery, "cursor" | "limit" | "format">;

/** The request behind a search: dates become the instants at which those days begin and end for the viewer. */
export function logQuery(search: LogSearch, timeZone: string): LogQuery {
  return withoutEmpty({
    kind: search.kind,
    member: search.person,
    outcome: search.outcome,
    document: search.page,
    group: search.group,
    q: search.q?.trim(),
    from: search.from && startOfDay(search.from, timeZone).toISOString(),
    to: search.to && startOfDay(addDays(search.to, 1), timeZone).toISOString(),
  });
}

type WithoutUndefined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function withoutEmpty<T extends object>(value: T): WithoutUndefined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as WithoutUndefined<T>;
}
