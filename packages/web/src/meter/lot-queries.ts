import { type LotsPage, lotsPage } from "@dokly/contract";
import { type InfiniteData, infiniteQueryOptions } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";

/** How many grants come at once: a year of them, mostly. */
const pageLength = 30;

/** Every grant of a workspace and what became of it, newest first, page after page. */
export function lotsQuery(workspace: string) {
  return infiniteQueryOptions<LotsPage, Error, InfiniteData<LotsPage>, readonly unknown[], string | null>({
    // It changes with every charge: it lies below the credits, which are refreshed then.
    queryKey: [...queryKeys.credits(workspace), "lots"],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: String(pageLength) });
      if (pageParam !== null) search.set("cursor", pageParam);
      return api.get(`${apiPath("workspaces", workspace, "credits", "lots")}?${search}`, lotsPage, { signal });
    },
    initialPageParam: null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}
