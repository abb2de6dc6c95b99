import { type NextRun, nextRun } from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, apiPath } from "./client.ts";
import { queryKeys } from "./query-keys.ts";

const path = (w: string): string => apiPath("workspaces", w, "ai", "next-run");

/** Under it lies what the next action of the signed-in person does. */
export const nextRunKey = (w: string) => [...queryKeys.workspace(w), "next-run"] as const;

/** Outside production: what the next action of this person does. `after` is their last one, which it does not mean. */
export const nextRunQuery = (w: string, after: string | null) =>
  queryOptions({
    queryKey: [...nextRunKey(w), after] as const,
    queryFn: ({ signal }) => api.get(path(w), nextRun, { signal }),
  });

/** Sets it. */
export const setNextRun = (w: string, next: NextRun) => api.put(path(w), next, null);
