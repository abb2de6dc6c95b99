import {
  type CreateSiteBody,
  type Estimate,
  estimate,
  type Site,
  type SiteOptions,
  site,
  siteEvents,
  sites,
} from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, apiPath, sendToApi } from "./client.ts";
import { createEventStreamReader } from "./event-stream.ts";
import { queryKeys } from "./query-keys.ts";

const sitesPath = (w: string, ...rest: string[]): string => apiPath("workspaces", w, "sites", ...rest);

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

export const cancelSite = (w: string, id: string): Promise<Site> => api.post(sitesPath(w, id, "cancel"), {}, site);
export const resumeSite = (w: string, id: string): Promise<Site> => api.post(sitesPath(w, id, "resume"), {}, site);
export const retrySitePage = (w: string, id: string, page: number): Promise<Site> =>
  api.post(sitesPath(w, id, "pages", String(page), "retry"), {}, site);

/** Yields the site whenever something of it changed; ends when it is over, or when the connection is lost. */
export async function* watchSite(w: string, id: string, signal: AbortSignal): AsyncGenerator<Site> {
  const headers = { accept: "text/event-stream" };
  const response = await sendToApi("GET", sitesPath(w, id, "events"), null, { signal, headers });
  if (response.body === null) return;
  const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const read = createEventStreamReader();
  try {
    for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
      for (const { event, data } of read(piece.value))
        if (event === "site") yield siteEvents.site.parse(JSON.parse(data));
    }
  } finally {
    void pieces.cancel().catch(() => undefined);
  }
}
