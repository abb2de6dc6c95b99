import type { MasterKeyStatus } from "@dokly/contract";
import type pg from "pg";
import type { KeyWrapper } from "./key-wrapper.ts";
import { countByMasterKey } from "./rewrap-keys.ts";

/** Every master key of the ring or in use, with how many own keys it wraps. Over all workspaces, for operators only. */
export async function readMasterKeyStatus(
  pool: Pick<pg.Pool, "query">,
  wrapper: KeyWrapper | null,
): Promise<MasterKeyStatus> {
  const counts = await countByMasterKey(pool);
  const inRing = wrapper?.masterKeys ?? [];
  const masterKeys = [...new Set([...inRing, ...counts.keys()])].map((name) => ({
    name,
    isInRing: inRing.includes(name),
    ownKeys: counts.get(name) ?? 0,
  }));
  return { primary: wrapper?.primary ?? null, masterKeys };
}
