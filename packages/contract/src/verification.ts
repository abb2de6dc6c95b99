import { z } from "zod";
import { creditsAmount, instant, workspaceId } from "./primitives.ts";

/** Ed25519 over the text that `ledgerHeadText` makes of a head. */
export const ledgerSignature = z.object({
  algorithm: z.literal("Ed25519"),
  /** Which key signed: the id at /.well-known/dokly-ledger-key.json. */
  key: z.string(),
  /** Base64url. */
  value: z.string(),
});

/** The last line of a ledger: whoever has it can tell later whether anything before it was changed. */
export const ledgerHead = z.object({
  type: z.literal("head"),
  workspace: workspaceId,
  /** How many transfers there are; 0 for an empty ledger. */
  sequence: z.number().int().min(0),
  /** Of the last transfer, in hexadecimal. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Credits available after it. */
  available: creditsAmount,
  signedAt: instant,
  signature: ledgerSignature,
});
export type LedgerHead = z.infer<typeof ledgerHead>;

/** What is signed: every fact of a head, in this order, as a JSON array. */
export function ledgerHeadText(head: Omit<LedgerHead, "type" | "signature">): string {
  const { workspace, sequence, hash, available, signedAt } = head;
  return JSON.stringify(["dokly-ledger-head", 1, workspace, sequence, hash, available, signedAt]);
}

/** The first line of GET /workspaces/{w}/ledger.jsonl. */
export const ledgerBeginning = z.object({
  type: z.literal("ledger"),
  version: z.literal(1),
  workspace: workspaceId,
  /** The number that the hashes of its transfers contain. */
  workspaceNumber: z.string().regex(/^\d+$/),
  name: z.string(),
});
export type LedgerBeginning = z.infer<typeof ledgerBeginning>;

/**
 * Each further line of the file but the last. Its hash is SHA-256 over the JSON array of texts [hash before, format,
 * workspaceNumber, sequence, from, to, credits, lot, hold, part, cause, actor, reason, at, effectiveAt, balanceAfter];
 * null stays null, and before the first line the hash is 64 zeros.
 */
export const ledgerTransfer = z.object({
  type: z.literal("transfer"),
  sequence: z.number().int().min(1),
  from: z.string(),
  to: z.string(),
  credits: creditsAmount,
  /** The lot's number. */
  lot: z.number().int().min(1),
  /** The number of the hold and its action. */
  hold: z.number().int().min(1).nullable(),
  part: z.number().int().min(0),
  cause: z.string(),
  actor: z.string(),
  reason: z.string().nullable(),
  at: instant,
  effectiveAt: instant,
  balanceAfter: creditsAmount,
  format: z.number().int(),
  hash: z.string(),
});
export type LedgerTransfer = z.infer<typeof ledgerTransfer>;

/** GET /.well-known/dokly-ledger-key.json: a JSON Web Key Set (RFC 7517, RFC 8037). */
export const ledgerKeys = z.object({
  keys: z.array(
    z.object({
      kty: z.literal("OKP"),
      crv: z.literal("Ed25519"),
      x: z.string(),
      kid: z.string(),
      use: z.literal("sig"),
      alg: z.literal("EdDSA"),
    }),
  ),
});
export type LedgerKeys = z.infer<typeof ledgerKeys>;

/** POST /workspaces/{w}/verify: every sum worked out again from the transfers. */
export const verification = z.object({
  ok: z.boolean(),
  checkedAt: instant,
  checked: z.object({
    transfers: z.number().int().min(0),
    lots: z.number().int().min(0),
    holds: z.number().int().min(0),
  }),
  /** How many figures differ. Which ones is for admins, since they name everybody's rows. */
  differing: z.number().int().min(0),
  /** For admins: at most 1,000, the first bad row first. Empty for others. */
  differences: z.array(z.object({ what: z.string(), expected: z.string(), found: z.string() })),
  head: ledgerHead,
});
export type Verification = z.infer<typeof verification>;
