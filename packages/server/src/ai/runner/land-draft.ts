import type { WorkspaceId } from "@dokly/credits";
import type { Logger } from "pino";
import type { DocumentStore } from "../../documents/document-store.ts";
import { versionOf } from "../../documents/document-version.ts";
import { ProblemError } from "../../http/problem-error.ts";
import { numberedPath } from "../selection/landing-path.ts";

/** A new page that was written and paid for. */
export type Draft = {
  readonly workspace: WorkspaceId;
  readonly action: string;
  readonly path: string;
  readonly text: string;
};

/** Stores a draft and tells where; null where it can not be stored, and its text stays with its action. */
export type LandDraft = (draft: Draft) => Promise<string | null>;

/** How many other paths are tried where somebody took the one that was free when the action began. */
const otherPathsMax = 20;

/**
 * Makes drafts into pages. Doing it again after a crash finds the page of before by its bytes, and makes no second one.
 */
export function createDraftLander({ documents, logger }: { documents: DocumentStore; logger: Logger }): LandDraft {
  return async ({ workspace, action, path, text }) => {
    const bytes = new TextEncoder().encode(text);
    for (let number = 1; number <= otherPathsMax; number++) {
      const candidate = numberedPath(path, number);
      try {
        await documents.create({ workspace, path: candidate, bytes });
        return candidate;
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        if (error.code !== "document-exists") {
          logger.warn(
            { action, code: error.code },
            "a written page could not be stored; its text is kept with its action",
          );
          return null;
        }
        const there = await documents.read(workspace, candidate);
        if (there?.version === versionOf(bytes)) return candidate;
      }
    }
    return null;
  };
}
