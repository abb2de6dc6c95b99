import { type GoOnBody, type PageRun, pageRun, type RetryPageBody } from "@dokly/contract";
import { api } from "./client.ts";
import { pageRunsPath } from "./page-runs.ts";

/** Stops a run: what has not begun is released. */
export const cancelPageRun = (w: string, id: string): Promise<PageRun> =>
  api.post(pageRunsPath(w, id, "cancel"), {}, pageRun);

/** Holds the credits of what is not done again, and goes on. */
export const resumePageRun = (w: string, id: string, body: GoOnBody): Promise<PageRun> =>
  api.post(pageRunsPath(w, id, "resume"), body, pageRun);

/** Runs one page again, with a hold of its own; `estimate-changed` when it may cost more than it did. */
export const retryRunPage = (w: string, id: string, page: number, body: RetryPageBody): Promise<PageRun> =>
  api.post(pageRunsPath(w, id, "pages", String(page), "retry"), body, pageRun);
