import { hash } from "node:crypto";
import { type Book, operationId } from "../domain/book.ts";
import { CreditsError } from "../domain/errors.ts";

/** What is kept of a fingerprint, however long it is. */
export function digestOf(fingerprint: string): string {
  return hash("sha256", fingerprint, "hex");
}

/**
 * The accepted command under a key; null where there is none, `idempotency-key-reused` where it was used for something
 * else.
 */
export function findOperation(book: Book, asked: { operation: string; key: string; fingerprint: string }) {
  const stored = book.operations.get(operationId(asked.operation, asked.key));
  if (stored === undefined) return null;
  if (stored.fingerprint === asked.fingerprint) return stored;
  throw new CreditsError("idempotency-key-reused", { operation: asked.operation, key: asked.key });
}
