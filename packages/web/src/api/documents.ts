import { documentList, documentSummary } from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, apiPath, sendToApi } from "./client.ts";
import { entityTag, markdown, pageAddress } from "./page-address.ts";
import { queryKeys } from "./query-keys.ts";

export const documentsQuery = (w: string) =>
  queryOptions({
    queryKey: queryKeys.documents(w),
    queryFn: ({ signal }) => api.get(apiPath("workspaces", w, "documents"), documentList, { signal }),
  });

/** Makes a page; throws `document-exists` or `version-conflict` when the path is taken. */
export async function createPage(input: {
  workspace: string;
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}): Promise<void> {
  await sendToApi("PUT", pageAddress(input.workspace, input.path), input.bytes, {
    headers: { "content-type": markdown, "if-none-match": "*" },
  });
}

export function deletePage(input: { workspace: string; path: string; ifVersion: string }): Promise<void> {
  const headers = { "if-match": entityTag(input.ifVersion) };
  return api.delete(pageAddress(input.workspace, input.path), { headers });
}

export function renamePage(input: { workspace: string; path: string; to: string; ifVersion: string }) {
  const headers = { "if-match": entityTag(input.ifVersion) };
  const address = `${pageAddress(input.workspace, input.path)}/rename`;
  return api.post(address, { to: input.to }, documentSummary, { headers });
}
