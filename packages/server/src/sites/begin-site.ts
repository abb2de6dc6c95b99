import { randomUUID } from "node:crypto";
import type { createSiteBody, Outline } from "@dokly/contract";
import type { z } from "zod";
import { refuseAfterManyFailures } from "../ai/prepare-run.ts";
import type { Asker } from "../ai/quote-action.ts";
import type { Doer } from "../byok/audit-log.ts";
import { foldersOf, isPagePath, whyPathIsRefused } from "../documents/document-path.ts";
import { requireRoom } from "../documents/document-room.ts";
import { ProblemError } from "../http/problem-error.ts";
import { beginJob } from "../page-jobs/begin-job.ts";
import { requireTerms, writerOf } from "../page-jobs/page-terms.ts";
import type { Services } from "../services.ts";
import { bindSite } from "./quote-site.ts";
import type { SiteRow } from "./site-store.ts";

/** One request to write a site, already read and allowed. */
export type SiteRequest = {
  readonly asker: Asker;
  readonly by: Doer;
  readonly key: string;
  readonly fingerprint: string;
  readonly body: z.output<typeof createSiteBody>;
};

function refusePath(index: number, path: string, reason: string): never {
  throw new ProblemError(
    "document-refused",
    `Page ${index + 1} of the outline, ${path}: ${reason}. Nothing was held.`,
    {
      errors: [{ path: `outline.pages.${index}.path`, message: reason }],
    },
  );
}

/** Refuses an outline that could not be stored, before it costs anything. */
async function requirePaths({ documents }: Services, asker: Asker, { pages }: Outline): Promise<void> {
  const there = await documents.listPaths(asker.workspace);
  const taken = new Set(there);
  const folders = new Set(there.flatMap(foldersOf));
  for (const [index, { path }] of pages.entries()) {
    const refusal = whyPathIsRefused(path);
    if (refusal !== null) refusePath(index, path, refusal);
    if (!isPagePath(path)) refusePath(index, path, "a page's name ends in .md, .mdx or .markdown");
    if (taken.has(path))
      refusePath(index, path, "a page with this path is there already, or stands twice in the outline");
    const clash = folders.has(path) || foldersOf(path).some((folder) => taken.has(folder));
    if (clash) refusePath(index, path, "a page and a folder would have the same name");
    taken.add(path);
    for (const folder of foldersOf(path)) folders.add(folder);
  }
  requireRoom({ used: there.length, wanted: there.length + pages.length });
}

/** Begins a site: writes it down, takes its holds together, and lets it be written in the background. */
export async function beginSite(
  services: Services,
  request: SiteRequest,
): Promise<{ readonly job: SiteRow; readonly isReplay: boolean }> {
  const { asker, by, key, fingerprint, body } = request;
  return await beginJob(services.sites, { ...asker, key, fingerprint }, async () => {
    await refuseAfterManyFailures(services, asker);
    await requirePaths(services, asker, body.outline);
    const { site, terms } = await bindSite(services, asker, body);
    const id = { workspace: asker.workspace, job: `site_${randomUUID().replaceAll("-", "")}` };
    const isOurs = await services.sites.insert({
      ...site,
      ...id,
      member: asker.member,
      actor: by.actor,
      begunBy: by,
      key,
      fingerprint,
      outlineAction: body.outlineAction ?? null,
      writer: writerOf(services, terms),
      pages: site.pages.map((page, index) => ({ ...page, ...requireTerms(terms, index) })),
    });
    return isOurs ? id : null;
  });
}
