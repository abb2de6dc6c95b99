import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from "node:crypto";
import { type LedgerHead, type LedgerKeys, ledgerHeadText } from "@dokly/contract";

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");

/** The key that signs the ends of ledgers, so that a copy of one can be checked without trusting the server again. */
export type LedgerKey = {
  readonly published: LedgerKeys;
  sign(head: Omit<LedgerHead, "type" | "signature">): LedgerHead;
};

/**
 * The key of DOKLY_LEDGER_KEY (32 bytes in base64url), or the one that belongs to the server's secret: drawn with it
 * once and kept with it in the data folder, or in production given with it by the environment.
 */
export function createLedgerKey(given: string | null, secret: string): LedgerKey {
  const seed =
    given === null
      ? Buffer.from(hkdfSync("sha256", secret, "", "dokly:ledger-head", 32))
      : Buffer.from(given, "base64url");
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: "der", type: "pkcs8" });
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  const kid = thumbprintOf(x);
  return {
    published: { keys: [{ kty: "OKP", crv: "Ed25519", x, kid, use: "sig", alg: "EdDSA" }] },
    sign: (head) => {
      const value = sign(null, Buffer.from(ledgerHeadText(head)), key).toString("base64url");
      return { type: "head", ...head, signature: { algorithm: "Ed25519", key: kid, value } };
    },
  };
}

/** A key's name: its thumbprint (RFC 7638). */
function thumbprintOf(x: string): string {
  return createHash("sha256")
    .update(JSON.stringify({ crv: "Ed25519", kty: "OKP", x }))
    .digest("base64url");
}

/** Whether one of the published keys signed this head. `unknown-key`: none of them has the name that it gives. */
export function checkSignature(head: LedgerHead, { keys }: LedgerKeys): "right" | "wrong" | "unknown-key" {
  const found = keys.find(({ kid, x }) => kid === head.signature.key && thumbprintOf(x) === kid);
  if (found === undefined) return "unknown-key";
  const key: KeyObject = createPublicKey({ key: { kty: found.kty, crv: found.crv, x: found.x }, format: "jwk" });
  const text = Buffer.from(ledgerHeadText(head));
  return verify(null, text, key, Buffer.from(head.signature.value, "base64url")) ? "right" : "wrong";
}
