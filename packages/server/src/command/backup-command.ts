import { resolve } from "node:path";
import type { BackupManifest } from "../backup/backup-manifest.ts";
import { copyKeys, keysFolderOf } from "../backup/kept-keys.ts";
import { takeBackup } from "../backup/take-backup.ts";
import { readSettings } from "../configuration/read-settings.ts";
import { withDatabaseUrl } from "./command-database.ts";
import { type Command, type CommandSurroundings, exitCodes, UsageError } from "./command-line.ts";
import { readLine } from "./read-line.ts";
import { textFields } from "./text-table.ts";
import { toJson } from "./to-json.ts";

const options = { json: { type: "boolean" }, keys: { type: "string" } } as const;

/** Copies the embedded PostgreSQL while it is in use. */
export const backupCommand: Command = {
  words: ["backup"],
  summary: "Copy the embedded PostgreSQL into a folder, while it is in use",
  help: `npx dokly backup FOLDER [--keys FOLDER] [--json]
  Copies the embedded PostgreSQL of the data folder (DOKLY_DATA) into a new folder, while the server runs or not. What
  was committed before it ended is in it. The folder appears when all of it is on disk, or not at all. The secret and
  the master keys that the data folder keeps are copied apart, readable by you only: keep them in another place.
  --keys  the folder for those; without it FOLDER-keys
  With DATABASE_URL, PostgreSQL's own tools are for that: it says which command.
  Ends with 0 where it is taken, 2 with DATABASE_URL, 3 where it could not be (the folder is there, no room).`,
  async run(rest, around) {
    const { values, positionals } = readLine(rest, options, ["FOLDER"]);
    const settings = readSettings(around);
    const to = resolve(around.workingFolder, positionals[0] ?? "");
    const { databaseUrl, creditsDatabaseUrl, dataFolder } = settings;
    if (databaseUrl !== null || creditsDatabaseUrl !== null) throw useItsOwnTools(to, creditsDatabaseUrl !== null);
    const keysTo = values.keys === undefined ? keysFolderOf(to) : resolve(around.workingFolder, values.keys);
    const onProgress = showBytes("Copied", around);
    const manifest = await withDatabaseUrl(settings, () => takeBackup({ dataFolder, to, onProgress }));
    const keys = await copyKeys(dataFolder, keysTo);
    around.showProgress?.(null);
    const done = { folder: to, keys: keys.length === 0 ? null : { folder: keysTo, files: keys } };
    around.write(values.json ? toJson({ ...done, ...factsOf(manifest) }) : describe(done, manifest));
    return exitCodes.done;
  },
};

/** How far a copy is, told once for every hundredth of it. */
export function showBytes(what: string, { showProgress }: CommandSurroundings) {
  let told = -1;
  return (copied: number, total: number): void => {
    const percent = Math.floor((copied * 100) / Math.max(1, total));
    if (percent === told) return;
    told = percent;
    showProgress?.(`${what} ${percent} % of ${Math.ceil(total / 1e6)} MB …`);
  };
}

function useItsOwnTools(to: string, hasTwo: boolean): UsageError {
  const commands = [`pg_dump --format=custom --file=${to}.dump "$DATABASE_URL"`];
  if (hasTwo) commands.push(`pg_dump --format=custom --file=${to}-credits.dump "$CREDITS_DATABASE_URL"`);
  return new UsageError(
    `This copies the embedded PostgreSQL; yours has its own tools:\n${commands.map((line) => `  ${line}\n`).join("")}` +
      "docs/operating.md says how to bring it back. Keep DOKLY_SECRET and the master keys in another place.",
  );
}

function factsOf({ takenAt, postgres, tables, ledger, bytes, files }: BackupManifest) {
  return { takenAt, postgres, tables, ledger, bytes, files: files.length };
}

type Done = {
  readonly folder: string;
  readonly keys: { readonly folder: string; readonly files: readonly string[] } | null;
};

function describe({ folder, keys }: Done, { bytes, files, takenAt }: BackupManifest): string {
  const rows: [string, string][] = [
    ["backup", folder],
    ["taken at", takenAt],
    ["size", `${Math.ceil(bytes / 1e6)} MB in ${files.length} files`],
  ];
  if (keys !== null) rows.push(["keys", `${keys.folder} (${keys.files.join(", ")}): keep them in another place`]);
  return textFields(rows);
}
