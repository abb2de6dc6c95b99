import type { DocumentSummary } from "@dokly/contract";

/** One line of the list: a folder with how many pages lie below it, or a page. `depth` is 0 at the top. */
export type TreeRow =
  | { type: "folder"; path: string; name: string; depth: number; pages: number }
  | { type: "page"; depth: number; page: DocumentSummary };

type Folder = { path: string; name: string; folders: Map<string, Folder>; pages: DocumentSummary[] };

const newFolder = (path: string, name: string): Folder => ({ path, name, folders: new Map(), pages: [] });

function folderFor(root: Folder, segments: readonly string[]): Folder {
  let folder = root;
  for (const name of segments) {
    const path = folder.path === "" ? name : `${folder.path}/${name}`;
    const next = folder.folders.get(name) ?? newFolder(path, name);
    folder.folders.set(name, next);
    folder = next;
  }
  return folder;
}

const countPages = (folder: Folder): number =>
  folder.pages.length + [...folder.folders.values()].reduce((sum, below) => sum + countPages(below), 0);

const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function rowsOf(folder: Folder, depth: number, closed: ReadonlySet<string>): TreeRow[] {
  const pages = [...folder.pages].sort((a, b) => byName.compare(a.path, b.path));
  const folders = [...folder.folders.values()].sort((a, b) => byName.compare(a.name, b.name));
  return [
    ...pages.map((page): TreeRow => ({ type: "page", depth, page })),
    ...folders.flatMap((below): TreeRow[] => [
      { type: "folder", path: below.path, name: below.name, depth, pages: countPages(below) },
      ...(closed.has(below.path) ? [] : rowsOf(below, depth + 1, closed)),
    ]),
  ];
}

/** The pages as an indented tree, pages before folders at each level; what lies in a closed folder is left out. */
export function pageTree(pages: readonly DocumentSummary[], closed: ReadonlySet<string>): TreeRow[] {
  const root = newFolder("", "");
  for (const page of pages) folderFor(root, page.path.split("/").slice(0, -1)).pages.push(page);
  return rowsOf(root, 0, closed);
}

/** The pages whose title or path has every word of the filter, in any order, whatever the case. */
export function filterPages(pages: readonly DocumentSummary[], filter: string): DocumentSummary[] {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return pages.filter(({ title, path }) => {
    const text = `${title}\n${path}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The paths of the pages that lie in a folder or below it. */
export const pagesBelow = (pages: readonly DocumentSummary[], folder: string): string[] =>
  pages.flatMap(({ path }) => (path.startsWith(`${folder}/`) ? [path] : []));
