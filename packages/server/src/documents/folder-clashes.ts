import { foldersOf } from "./document-path.ts";
import type { PreparedImport } from "./import-files.ts";

/** Refuses every file whose name is a folder of another document, or the other way round: no disk can hold both. */
export function refuseFolderClashes(prepared: PreparedImport, existing: readonly string[]): PreparedImport {
  const taken = new Set(existing);
  const folders = new Set(existing.flatMap(foldersOf));
  const result: PreparedImport = { files: [], refused: [...prepared.refused] };
  for (const file of prepared.files) {
    const above = foldersOf(file.path);
    const clash = folders.has(file.path) ? file.path : above.find((folder) => taken.has(folder));
    if (clash !== undefined) {
      result.refused.push({ path: file.path, reason: `${clash} would be a file and a folder at once` });
      continue;
    }
    taken.add(file.path);
    for (const folder of above) folders.add(folder);
    result.files.push(file);
  }
  return result;
}
