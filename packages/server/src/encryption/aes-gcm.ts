import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const nonceLength = 12;
/** Bytes; a shorter one is refused, which Node would take where the length is not said. */
const tagLength = 16;

/** Encrypts with AES-256-GCM under a fresh nonce, bound to `binding`: nonce, tag, ciphertext. */
export function sealBytes(key: Uint8Array, plain: Uint8Array, binding: Uint8Array): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLength }).setAAD(binding);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** What `sealBytes` was given; null where the key or the binding is another, or a byte was changed or cut off. */
export function openBytes(key: Uint8Array, sealed: Uint8Array, binding: Uint8Array): Buffer | null {
  try {
    const nonce = sealed.subarray(0, nonceLength);
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLength });
    decipher.setAAD(binding).setAuthTag(sealed.subarray(nonceLength, nonceLength + tagLength));
    const plain = decipher.update(sealed.subarray(nonceLength + tagLength));
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return null;
  }
}
