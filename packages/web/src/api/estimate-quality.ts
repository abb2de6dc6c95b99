import { estimateQuality } from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, apiPath } from "./client.ts";
import { queryKeys } from "./query-keys.ts";

/** How often this workspace's charges of the past days lay within what was shown before. */
export const workspaceQualityQuery = (w: string, days: number) =>
  queryOptions({
    queryKey: [...queryKeys.credits(w), "estimate-quality", days],
    queryFn: ({ signal }) =>
      api.get(`${apiPath("workspaces", w, "ai", "estimate-quality")}?days=${days}`, estimateQuality, { signal }),
  });

/** The same of the whole deployment; for the operator. */
export const deploymentQualityQuery = (days: number) =>
  queryOptions({
    queryKey: ["operator", "estimates", days],
    queryFn: ({ signal }) => api.get(`/operator/estimates?days=${days}`, estimateQuality, { signal }),
  });
