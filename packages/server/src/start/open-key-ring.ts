import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { findKeyRingProblem } from "../byok/check-key-ring.ts";
import { drawMasterKey, KeyRingUnusable, readKeyRing } from "../byok/key-ring.ts";
import type { KeyWrapper } from "../byok/key-wrapper.ts";
import { readKeyRingFile } from "../byok/read-key-ring-file.ts";
import type { Settings } from "../configuration/read-settings.ts";
import { openDataFolder } from "./data-folder.ts";
import { StartError } from "./start-error.ts";

type RingSettings = Pick<Settings, "masterKeys" | "masterKeysFile" | "dataFolder" | "isProduction">;

/**
 * The master keys of own keys: those of the environment or its file, else, outside production, those of the data
 * folder, drawn once. Null: none, so that no own key can be kept.
 * @throws StartError where they can not be read
 */
export function openKeyRing(settings: RingSettings): KeyWrapper | null {
  try {
    if (settings.masterKeys !== null) return readKeyRing(settings.masterKeys);
    if (settings.masterKeysFile !== null) return readKeyRingFile(settings.masterKeysFile);
    return settings.isProduction ? null : readKeyRingFile(keptKeyRing(settings.dataFolder));
  } catch (cause) {
    if (cause instanceof KeyRingUnusable) throw new StartError(cause.message, { cause });
    throw cause;
  }
}

function keptKeyRing(folder: string): string {
  const path = join(folder, "master-keys");
  if (existsSync(path)) return path;
  openDataFolder(folder);
  const unfinished = `${path}.${process.pid}`;
  const head = "# Encrypts the own keys of workspaces: lost, they have to be connected anew. docs/byok.md\n";
  writeFileSync(unfinished, `${head}${drawMasterKey("first")}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
  return path;
}

/**
 * Refuses to start where own keys are stored that these master keys do not open: every action on one would fail.
 * @throws StartError
 */
export async function checkKeyRing(pool: pg.Pool, ring: KeyWrapper | null): Promise<void> {
  const problem = await findKeyRingProblem(pool, ring);
  if (problem !== null) throw new StartError(problem);
}
