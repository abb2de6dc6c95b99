import { documentBytesMax } from "@dokly/contract";
import { ProblemError } from "../http/problem-error.ts";
import { isPagePath, whyPathIsRefused } from "./document-path.ts";
import type { StoredDocument } from "./document-store.ts";
import { decodePage, whyBytesAreRefused } from "./page-bytes.ts";

/** Refuses a path that no document may have, with `document-refused`. */
export function requirePath(path: string): void {
  const refusal = whyPathIsRefused(path);
  if (refusal !== null) throw new ProblemError("document-refused", `This path can not be used: ${refusal}.`);
}

/** Refuses a path or bytes that no page may have, with `document-refused` or `too-large`. */
export function requirePage(path: string, bytes: Uint8Array): void {
  requirePath(path);
  if (!isPagePath(path)) throw new ProblemError("document-refused", "A page's name ends in .md, .mdx or .markdown.");
  const refusal = whyBytesAreRefused(bytes, documentBytesMax);
  if (refusal === null) return;
  const code = bytes.length > documentBytesMax ? "too-large" : "document-refused";
  throw new ProblemError(code, `${path} can not be stored: ${refusal}.`);
}

export function versionConflict(current: StoredDocument): ProblemError {
  const text = decodePage(current.bytes)?.text;
  return new ProblemError(
    "version-conflict",
    `${current.path} is at version ${current.version} now. Keep your text, compare, and save again against that version.`,
    { currentVersion: current.version, ...(text === undefined ? {} : { currentText: text }) },
    { etag: `"${current.version}"` },
  );
}

export function documentAbsent(path: string): ProblemError {
  return new ProblemError("not-found", `There is no page ${path} in this workspace.`);
}

export function documentExists(path: string): ProblemError {
  return new ProblemError("document-exists", `There is already a page ${path} in this workspace.`);
}
