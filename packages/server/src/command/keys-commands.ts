import type { MasterKeyStatus } from "@dokly/contract";
import type pg from "pg";
import type { KeyWrapper } from "../byok/key-wrapper.ts";
import { readMasterKeyStatus } from "../byok/master-key-status.ts";
import { type DamagedKey, rewrapKeys } from "../byok/rewrap-keys.ts";
import { openKeyRing } from "../start/open-key-ring.ts";
import { withDatabase } from "./command-database.ts";
import { type Command, type CommandSurroundings, exitCodes, UsageError } from "./command-line.ts";
import { readLine } from "./read-line.ts";
import { toJson } from "./to-json.ts";

const options = { json: { type: "boolean", default: false } } as const;

type Opened = { readonly pool: pg.Pool; readonly ring: KeyWrapper };

async function withKeys<Result>(around: CommandSurroundings, work: (opened: Opened) => Promise<Result>) {
  return await withDatabase(around, async ({ settings, pool }) => {
    const ring = openKeyRing(settings);
    if (ring !== null) return await work({ pool, ring });
    throw new UsageError("There are no master keys: set DOKLY_MASTER_KEYS or DOKLY_MASTER_KEYS_FILE.");
  });
}

const readStatus = ({ pool, ring }: Opened): Promise<MasterKeyStatus> => readMasterKeyStatus(pool, ring);

function describe({ primary, masterKeys }: MasterKeyStatus): string {
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

function exitCodeOf({ primary, masterKeys }: MasterKeyStatus): number {
  if (masterKeys.some(({ isInRing }) => !isInRing)) return exitCodes.blocked;
  return masterKeys.some(({ name, ownKeys }) => name !== primary && ownKeys > 0) ? exitCodes.found : exitCodes.done;
}

export const keysStatus: Command = {
  words: ["keys", "status"],
  summary: "Say which master keys own keys are wrapped with",
  help: `npx dokly keys status [--json]
  Which master keys the own keys of workspaces are wrapped with, and which of them can leave the key ring.
  Ends with 0 where all are under the primary, 1 where keys rotate has work to do, 3 where a master key is missing.`,
  async run(rest, around) {
    const { values } = readLine(rest, options);
    const status = await withKeys(around, readStatus);
    around.write(values.json ? toJson(status) : describe(status));
    return exitCodeOf(status);
  },
};

export const keysRotate: Command = {
  words: ["keys", "rotate"],
  summary: "Wrap the data keys of all own keys anew under the primary master key",
  help: `npx dokly keys rotate [--json]
  Wraps the data keys of all own keys anew under the primary master key, the first of the key ring, in batches, while
  the server runs. Cut off anywhere, it goes on where it was when it is run again. Every server must have been started
  with the new master key before; docs/byok.md has the steps.
  Ends with 0 where all are under the primary, 1 where some are left, 3 where a master key is missing.`,
  async run(rest, around) {
    const { values } = readLine(rest, options);
    const { done, damaged, status } = await withKeys(around, async (opened) => ({
      ...(await rewrapKeys(opened.pool, opened.ring)),
      status: await readStatus(opened),
    }));
    around.write(
      values.json
        ? toJson({ rewrapped: done, damaged, ...status })
        : `Wrapped ${done} anew under ${status.primary}.\n${damaged.map(describeDamage).join("")}${describe(status)}`,
    );
    return exitCodeOf(status);
  },
};
