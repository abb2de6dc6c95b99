import type { FileWithPath } from "../api/import-export.ts";

/** Files from an input, under the path inside the chosen folder (without the folder's own name) or their name. */
export function filesOfInput(list: FileList | null): FileWithPath[] {
  return [...(list ?? [])]
    .map((file) => ({ path: withoutTopFolder(file.webkitRelativePath) || file.name, file }))
    .filter(({ path }) => !isLeftOut(path));
}

/**
 * `docs/guide/a.md` chosen as the folder `docs` is the page `guide/a.md`; hidden folders such as `.git` are not
 * pages.
 */
function withoutTopFolder(path: string): string {
  return path.split("/").slice(1).join("/");
}

const leftOut: ReadonlySet<string> = new Set([".git", ".hg", ".svn", ".DS_Store", "Thumbs.db", "node_modules"]);

/**
 * True for what belongs to other tools and never to the documentation: version control, installed packages, system
 * files.
 */
export const isLeftOut = (path: string): boolean => path.split("/").some((segment) => leftOut.has(segment));

function readEntries(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => {
    reader.readEntries(resolve, reject);
  });
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

async function filesBelow(entry: FileSystemEntry, path: string): Promise<FileWithPath[]> {
  if (entry.isFile) return [{ path, file: await fileOf(entry as FileSystemFileEntry) }];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FileWithPath[] = [];
  // A directory gives its entries in portions, and says that it has no more by an empty one.
  for (let entries = await readEntries(reader); entries.length > 0; entries = await readEntries(reader)) {
    for (const below of entries) found.push(...(await filesBelow(below, `${path}/${below.name}`)));
  }
  return found;
}

/**
 * Files from a drop: single files by their name, folders with everything below them, without a single folder's own
 * name.
 */
export async function filesOfDrop(transfer: DataTransfer): Promise<FileWithPath[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const isOneFolder = entries.length === 1 && entries[0]?.isDirectory === true;
  const files = (await Promise.all(entries.map((entry) => filesBelow(entry, entry.name)))).flat();
  const named = isOneFolder ? files.map(({ path, file }) => ({ path: withoutTopFolder(path), file })) : files;
  return named.filter(({ path }) => !isLeftOut(path));
}
