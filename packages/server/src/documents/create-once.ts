import type { WorkspaceId } from "@dokly/credits";
import { ProblemError } from "../http/problem-error.ts";
import type { DocumentStore } from "./document-store.ts";
import { versionOf } from "./document-version.ts";

/**
 * Makes a page that may have been made before a crash: the same bytes at the same path are that page. False where
 * something else stands there. Other refusals of the store pass through.
 */
export async function createOnce(
  documents: Pick<DocumentStore, "create" | "read">,
  page: { readonly workspace: WorkspaceId; readonly path: string; readonly bytes: Uint8Array },
): Promise<boolean> {
  try {
    await documents.create(page);
    return true;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== "document-exists") throw error;
    const there = await documents.read(page.workspace, page.path);
    return there?.version === versionOf(page.bytes);
  }
}
