import { versionOf } from "../documents/document-version.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { SiteDependencies } from "./site-dependencies.ts";
import type { PageEnd } from "./site-pages.ts";
import type { SitePageRow, SiteRow, WrittenOutput } from "./site-rows.ts";

/** How often a path is tried with another number before the page's own action names it. */
const otherPathsMax = 20;

type Published = { readonly written: WrittenOutput; readonly charged: bigint };

/** `guide/intro.md` → `guide/intro-2.md` */
function otherPath(path: string, suffix: string): string {
  const dot = path.lastIndexOf(".");
  return `${path.slice(0, dot)}-${suffix}${path.slice(dot)}`;
}

function* pathsOf(page: SitePageRow): Generator<string> {
  yield page.path;
  for (let number = 2; number <= otherPathsMax; number++) yield otherPath(page.path, String(number));
  if (page.hold !== null) yield otherPath(page.path, page.hold.action);
}

/** Stores bytes under a path; false where something else stands there. The same bytes are ours, of before a crash. */
async function storeAt(site: SiteRow, path: string, bytes: Uint8Array, deps: SiteDependencies): Promise<boolean> {
  try {
    await deps.documents.create({ workspace: site.workspace, path, bytes });
    return true;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== "document-exists") throw error;
    const there = await deps.documents.read(site.workspace, path);
    return there?.version === versionOf(bytes);
  }
}

/** Gives a charge back whose page the workspace has no room for: nobody pays for what they do not get. */
async function refuse(site: SiteRow, page: SitePageRow, error: ProblemError, charged: bigint, deps: SiteDependencies) {
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
  const failure = { code: error.code, message: `${error.message} What it had cost was given back.` };
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
  deps: SiteDependencies,
): Promise<PageEnd> {
  const { isDraft } = written;
  const state = written.status === "cancelled" ? "cancelled" : "written";
  const there = await deps.documents.listPaths(site.workspace);
  const paths = [...there, ...site.pages.map(({ path }) => path)];
  try {
    for (const path of pathsOf(page)) {
      const text = await deps.finishPage({ text: written.text, path, number: page.number, paths, isDraft });
      if (!(await storeAt(site, path, new TextEncoder().encode(text), deps))) continue;
      return { state, charged, path, isDraft, failure: null };
    }
  } catch (error) {
    if (error instanceof ProblemError) return await refuse(site, page, error, charged, deps);
    throw error;
  }
  throw new Error(`no path is free for ${page.path}`);
}
