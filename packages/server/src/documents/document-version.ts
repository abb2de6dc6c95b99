import { createHash } from "node:crypto";

const versionLength = 22;

/** The version of some bytes: 132 bits of their SHA-256. Equal bytes have equal versions. */
export function versionOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64url").slice(0, versionLength);
}
