import type { WorkspaceId } from "@dokly/credits";
import { isPagePath, whyPathIsRefused } from "../../documents/document-path.ts";
import type { DocumentStore } from "../../documents/document-store.ts";
import { ProblemError } from "../../http/problem-error.ts";

const nameLengthMax = 60;

/** A file name made of a title: its letters and digits in lower case, joined by hyphens. */
function nameOf(title: string): string {
  const words =
    title
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const name = words.join("-").slice(0, nameLengthMax).toWellFormed().replace(/-+$/, "");
  return name === "" ? "page" : name;
}

/** `guide/intro.md` with a number: `guide/intro-2.md`. */
function numberedPath(path: string, number: number): string {
  const dot = path.lastIndexOf(".");
  return number < 2 ? path : `${path.slice(0, dot)}-${number}${path.slice(dot)}`;
}

/** How many paths are tried where somebody took the one that was free before. */
const pathsTried = 20;

/** A path, and the ones to fall back on where it was taken meanwhile: with 2, 3 … 20 behind its name. */
export function pathsNear(path: string): readonly string[] {
  return Array.from({ length: pathsTried }, (_, index) => numberedPath(path, index + 1));
}

/**
 * Where a new page is stored: at the path that was asked for, or at a free one made of its title.
 * @throws ProblemError `document-refused` for a path that can name no page, `document-exists` where one is there
 */
export async function findLanding(
  asked: { readonly path: string | undefined; readonly title: string },
  { documents, workspace }: { readonly documents: DocumentStore; readonly workspace: WorkspaceId },
): Promise<string> {
  const { path } = asked;
  const taken = new Set(await documents.listPaths(workspace));
  if (path !== undefined) {
    const reason = whyPathIsRefused(path) ?? (isPagePath(path) ? null : "a page's name ends in .md, .mdx or .markdown");
    if (reason !== null) throw new ProblemError("document-refused", `${path} can not be stored: ${reason}.`);
    if (taken.has(path)) throw new ProblemError("document-exists", `${path} is there already. Choose another path.`);
    return path;
  }
  const first = `${nameOf(asked.title)}.md`;
  for (let number = 1; ; number++) {
    const candidate = numberedPath(first, number);
    if (!taken.has(candidate)) return candidate;
  }
}
