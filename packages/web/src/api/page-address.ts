import { apiPath } from "./client.ts";
import { UnexpectedReply } from "./problem.ts";

/** The API's path of a page. */
export const pageAddress = (w: string, path: string): string => apiPath("workspaces", w, "documents", path);

/** A version as If-Match takes it. */
export const entityTag = (version: string): string => `"${version}"`;

/** The version in a reply's ETag: without quotes and without the mark of a weak one. */
export function versionIn(response: Response): string {
  const tag = /^(?:W\/)?"(.*)"$/.exec(response.headers.get("etag") ?? "")?.[1];
  if (tag === undefined) throw new UnexpectedReply(response.status);
  return tag;
}

/** The media type of every page. */
export const markdown = "text/markdown; charset=utf-8";
