import { randomUUID } from "node:crypto";
import type { createSiteBody, Outline } from "@dokly/contract";
import type { z } from "zod";
import type { Asker } from "../ai/quote-action.ts";
import { foldersOf, isPagePath, whyPathIsRefused } from "../documents/document-path.ts";
import { requireRoom } from "../documents/document-room.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Services } from "../services.ts";
import { bindSite, plannedSiteOf } from "./quote-site.ts";
import { isRefusal, takeLinkedHolds, takeSingleHold } from "./site-holds.ts";
import type { SitePageRow, SiteRow } from "./site-rows.ts";

/** One request to write a site, already read and allowed. */
export type SiteRequest = {
  readonly asker: Asker;
  readonly actor: string;
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

async function requireFound(services: Services, key: { workspace: string; site: string }): Promise<SiteRow> {
  const found = await services.sites.store.find(key);
  if (found === null) throw new Error(`the record of the site ${key.site} is gone`);
  return found;
}

/**
 * Begins a site: writes it down, takes its holds together, and lets it be written in the background. The same key gives
 * the same site. What is refused (402, 409, 422 …) leaves nothing behind.
 */
export async function beginSite(
  services: Services,
  request: SiteRequest,
): Promise<{ readonly site: SiteRow; readonly isReplay: boolean }> {
  const { store, runner } = services.sites;
  const { asker, actor, key, fingerprint, body } = request;
  const before = await store.findByKey(asker.workspace, asker.member, key);
  if (before !== null) {
    if (before.fingerprint === fingerprint) return { site: before, isReplay: true };
    throw new ProblemError("idempotency-key-reused", `The Idempotency-Key "${key}" was used for another request.`);
  }
  await requirePaths(services, asker, body.outline);
  const planned = plannedSiteOf(asker, body.outline, body);
  const terms = await bindSite(services, asker, planned, body);
  const id = { workspace: asker.workspace, site: `site_${randomUUID().replaceAll("-", "")}` };
  const isOurs = await store.create({
    ...planned,
    ...id,
    member: asker.member,
    actor,
    key,
    fingerprint,
    outlineAction: body.outlineAction ?? null,
    writer: services.ai.provider.writer,
    pages: planned.pages.map((page, index) => ({ ...page, ...(terms.pages[index] ?? { low: 0n, high: 0n }) })),
  });
  // Somebody sent the same request at the same time.
  if (!isOurs) return await beginSite(services, request);
  try {
    await takeLinkedHolds(await requireFound(services, id), services.sites);
  } catch (error) {
    // Where it is not known whether they were taken, the runner finds out by the same key.
    if (isRefusal(error)) await store.drop(id);
    throw error;
  }
  await store.move(id, ["starting"], "running");
  runner.wake();
  return { site: await requireFound(services, id), isReplay: false };
}

/** Takes new linked holds for the pages that are not done; refused holds leave the site as it is. */
export async function goOnWithSite(services: Services, site: SiteRow): Promise<void> {
  const { store, runner } = services.sites;
  if (!(await store.beginRound(site))) {
    if (site.state === "running" || site.state === "starting") return;
    throw new ProblemError("site-state", "This site is over: every page is written, failed or cancelled.");
  }
  try {
    await takeLinkedHolds(await requireFound(services, site), services.sites);
  } catch (error) {
    if (isRefusal(error)) await store.move(site, ["starting"], "needs-credits");
    throw error;
  }
  await store.move(site, ["starting"], "running");
  runner.wake();
}

function failureOf({ failure }: SitePageRow) {
  return failure ?? { code: "cancelled", message: "It was stopped." };
}

/** Writes one page again: a new hold, seen in the log. Asked twice, it is written once. */
export async function retrySitePage(services: Services, site: SiteRow, number: number): Promise<void> {
  const { store, pages, runner } = services.sites;
  const page = site.pages.find((found) => found.number === number);
  if (page === undefined) throw new ProblemError("not-found", `This site has no page ${number}.`);
  if (page.state === "waiting" || page.state === "running") return;
  if (page.state === "written") throw new ProblemError("site-state", `Page ${number} is written already.`);
  if (site.state === "needs-credits")
    throw new ProblemError("site-state", "This site waits for its credits. Let it go on first.");
  if (!(await pages.retry({ ...site, ...page }))) return;
  const again = await requireFound(services, site);
  const waiting = again.pages.find((found) => found.number === number);
  if (waiting === undefined) throw new Error(`page ${number} of the site ${site.site} is gone`);
  try {
    if (waiting.hold === null) await takeSingleHold(again, waiting, services.sites);
  } catch (error) {
    // Where it is not known whether it was taken, the runner finds out by the same key.
    if (!isRefusal(error)) await store.reopen(again);
    else await pages.end({ ...again, ...waiting }, { ...page, state: "failed", charged: 0n, failure: failureOf(page) });
    throw error;
  }
  await store.reopen(again);
  runner.wake();
}
