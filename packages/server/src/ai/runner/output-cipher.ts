import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const nonceLength = 12;
const tagLength = 16;

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
    seal(text, row) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLength }).setAAD(Buffer.from(row));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open(sealed, row) {
      const nonce = sealed.subarray(0, nonceLength);
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLength });
      try {
        decipher.setAAD(Buffer.from(row)).setAuthTag(sealed.subarray(nonceLength, nonceLength + tagLength));
        const text = decipher.update(sealed.subarray(nonceLength + tagLength));
        return Buffer.concat([text, decipher.final()]).toString("utf8");
      } catch {
        return null;
      }
    },
  };
}
