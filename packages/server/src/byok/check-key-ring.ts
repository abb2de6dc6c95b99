import type pg from "pg";
import { openSecret } from "./envelope.ts";
import { type KeyWrapper, SecretUnreadable } from "./key-wrapper.ts";
import { ownKeyStore } from "./own-key-store.ts";

/**
 * Why the stored own keys can not be read with these master keys, as a sentence; null where they can. One key of each
 * master key is opened: a ring with the right names and other keys shows at the start, and not at somebody's action.
 */
export async function findKeyRingProblem(pool: pg.Pool, wrapper: KeyWrapper | null): Promise<string | null> {
  const { rows } = await pool.query<{ master_key: string; workspace: string; id: string }>(
    `select distinct on (master_key) master_key, workspace_id as workspace, id from dokly.own_keys
     where master_key is not null order by master_key, workspace_id, id`,
  );
  if (rows.length === 0) return null;
  const names = rows.map(({ master_key: name }) => name).join(", ");
  const where = "DOKLY_MASTER_KEYS or DOKLY_MASTER_KEYS_FILE";
  if (wrapper === null)
    return `Own keys are stored under the master keys ${names}, and none is given. Set ${where} to the key ring.`;
  for (const { master_key: name, workspace, id } of rows) {
    if (!wrapper.masterKeys.includes(name))
      return `Own keys are stored under the master key ${name}, which is not in the key ring of ${where}.`;
    const found = await ownKeyStore.selectSecret(pool, { workspace, id });
    if (found?.sealed == null || found.sealed.masterKey !== name) continue;
    const place = { workspace, provider: "anthropic", key: id, version: found.key.version };
    const problem = await openSecret(found.sealed, place, wrapper).then(
      () => null,
      (error: unknown) => {
        if (error instanceof SecretUnreadable) return error;
        throw error;
      },
    );
    if (problem !== null)
      return `The master key ${name} of ${where} is not the one that own keys are stored under. Give the right one.`;
  }
  return null;
}
