import {
  type AcceptedPage,
  type AcceptPageBody,
  acceptedPage,
  type PageRun,
  type PageRunText,
  pageRun,
  pageRunText,
} from "@dokly/contract";
import { api } from "./client.ts";
import { pageRunsPath } from "./page-runs.ts";

const pagePath = (w: string, id: string, page: number, verb: string): string =>
  pageRunsPath(w, id, "pages", String(page), verb);

/** The text that waits for a decision, and what stands in its place now. */
export const readRunText = (w: string, id: string, page: number, signal: AbortSignal): Promise<PageRunText> =>
  api.get(pagePath(w, id, page, "text"), pageRunText, { signal });

/** Saves the text over the version that it was written from; throws `version-conflict` when the page changed since. */
export const acceptRunPage = (w: string, id: string, page: number, body: AcceptPageBody): Promise<AcceptedPage> =>
  api.post(pagePath(w, id, page, "accept"), body, acceptedPage);

/** Lets the text go; the page stays as it is, and what was charged stays charged. */
export const rejectRunPage = (w: string, id: string, page: number): Promise<PageRun> =>
  api.post(pagePath(w, id, page, "reject"), {}, pageRun);
