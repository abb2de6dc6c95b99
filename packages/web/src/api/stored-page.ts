import { sendToApi } from "./client.ts";
import { entityTag, markdown, pageAddress, versionIn } from "./page-address.ts";

/** A page as it is stored: its bytes, and the version that a save has to name. */
export type StoredPage = { bytes: Uint8Array; version: string };

export async function readPage(w: string, path: string, signal?: AbortSignal): Promise<StoredPage> {
  const response = await sendToApi("GET", pageAddress(w, path), null, {
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
  const response = await sendToApi("PUT", pageAddress(input.workspace, input.path), input.bytes, {
    headers: { "content-type": markdown, "if-match": entityTag(input.ifVersion) },
  });
  return versionIn(response);
}
