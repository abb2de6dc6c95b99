import {
  type CreateSiteBody,
  type Estimate,
  estimate,
  type Site,
  type SiteOptions,
  site,
  sites,
} from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, apiPath } from "./client.ts";
import { queryKeys } from "./query-keys.ts";

export const sitesPath = (w: string, ...rest: string[]): string => apiPath("workspaces", w, "sites", ...rest);

/** What a site would cost: before its outline, or with it; the quote of the second kind starts it. */
export function estimateSite(w: string, options: SiteOptions, signal?: AbortSignal): Promise<Estimate> {
  const body = { kind: "site", input: {}, options };
  return api.post(apiPath("workspaces", w, "ai", "estimates"), body, estimate, { ...(signal && { signal }) });
}

export const sitesQuery = (w: string) =>
  queryOptions({
    queryKey: queryKeys.sites(w),
    queryFn: ({ signal }) => api.get(sitesPath(w), sites, { signal }),
  });

export const siteQuery = (w: string, id: string) =>
  queryOptions({
    queryKey: queryKeys.site(w, id),
    queryFn: ({ signal }) => api.get(sitesPath(w, id), site, { signal }),
  });

/** Starts a site; the same key never starts two. */
export const createSite = (w: string, body: CreateSiteBody, idempotencyKey: string): Promise<Site> =>
  api.post(sitesPath(w), body, site, { idempotencyKey });
