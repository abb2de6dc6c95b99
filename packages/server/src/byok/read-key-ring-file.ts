import { readFileSync, statSync } from "node:fs";
import { KeyRingUnusable, readKeyRing } from "./key-ring.ts";
import type { KeyWrapper } from "./key-wrapper.ts";

/**
 * Reads a key ring from a file that nobody else may read.
 * @throws KeyRingUnusable
 */
export function readKeyRingFile(path: string): KeyWrapper {
  let text: string;
  try {
    const { mode } = statSync(path);
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw new KeyRingUnusable(`${path} can be read by others on this machine. Run: chmod 600 ${path}`);
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof KeyRingUnusable) throw cause;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new KeyRingUnusable(`The key ring ${path} can not be read (${code}).`, { cause });
  }
  return readKeyRing(text);
}
