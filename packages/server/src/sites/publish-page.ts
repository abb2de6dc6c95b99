import type { Credits } from "@dokly/credits";
import { pathsNear } from "../ai/selection/landing-path.ts";
import { createOnce } from "../documents/create-once.ts";
import { documentExists } from "../documents/document-refusals.ts";
import type { DocumentStore } from "../documents/document-store.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { PageEnd } from "../page-jobs/job-pages.ts";
import type { WrittenOutput } from "../page-jobs/job-rows.ts";
import type { FinishTask } from "./finish-page.ts";
import type { SitePageRow, SiteRow } from "./site-store.ts";

type Published = { readonly written: WrittenOutput; readonly charged: bigint };

export type PublishDependencies = {
  readonly credits: Credits;
  readonly documents: DocumentStore;
  /** Finishes a page beside the loop that holds row locks. */
  readonly finishPage: (task: FinishTask) => Promise<string>;
};

/** Gives a charge back whose page the workspace has no room for: nobody pays for what they do not get. */
async function refuse(
  site: SiteRow,
  page: SitePageRow,
  error: ProblemError,
  charged: bigint,
  deps: PublishDependencies,
) {
  if (charged > 0n && page.hold !== null) {
    await deps.credits.refund({
      workspace: site.workspace,
      action: page.hold.action,
      credits: charged,
      reason: "the page could not be stored",
      actor: "dokly",
      key: `site-refused:${page.hold.action}`,
    });
  }
  const given = charged > 0n ? " What it had cost was given back." : "";
  const failure = { code: error.code, message: `${error.message}${given}` };
  return { state: "failed", charged: 0n, path: page.path, isDraft: false, failure } as const;
}

/**
 * Stores a page that was paid for: with its place in the navigation, without links that lead nowhere, under its own
 * path or the nearest free one.
 */
export async function publishPage(
  site: SiteRow,
  page: SitePageRow,
  { written, charged }: Published,
  deps: PublishDependencies,
): Promise<PageEnd> {
  const { isDraft } = written;
  const state = written.status === "cancelled" ? "cancelled" : "written";
  const there = await deps.documents.listPaths(site.workspace);
  const paths = [...there, ...site.pages.map(({ path }) => path)];
  try {
    for (const path of pathsNear(page.path)) {
      const text = await deps.finishPage({ text: written.text, path, number: page.number, paths, isDraft });
      const bytes = new TextEncoder().encode(text);
      if (!(await createOnce(deps.documents, { workspace: site.workspace, path, bytes }))) continue;
      return { state, charged, path, isDraft, failure: null };
    }
    throw documentExists(page.path);
  } catch (error) {
    if (error instanceof ProblemError) return await refuse(site, page, error, charged, deps);
    throw error;
  }
}
