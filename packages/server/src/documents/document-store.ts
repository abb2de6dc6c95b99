import type { WorkspaceId } from "@dokly/credits";
import type { Kysely } from "kysely";
import { ProblemError } from "../http/problem-error.ts";
import type { Tables } from "../tables.ts";
import { foldersOf, isPagePath } from "./document-path.ts";
import { documentAbsent, documentExists, requirePage, requirePath, versionConflict } from "./document-refusals.ts";
import { requireRoom } from "./document-room.ts";
import { versionOf } from "./document-version.ts";
import type { ImportedFile } from "./import-files.ts";
import { titleOf } from "./page-title.ts";
import { storeFiles } from "./store-files.ts";

/** What a list of pages shows of one. */
export type DocumentEntry = {
  readonly path: string;
  readonly title: string;
  readonly version: string;
  readonly bytes: number;
  readonly updatedAt: Date;
};

/** A document with its bytes, as stored. */
export type StoredDocument = {
  readonly path: string;
  readonly title: string;
  readonly version: string;
  readonly updatedAt: Date;
  readonly bytes: Buffer;
};

/**
 * The documents of every workspace, byte for byte. A version names the content (a hash of it), so that equal bytes have
 * equal versions. Refusals are `ProblemError`s: `version-conflict` carries `currentVersion` and `currentText`.
 */
export type DocumentStore = {
  /** The Markdown pages, by path. Files that were imported beside them are kept and exported, not listed. */
  list(workspace: WorkspaceId): Promise<readonly DocumentEntry[]>;
  read(workspace: WorkspaceId, path: string): Promise<StoredDocument | null>;
  /** Makes a page. Refuses `document-exists`, `document-refused`, `too-large`, `limit-reached`. */
  create(input: { workspace: WorkspaceId; path: string; bytes: Uint8Array }): Promise<DocumentEntry>;
  /** Saves a page against the version it was read at. Refuses `not-found`, `version-conflict`, `document-refused`. */
  save(input: { workspace: WorkspaceId; path: string; bytes: Uint8Array; ifVersion: string }): Promise<DocumentEntry>;
  rename(input: { workspace: WorkspaceId; path: string; to: string; ifVersion?: string }): Promise<DocumentEntry>;
  delete(input: { workspace: WorkspaceId; path: string; ifVersion: string }): Promise<void>;
  /** Stores all files or none. */
  import(input: {
    workspace: WorkspaceId;
    files: readonly ImportedFile[];
  }): Promise<{ created: number; updated: number; unchanged: number }>;
  /** Every path of a workspace, other files too, in order. */
  listPaths(workspace: WorkspaceId): Promise<readonly string[]>;
};

export function createDocumentStore({ database }: { database: Kysely<Tables> }): DocumentStore {
  return {
    list: async (workspace) => {
      const rows = await database
        .selectFrom("documents")
        .select(["path", "title", "version", "size as bytes", "updatedAt"])
        .where("workspaceId", "=", workspace)
        .where("isPage", "=", true)
        .orderBy("path")
        .execute();
      return rows;
    },
    listPaths: async (workspace) => {
      const rows = await database
        .selectFrom("documents")
        .select("path")
        .where("workspaceId", "=", workspace)
        .orderBy("path")
        .execute();
      return rows.map((row) => row.path);
    },
    read: async (workspace, path) => (await selectDocument(database, workspace, path)) ?? null,
    create: (input) => createPage(database, input),
    save: (input) => savePage(database, input),
    rename: (input) => renameDocument(database, input),
    delete: (input) => deleteDocument(database, input),
    import: (input) => storeFiles(database, input),
  };
}

function selectDocument(database: Kysely<Tables>, workspace: WorkspaceId, path: string) {
  return database
    .selectFrom("documents")
    .select(["path", "title", "version", "updatedAt", "bytes"])
    .where("workspaceId", "=", workspace)
    .where("path", "=", path)
    .executeTakeFirst();
}

