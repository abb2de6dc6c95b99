import type pg from "pg";
import { openSecret, tryPrimary } from "./envelope.ts";
import { type KeyWrapper, SecretUnreadable } from "./key-wrapper.ts";
import { ownKeyStore } from "./own-key-store.ts";
import { countByMasterKey } from "./rewrap-keys.ts";

const where = "DOKLY_MASTER_KEYS or DOKLY_MASTER_KEYS_FILE";

async function failureOf(work: Promise<unknown>): Promise<SecretUnreadable | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof SecretUnreadable) return error;
    throw error;
  }
}

/**
 * Why own keys can not be encrypted or read with these master keys, as a sentence; null where they can. The primary is
 * tried, and a stored key of each master key is opened: a ring with the right names and other keys shows at the
 * start, and not at somebody's action.
 */
export async function findKeyRingProblem(pool: pg.Pool, wrapper: KeyWrapper | null): Promise<string | null> {
  const names = [...(await countByMasterKey(pool)).keys()];
  if (wrapper === null) {
    if (names.length === 0) return null;
    return `Own keys are stored under the master keys ${names.join(", ")}, and none is given. Set ${where} to the key ring.`;
  }
  const missing = names.find((name) => !wrapper.masterKeys.includes(name));
  if (missing !== undefined)
    return `Own keys are stored under the master key ${missing}, which is not in the key ring of ${where}.`;
  const unusable = await failureOf(tryPrimary(wrapper));
  if (unusable !== null) return `The master key ${wrapper.primary} of ${where} can not be used. ${unusable.message}`;
  for (const name of names) {
    const problem = await findProblemOf(pool, wrapper, name);
    if (problem !== null) return problem;
  }
  return null;
}

/** One key that opens is enough; a single damaged one is no reason to stand still. */
const triedOfEach = 5;

async function findProblemOf(pool: pg.Pool, wrapper: KeyWrapper, name: string): Promise<string | null> {
  const { rows } = await pool.query<{ workspace: string; id: string }>(
    `select workspace_id as workspace, id from dokly.own_keys where master_key = $1
     order by workspace_id, id limit $2`,
    [name, triedOfEach],
  );
  for (const { workspace, id } of rows) {
    const found = await ownKeyStore.selectSecret(pool, { workspace, id });
    // Somebody rotated or removed it just now.
    if (found?.sealed == null || found.sealed.masterKey !== name) return null;
    const place = { workspace, provider: "anthropic", key: id, version: found.key.version };
    const problem = await failureOf(openSecret(found.sealed, place, wrapper));
    if (problem === null) return null;
    if (!problem.isDamage) return `The master key ${name} of ${where} can not be used. ${problem.message}`;
  }
  if (rows.length === 0) return null;
  return `The master key ${name} of ${where} is not the one that own keys are stored under. Give the right one.`;
}
