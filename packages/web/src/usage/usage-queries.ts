import { type Action, actionsPage, type Role, usage } from "@dokly/contract";
import { infiniteQueryOptions, queryOptions, useQuery } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { type LogSearch, logQuery } from "./log-search.ts";
import { viewerTimeZone } from "./time-text.ts";

/** How many rows of the log come at once. */
const pageLength = 50;
const runningMax = 5;

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

/** The log behind a filter, page after page. */
export function actionsQuery(workspace: string, filter: LogSearch) {
  const query = logQuery(filter, viewerTimeZone());
  return infiniteQueryOptions({
    queryKey: [...queryKeys.credits(workspace), "actions", query],
    queryFn: ({ pageParam, signal }) =>
      fetchActions(workspace, { ...query, cursor: pageParam, limit: pageLength }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** The newest running actions, for the held part of the meter. Somebody else's are not shown to an editor. */
export function useRunningActions(workspace: string): readonly Action[] {
  const running = useQuery({
    queryKey: [...queryKeys.credits(workspace), "actions", "running"],
    queryFn: ({ signal }) => fetchActions(workspace, { outcome: "running", limit: runningMax }, signal),
  });
  return running.data?.items ?? [];
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
