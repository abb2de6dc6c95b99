import { auditPage, ownKeyList } from "@dokly/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { apiAddress } from "../api/api-address.ts";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";

/** Where a workspace's own keys are. */
export const keysPath = (w: string, ...parts: readonly string[]): string => apiPath("workspaces", w, "byok", ...parts);
const auditPath = (w: string): string => apiPath("workspaces", w, "audit");
const auditAtOnce = "25";

/** Lies below the credits: what a key has cost moves with every action. */
export const ownKeysQuery = (w: string) =>
  queryOptions({
    queryKey: [...queryKeys.credits(w), "own-keys"],
    queryFn: ({ signal }) => api.get(keysPath(w), ownKeyList, { signal }),
  });

/** The audit log, newest first, page after page. */
export const auditQuery = (w: string) =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.credits(w), "audit"],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      return api.get(`${auditPath(w)}?${new URLSearchParams({ limit: auditAtOnce, ...cursor })}`, auditPage, {
        signal,
      });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** The address at which the whole log is downloaded. */
export const auditAddress = (w: string, format: "csv" | "jsonl"): string =>
  apiAddress(`${auditPath(w)}?format=${format}`);
