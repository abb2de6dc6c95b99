import { hkdfSync } from "node:crypto";
import { openBytes, sealBytes } from "../../encryption/aes-gcm.ts";

/** A key of its own for each purpose, derived from the server's secret: none tells anything of another. */
export function deriveKey(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "dokly", purpose, 32));
}

/** Encrypts what actions wrote, bound to the row it is kept in: moved to another action, it can not be read. */
export type OutputCipher = {
  seal(text: string, row: string): Buffer;
  /** Null when it was sealed under another secret or for another row. */
  open(sealed: Uint8Array, row: string): string | null;
};

export function createOutputCipher(secret: string): OutputCipher {
  const key = deriveKey(secret, "ai output 1");
  return {
    seal: (text, row) => sealBytes(key, Buffer.from(text, "utf8"), Buffer.from(row)),
    open: (sealed, row) => openBytes(key, sealed, Buffer.from(row))?.toString("utf8") ?? null,
  };
}
