import { resolve } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import type { KeyWrapper } from "../byok/key-wrapper.ts";
import { countByMasterKey, type DamagedKey, rewrapKeys } from "../byok/rewrap-keys.ts";
import { readSettings } from "../configuration/read-settings.ts";
import { poolTypes } from "../database/pool-types.ts";
import { runningUrl } from "../embedded-postgres/running-url.ts";
import { openKeyRing } from "../start/open-key-ring.ts";
import { type Command, type CommandSurroundings, UsageError } from "./command-line.ts";

const exitCodes = { done: 0, left: 1, missing: 3 } as const;
const options = { json: { type: "boolean", default: false } } as const;

type Opened = { readonly pool: pg.Pool; readonly ring: KeyWrapper };

async function withKeys<Result>(around: CommandSurroundings, work: (opened: Opened) => Promise<Result>) {
  const settings = readSettings(around);
  const ring = openKeyRing(settings);
  if (ring === null) throw new UsageError("There are no master keys: set DOKLY_MASTER_KEYS or DOKLY_MASTER_KEYS_FILE.");
  const url = settings.databaseUrl ?? runningUrl(resolve(around.workingFolder, settings.dataFolder));
  if (url === null) {
    const { dataFolder } = settings;
    throw new UsageError(`No PostgreSQL runs in ${dataFolder}: start Dokly there, or set DOKLY_DATA or DATABASE_URL.`);
  }
  const pool = new pg.Pool({ connectionString: url, types: poolTypes, max: 2, application_name: "dokly keys" });
  pool.on("error", () => undefined);
  try {
    return await work({ pool, ring });
  } finally {
    await pool.end();
  }
}

type Status = {
  readonly primary: string;
  readonly masterKeys: readonly { readonly name: string; readonly isInRing: boolean; readonly ownKeys: number }[];
};

async function readStatus({ pool, ring }: Opened): Promise<Status> {
  const counts = await countByMasterKey(pool);
  const names = [...new Set([...ring.masterKeys, ...counts.keys()])];
  const masterKeys = names.map((name) => ({
    name,
    isInRing: ring.masterKeys.includes(name),
    ownKeys: counts.get(name) ?? 0,
  }));
  return { primary: ring.primary, masterKeys };
}

function describe({ primary, masterKeys }: Status): string {
  const lines = masterKeys.map(({ name, isInRing, ownKeys }) => {
    const uses = `${name} wraps ${ownKeys} own ${ownKeys === 1 ? "key" : "keys"}`;
    if (!isInRing) return `${uses}, and is not in the key ring: put it back.`;
    if (name === primary) return `${uses}, and what is new (primary).`;
    return ownKeys === 0
      ? `${uses}: it can leave the key ring.`
      : `${uses}: keep it until npx dokly keys rotate is done.`;
  });
  return `${lines.join("\n")}\n`;
}

function describeDamage({ workspace, id, code }: DamagedKey): string {
  return `The own key ${id} of workspace ${workspace} does not open (${code}): its owner has to rotate or delete it.\n`;
}

function exitCodeOf({ primary, masterKeys }: Status): number {
  if (masterKeys.some(({ isInRing }) => !isInRing)) return exitCodes.missing;
  return masterKeys.some(({ name, ownKeys }) => name !== primary && ownKeys > 0) ? exitCodes.left : exitCodes.done;
}

export const keysStatus: Command = {
  words: ["keys", "status"],
  help: `keys status
  Which master keys the own keys of workspaces are wrapped with, and which of them can leave the key ring.
  Ends with 0 where all are under the primary, 1 where keys rotate has work to do, 3 where a master key is missing.`,
  async run(rest, around) {
    const { values } = parseArgs({ args: [...rest], options });
    const status = await withKeys(around, readStatus);
    around.write(values.json ? `${JSON.stringify(status)}\n` : describe(status));
    return exitCodeOf(status);
  },
};

export const keysRotate: Command = {
  words: ["keys", "rotate"],
  help: `keys rotate
  Wraps the data keys of all own keys anew under the primary master key, the first of the key ring, in batches, while
  the server runs. Cut off anywhere, it goes on where it was when it is run again. Every server must have been started
  with the new master key before; docs/byok.md has the steps.
  Ends with 0 where all are under the primary, 1 where some are left, 3 where a master key is missing.`,
  async run(rest, around) {
    const { values } = parseArgs({ args: [...rest], options });
    const { done, damaged, status } = await withKeys(around, async (opened) => ({
      ...(await rewrapKeys(opened.pool, opened.ring)),
      status: await readStatus(opened),
    }));
    around.write(
      values.json
        ? `${JSON.stringify({ rewrapped: done, damaged, ...status })}\n`
        : `Wrapped ${done} anew under ${status.primary}.\n${damaged.map(describeDamage).join("")}${describe(status)}`,
    );
    return exitCodeOf(status);
  },
};
