import {
  type CreatePageRunBody,
  type PageRun,
  type PageRunEstimate,
  type PageRunEstimateBody,
  pageRun,
  pageRunEstimate,
  pageRuns,
} from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, apiPath } from "./client.ts";
import { queryKeys } from "./query-keys.ts";

export const pageRunsPath = (w: string, ...rest: string[]): string => apiPath("workspaces", w, "page-runs", ...rest);

/** What an action on many pages would cost, together and page by page; nothing is run or held. */
export const estimatePageRun = (
  w: string,
  asked: PageRunEstimateBody,
  signal?: AbortSignal,
): Promise<PageRunEstimate> =>
  api.post(pageRunsPath(w, "estimate"), asked, pageRunEstimate, { ...(signal && { signal }) });

/** Holds the credits of all pages and begins; the same key never begins two. */
export const createPageRun = (w: string, body: CreatePageRunBody, idempotencyKey: string): Promise<PageRun> =>
  api.post(pageRunsPath(w), body, pageRun, { idempotencyKey });

export const pageRunsQuery = (w: string) =>
  queryOptions({
    queryKey: queryKeys.pageRuns(w),
    queryFn: ({ signal }) => api.get(pageRunsPath(w), pageRuns, { signal }),
  });

export const pageRunQuery = (w: string, id: string) =>
  queryOptions({
    queryKey: queryKeys.pageRun(w, id),
    queryFn: ({ signal }) => api.get(pageRunsPath(w, id), pageRun, { signal }),
  });
