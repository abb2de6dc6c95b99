import type { WorkspaceId } from "@dokly/credits";
import type { Logger } from "pino";
import { createOnce } from "../../documents/create-once.ts";
import type { DocumentStore } from "../../documents/document-store.ts";
import { ProblemError } from "../../http/problem-error.ts";
import { pathsNear } from "../selection/landing-path.ts";

/** A new page that was written and paid for. */
export type Draft = {
  readonly workspace: WorkspaceId;
  readonly action: string;
  readonly path: string;
  readonly text: string;
};

/** Stores a draft and tells where; null where it can not be stored, and its text stays with its action. */
export type LandDraft = (draft: Draft) => Promise<string | null>;

/**
 * Makes drafts into pages. Doing it again after a crash finds the page of before by its bytes, and makes no second one.
 */
export function createDraftLander({ documents, logger }: { documents: DocumentStore; logger: Logger }): LandDraft {
  return async ({ workspace, action, path, text }) => {
    const bytes = new TextEncoder().encode(text);
    try {
      for (const candidate of pathsNear(path)) {
        if (await createOnce(documents, { workspace, path: candidate, bytes })) return candidate;
      }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      logger.warn({ action, code: error.code }, "a written page could not be stored; its text is kept with its action");
    }
    return null;
  };
}
