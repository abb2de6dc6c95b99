import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readManifest } from "../backup/backup-manifest.ts";
import { keysFolderOf } from "../backup/kept-keys.ts";
import { restoreBackup } from "../backup/restore-backup.ts";
import { readSettings } from "../configuration/read-settings.ts";
import { DatabaseUnusableError } from "../database/database-error.ts";
import { type VerifiedLedger, verifyLedger } from "../ledger/verify-ledger.ts";
import { showBytes } from "./backup-command.ts";
import { withDatabase } from "./command-database.ts";
import { type Command, CommandStopped, type CommandSurroundings, exitCodes, UsageError } from "./command-line.ts";
import { confirm } from "./confirm.ts";
import { readLine } from "./read-line.ts";
import { toJson } from "./to-json.ts";

const options = {
  json: { type: "boolean" },
  keys: { type: "string" },
  to: { type: "string" },
  yes: { type: "boolean" },
} as const;

/** Brings a backup back into a new data folder, and verifies it. */
export const restoreCommand: Command = {
  words: ["restore"],
  summary: "Bring a backup back into a new data folder, and verify it",
  help: `npx dokly restore FOLDER [--to FOLDER] [--keys FOLDER] [--yes] [--json]
  Copies a backup into a data folder that is not there yet or is empty, checks every file, starts its PostgreSQL once
  and works the whole ledger out again. Then start Dokly on that folder. Never start it on the old one, too: both would
  charge and pay for the same people.
  --to    the data folder to make; without it DOKLY_DATA, or .dokly
  --keys  the folder with the secret and the master keys; without it FOLDER-keys, where that is there
  --yes   without being asked
  Ends with 0 where it is restored and verified, 1 where verify found a difference, 3 where it could not be (the folder
  is not empty, the backup is damaged or of a newer Dokly), 4 where nobody agreed.`,
  async run(rest, around) {
    const { values, positionals } = readLine(rest, options, ["FOLDER"]);
    const settings = readSettings(around);
    if (settings.databaseUrl !== null) {
      throw new UsageError(
        "This fills the data folder of an embedded PostgreSQL, and DATABASE_URL names yours. A dump of it is brought " +
          'back by pg_restore --no-owner --no-privileges --dbname="$DATABASE_URL" FILE; docs/operating.md has the steps.',
      );
    }
    const from = resolve(around.workingFolder, positionals[0] ?? "");
    const dataFolder = values.to === undefined ? settings.dataFolder : resolve(around.workingFolder, values.to);
    const { takenAt } = readManifest(from);
    const keys = keysOf(from, values.keys, around);
    const question = `This brings the Dokly of ${takenAt} back into ${dataFolder}.`;
    await confirm(question, { isAgreed: values.yes === true, around });
    const notices: string[] = [];
    const restored = await restoreBackup({
      from,
      keys,
      dataFolder,
      onProgress: showBytes("Restored", around),
      onNotice: (sentence) => void notices.push(sentence),
    });
    around.showProgress?.(null);
    const environment = { ...around.environment, DOKLY_DATA: dataFolder };
    const verified = await withDatabase({ ...around, environment }, ({ credits }) => verifyLedger(credits)).catch(
      (cause: unknown) => {
        if (!(cause instanceof DatabaseUnusableError)) throw cause;
        const sentence = `Restored into ${dataFolder}, and not verified: ${cause.message}`;
        throw new CommandStopped("blocked", sentence, { cause });
      },
    );
    const done = { folder: dataFolder, takenAt, keys: restored.keys, notices };
    around.write(values.json ? toJson({ ...done, ...wireOf(verified) }) : describe(done, verified));
    return verified.differences.length === 0 ? exitCodes.done : exitCodes.found;
  },
};

function keysOf(from: string, named: string | undefined, { workingFolder }: CommandSurroundings): string | null {
  const folder = named === undefined ? keysFolderOf(from) : resolve(workingFolder, named);
  if (existsSync(folder)) return folder;
  if (named !== undefined) throw new CommandStopped("blocked", `There are no keys in ${folder}.`);
  return null;
}

function wireOf({ checked, differences }: VerifiedLedger) {
  return { ok: differences.length === 0, checked, differences };
}

type Done = {
  readonly folder: string;
  readonly takenAt: string;
  readonly keys: readonly string[];
  readonly notices: readonly string[];
};

function describe({ folder, takenAt, keys, notices }: Done, { checked, differences }: VerifiedLedger): string {
  const { workspaces, transfers } = checked;
  const found =
    differences.length === 0 ? "no difference" : `${differences.length} differences, which npx dokly verify names`;
  return [
    ...notices,
    `Restored the Dokly of ${takenAt} into ${folder}.`,
    keys.length === 0
      ? "Its secret and master keys were not restored: set DOKLY_SECRET and DOKLY_MASTER_KEYS as they were."
      : `Restored its keys: ${keys.join(", ")}.`,
    `Verified ${transfers} transfers of ${workspaces} workspaces: ${found}.`,
    `Start it with: DOKLY_DATA=${folder} npm start`,
    "",
  ].join("\n");
}
