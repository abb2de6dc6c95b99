import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** How long a quote binds. */
export const quoteLifetimeMs = 600_000;

/** What an estimate promises, to whom and for what. */
export type QuoteTerms = {
  readonly workspace: string;
  /** The person or API key that asked; nobody else can use it. */
  readonly member: string;
  readonly kind: string;
  /** `hashQuoteInput` of everything that the request would be built from. */
  readonly inputHash: string;
  readonly low: bigint;
  readonly high: bigint;
  readonly rateCard: string;
  readonly model: string;
};

export type Quote = QuoteTerms & { readonly endsAt: Date };

/** Why a quote does not bind: forged or of another caller, for another input, or past its end. */
export type QuoteRefusal = "not-ours" | "input-changed" | "ended";

type QuoteWire = readonly [
  version: 1,
  workspace: string,
  member: string,
  kind: string,
  inputHash: string,
  low: string,
  high: string,
  rateCard: string,
  model: string,
  endsAtMs: number,
];

function mac(payload: string, key: Uint8Array): Buffer {
  return createHmac("sha256", key).update(`dokly quote 1\n${payload}`).digest();
}

/** A hash over the parts of an input, with their lengths, so that moving a character between two parts changes it. */
export function hashQuoteInput(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("base64url");
}

/** Signs the terms of an estimate; the quote ends `quoteLifetimeMs` after `now`. */
export function signQuote(
  terms: QuoteTerms,
  { key, now }: { key: Uint8Array; now: Date },
): { quote: string; endsAt: Date } {
  const endsAt = new Date(now.getTime() + quoteLifetimeMs);
  const wire: QuoteWire = [
    1,
    terms.workspace,
    terms.member,
    terms.kind,
    terms.inputHash,
    terms.low.toString(),
    terms.high.toString(),
    terms.rateCard,
    terms.model,
    endsAt.getTime(),
  ];
  const payload = Buffer.from(JSON.stringify(wire)).toString("base64url");
  return { quote: `${payload}.${mac(payload, key).toString("base64url")}`, endsAt };
}

function readQuote(quote: string, key: Uint8Array): Quote | null {
  const dot = quote.indexOf(".");
  if (dot < 1) return null;
  const payload = quote.slice(0, dot);
  const given = Buffer.from(quote.slice(dot + 1), "base64url");
  const expected = mac(payload, key);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const wire = JSON.parse(Buffer.from(payload, "base64url").toString()) as QuoteWire;
  const [, workspace, member, kind, inputHash, low, high, rateCard, model, endsAtMs] = wire;
  const amounts = { low: BigInt(low), high: BigInt(high) };
  return { workspace, member, kind, inputHash, ...amounts, rateCard, model, endsAt: new Date(endsAtMs) };
}

/**
 * Reads a quote back and says whether it binds for this caller and input at `now`.
 * Its signature is tried first: nothing of a forged quote is parsed.
 */
export function verifyQuote(
  quote: string,
  asked: Pick<QuoteTerms, "workspace" | "member" | "kind" | "inputHash">,
  { key, now }: { key: Uint8Array; now: Date },
): { quote: Quote } | { refusal: QuoteRefusal } {
  const read = readQuote(quote, key);
  if (read === null || read.workspace !== asked.workspace || read.member !== asked.member)
    return { refusal: "not-ours" };
  if (read.kind !== asked.kind || read.inputHash !== asked.inputHash) return { refusal: "input-changed" };
  return now.getTime() < read.endsAt.getTime() ? { quote: read } : { refusal: "ended" };
}
