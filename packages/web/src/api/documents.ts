import { documentSummary, importResult } from "@dokly/contract";
import { apiPath, api, sendToApi } from "./client.ts";
import { UnexpectedReply } from "./problem.ts";

/** A page as it is stored: its bytes, and the version that a save has to name. */
export type StoredPage = { bytes: Uint8Array; version: string };

const markdown = "text/markdown; charset=utf-8";

const documentPathOf = (w: string, path: string): string => apiPath("workspaces", w, "documents", path);

const quoted = (version: string): string => `"${version}"`;

/** The version in an ETag header: without quotes and without the mark of a weak one. */
function versionIn(response: Response): string {
  const tag = /^(?:W\/)?"(.*)"$/.exec(response.headers.get("etag") ?? "")?.[1];
  if (tag === undefined) throw new UnexpectedReply(response.status);
  return tag;
}

export async function readPage(w: string, path: string, signal?: AbortSignal): Promise<StoredPage> {
  const response = await sendToApi("GET", documentPathOf(w, path), null, {
    headers: { accept: "text/markdown" },
    ...(signal && { signal }),
  });
  return { version: versionIn(response), bytes: new Uint8Array(await response.arrayBuffer()) };
}

/** Saves the bytes over `ifVersion` and returns the new version; throws `version-conflict` when somebody was faster. */
export async function savePage(input: {
  workspace: string;
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
  ifVersion: string;
}): Promise<string> {
  const response = await sendToApi("PUT", documentPathOf(input.workspace, input.path), input.bytes, {
    headers: { "content-type": markdown, "if-match": quoted(input.ifVersion) },
  });
  return versionIn(response);
}

/** Makes a page; throws `document-exists` or `version-conflict` when the path is taken. */
export async function createPage(input: {
  workspace: string;
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}): Promise<void> {
  await sendToApi("PUT", documentPathOf(input.workspace, input.path), input.bytes, {
    headers: { "content-type": markdown, "if-none-match": "*" },
  });
}

export function deletePage(input: { workspace: string; path: string; ifVersion: string }): Promise<void> {
  return api.delete(documentPathOf(input.workspace, input.path), { headers: { "if-match": quoted(input.ifVersion) } });
}

export function renamePage(input: { workspace: string; path: string; to: string; ifVersion: string }) {
  return api.post(`${documentPathOf(input.workspace, input.path)}/rename`, { to: input.to }, documentSummary, {
    headers: { "if-match": quoted(input.ifVersion) },
  });
}

/** A file to import, with the path it had in its folder. */
export type FileWithPath = { path: string; file: File };

/** Imports one zip, or any number of files under their paths. */
export async function importFiles(w: string, files: readonly FileWithPath[]) {
  const [only] = files;
  const isZip = files.length === 1 && only !== undefined && /\.zip$/i.test(only.path);
  const response = isZip
    ? await sendToApi("POST", apiPath("workspaces", w, "import"), only.file, {
        headers: { "content-type": "application/zip" },
      })
    : await sendToApi("POST", apiPath("workspaces", w, "import"), formOf(files));
  return importResult.parse(await response.json());
}

function formOf(files: readonly FileWithPath[]): FormData {
  const form = new FormData();
  for (const { path, file } of files) form.append("files", file, path);
  return form;
}

/** The address of the zip with every page, for a download by the browser. */
export const exportAddress = (w: string): string => `/api/v1${apiPath("workspaces", w, "export.zip")}`;
