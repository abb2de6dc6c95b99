import type { WorkspaceId } from "@dokly/credits";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../tables.ts";
import { isPagePath } from "./document-path.ts";
import type { ImportedFile } from "./import-files.ts";

/** Files go to the database in parts of this many bytes, in one transaction. */
const partBytesMax = 8_000_000;
const partFilesMax = 500;

/** Stores all files of an import, or none; files that are stored already with equal bytes count as unchanged. */
export async function storeFiles(
  database: Kysely<Tables>,
  input: { workspace: WorkspaceId; files: readonly ImportedFile[] },
) {
  const { workspace, files } = input;
  const counts = { created: 0, updated: 0, unchanged: 0 };
  await database.transaction().execute(async (transaction) => {
    for (const part of partsOf(files)) {
      const { rows } = await sql<{ isNew: boolean }>`
        insert into dokly.documents (workspace_id, path, title, is_page, version, bytes, size)
        select ${workspace}, path, title, is_page, version, bytes, octet_length(bytes)
        from unnest(
          ${part.map((file) => file.path)}::text[], ${part.map((file) => file.title)}::text[],
          ${part.map((file) => isPagePath(file.path))}::boolean[], ${part.map((file) => file.version)}::text[],
          ${part.map((file) => file.bytes)}::bytea[]
        ) as file (path, title, is_page, version, bytes)
        order by path
        on conflict (workspace_id, path) do update
          set title = excluded.title, version = excluded.version, bytes = excluded.bytes, size = excluded.size,
            updated_at = clock_timestamp()
          where documents.version <> excluded.version
        returning (xmax = 0) as is_new`.execute(transaction);
      const created = rows.filter((row) => row.isNew).length;
      counts.created += created;
      counts.updated += rows.length - created;
      counts.unchanged += part.length - rows.length;
    }
  });
  return counts;
}

function* partsOf(files: readonly ImportedFile[]): Generator<ImportedFile[]> {
  let part: ImportedFile[] = [];
  let bytes = 0;
  for (const file of files) {
    if (part.length > 0 && (part.length >= partFilesMax || bytes + file.bytes.length > partBytesMax)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(file);
    bytes += file.bytes.length;
  }
  if (part.length > 0) yield part;
}
