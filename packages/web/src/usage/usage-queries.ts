import { type ActionsPage, actionsPage, type Role, usage } from "@dokly/contract";
import { type InfiniteData, infiniteQueryOptions, queryOptions, useQuery } from "@tanstack/react-query";
import { apiAddress } from "../api/api-address.ts";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { collectPage, newestPlace, type PagePlace, placeBelow } from "./log-pages.ts";
import { type LogSearch, logQuery } from "./log-search.ts";
import { viewerTimeZone } from "./time-text.ts";

/** How many rows of the log come at once. */
const pageLength = 50;
/** More than anybody reads: beyond them it says that there are more. */
const runningMax = 200;

/** The chart's 30 days, as days of the viewer's time zone. */
export function usageDaysQuery(workspace: string) {
  const timeZone = viewerTimeZone();
  return queryOptions({
    queryKey: [...queryKeys.credits(workspace), "usage", timeZone],
    queryFn: ({ signal }) =>
      api.get(`${apiPath("workspaces", workspace, "credits", "usage")}?${search({ days: "30", timeZone })}`, usage, {
        signal,
      }),
  });
}

/** So many pages are held at once; what lies further up or down is let go of and fetched again. */
const pagesMax = 6;

/** The log behind a filter, page after page to any depth. */
export function actionsQuery(workspace: string, filter: LogSearch) {
  const query = logQuery(filter, viewerTimeZone());
  return infiniteQueryOptions<ActionsPage, Error, InfiniteData<ActionsPage, PagePlace>, readonly unknown[], PagePlace>({
    queryKey: [...queryKeys.credits(workspace), "actions", query],
    queryFn: ({ pageParam, signal }) =>
      collectPage((cursor) => fetchActions(workspace, { ...query, cursor, limit: pageLength }, signal), pageParam),
    initialPageParam: newestPlace,
    getNextPageParam: (page, _pages, place) => placeBelow(page, place),
    getPreviousPageParam: (_page, _pages, place) => place.above ?? undefined,
    maxPages: pagesMax,
  });
}

/** The address at which all rows of a filter are downloaded in one file. */
export function exportAddress(workspace: string, filter: LogSearch, format: "csv" | "jsonl"): string {
  const query = logQuery(filter, viewerTimeZone());
  return apiAddress(`${apiPath("workspaces", workspace, "actions")}?${search({ ...query, format })}`);
}

/**
 * The running actions, newest first, for the held part of the meter; undefined while they load. Somebody else's are not
 * shown to an editor.
 */
export function useRunningActions(workspace: string): ActionsPage | undefined {
  const running = useQuery({
    queryKey: [...queryKeys.credits(workspace), "actions", "running"],
    queryFn: ({ signal }) => fetchActions(workspace, { outcome: "running", limit: runningMax }, signal),
  });
  return running.data;
}

export type RowsSeen = "none" | "own" | "all";

/** Who sees rows of the log: viewers see totals only, editors their own rows, admins and owners all. */
export function rowsSeenBy(role: Role): RowsSeen {
  if (role === "viewer") return "none";
  return role === "editor" ? "own" : "all";
}

type ActionsRequest = Readonly<Record<string, string | number | undefined>>;

function fetchActions(workspace: string, request: ActionsRequest, signal: AbortSignal) {
  return api.get(`${apiPath("workspaces", workspace, "actions")}?${search(request)}`, actionsPage, { signal });
}

function search(request: ActionsRequest): string {
  const given = Object.entries(request).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return new URLSearchParams(given).toString();
}