async function createPage(database: Kysely<Tables>, input: Parameters<DocumentStore["create"]>[0]) {
  const { workspace, path, bytes } = input;
  requirePage(path, bytes);
  await refuseFolderClash(database, { workspace, path });
  const { used } = await database
    .selectFrom("documents")
    .select((count) => count.fn.countAll<bigint>().as("used"))
    .where("workspaceId", "=", workspace)
    .executeTakeFirstOrThrow();
  requireRoom({ used: Number(used), wanted: Number(used) + 1 });
  const row = toRow(path, bytes);
  const created = await database
    .insertInto("documents")
    .values({ ...row, workspaceId: workspace })
    .onConflict((conflict) => conflict.columns(["workspaceId", "path"]).doNothing())
    .returning(["path", "title", "version", "size as bytes", "updatedAt"])
    .executeTakeFirst();
  if (created === undefined) throw documentExists(path);
  return created;
}

async function savePage(database: Kysely<Tables>, input: Parameters<DocumentStore["save"]>[0]) {
  const { workspace, path, bytes, ifVersion } = input;
  requirePage(path, bytes);
  const saved = await database
    .updateTable("documents")
    .set({ ...toRow(path, bytes), updatedAt: new Date() })
    .where("workspaceId", "=", workspace)
    .where("path", "=", path)
    .where("version", "=", ifVersion)
    .returning(["path", "title", "version", "size as bytes", "updatedAt"])
    .executeTakeFirst();
  return saved ?? (await refuseStale(database, input));
}

async function deleteDocument(database: Kysely<Tables>, input: Parameters<DocumentStore["delete"]>[0]) {
  const deleted = await database
    .deleteFrom("documents")
    .where("workspaceId", "=", input.workspace)
    .where("path", "=", input.path)
    .where("version", "=", input.ifVersion)
    .returning("path")
    .executeTakeFirst();
  if (deleted === undefined) await refuseStale(database, input);
}

async function renameDocument(database: Kysely<Tables>, input: Parameters<DocumentStore["rename"]>[0]) {
  const { workspace, path, to, ifVersion } = input;
  requirePath(to);
  if (isPagePath(path) && !isPagePath(to)) {
    throw new ProblemError("document-refused", "A page's name ends in .md, .mdx or .markdown.");
  }
  const current = await selectDocument(database, workspace, path);
  if (current === undefined) throw documentAbsent(path);
  if (ifVersion !== undefined && current.version !== ifVersion) throw versionConflict(current);
  await refuseFolderClash(database, { workspace, path: to, except: path });
  try {
    const renamed = await database
      .updateTable("documents")
      .set({ path: to, title: titleOf(to, current.bytes), isPage: isPagePath(to), updatedAt: new Date() })
      .where("workspaceId", "=", workspace)
      .where("path", "=", path)
      .where("version", "=", current.version)
      .returning(["path", "title", "version", "size as bytes", "updatedAt"])
      .executeTakeFirst();
    return renamed ?? (await refuseStale(database, input));
  } catch (error) {
    if (isUniqueViolation(error)) throw documentExists(to);
    throw error;
  }
}

function toRow(path: string, bytes: Uint8Array) {
  return {
    path,
    title: titleOf(path, bytes),
    isPage: isPagePath(path),
    version: versionOf(bytes),
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    size: bytes.byteLength,
  };
}

/** A name can not be a page and a folder at once: the export could not be unpacked. */
async function refuseFolderClash(
  database: Kysely<Tables>,
  input: { workspace: WorkspaceId; path: string; except?: string },
): Promise<void> {
  const { workspace, path, except } = input;
  const clash = await database
    .selectFrom("documents")
    .select("path")
    .where("workspaceId", "=", workspace)
    .where("path", "!=", except ?? "")
    .where((where) =>
      where.or([
        where("path", "in", ["", ...foldersOf(path)]),
        // "0" is the character after "/": everything below the folder `path/`.
        where.and([where("path", ">=", `${path}/`), where("path", "<", `${path}0`)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  if (clash !== undefined) {
    throw new ProblemError(
      "document-exists",
      `${path} can not be stored: ${clash.path} needs the same name as a folder or file.`,
    );
  }
}

async function refuseStale(database: Kysely<Tables>, input: { workspace: WorkspaceId; path: string }): Promise<never> {
  const current = await selectDocument(database, input.workspace, input.path);
  throw current === undefined ? documentAbsent(input.path) : versionConflict(current);
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23505";
}
