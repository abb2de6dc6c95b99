import { importResult } from "@dokly/contract";
import { apiPath, sendToApi } from "./client.ts";

/** A file to import, with the path it had in its folder. */
export type FileWithPath = { path: string; file: File };

/** Imports one zip, or any number of files under their paths. */
export async function importFiles(w: string, files: readonly FileWithPath[]) {
  const [only] = files;
  const isZip = files.length === 1 && only !== undefined && /\.zip$/i.test(only.path);
  const address = apiPath("workspaces", w, "import");
  const response = isZip
    ? await sendToApi("POST", address, only.file, { headers: { "content-type": "application/zip" } })
    : await sendToApi("POST", address, formOf(files));
  return importResult.parse(await response.json());
}

function formOf(files: readonly FileWithPath[]): FormData {
  const form = new FormData();
  for (const { path, file } of files) form.append("files", file, path);
  return form;
}

/** The address of the zip with every page, for a download by the browser. */
export const exportAddress = (w: string): string => `/api/v1${apiPath("workspaces", w, "export.zip")}`;
