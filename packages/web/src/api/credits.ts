import { balance } from "@dokly/contract";
import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { api, apiPath } from "./client.ts";
import { queryKeys } from "./query-keys.ts";

export const balanceQuery = (w: string) =>
  queryOptions({
    queryKey: queryKeys.balance(w),
    queryFn: ({ signal }) => api.get(apiPath("workspaces", w, "credits"), balance, { signal }),
  });

/** The bucket of a workspace: what the meter shows. */
export const useBalance = (w: string) => useQuery(balanceQuery(w));

/** Refreshes everything that shows credits: after an action, or when another tab's action is announced. */
export const refreshCredits = (client: QueryClient, w: string): Promise<void> =>
  client.invalidateQueries({ queryKey: queryKeys.credits(w) });
