import { createHash } from "node:crypto";
import type { Book } from "../domain/book.ts";
import { operationId } from "../domain/book.ts";
import type { Catalog } from "../domain/catalog.ts";
import { CreditsError } from "../domain/errors.ts";
import { parseLocalId, parseWorkspaceId } from "../domain/identifier.ts";

/** One request to change one workspace: what a batch must read for it, and the plan that is run on what was read. */
export type Command<Reply> = {
  readonly workspace: bigint;
  /** Ends and extensions go before new holds and grants when there is more to do than one batch takes. */
  readonly isUrgent: boolean;
  /** Holds that the plan may touch. */
  readonly holds: readonly bigint[];
  /** The key that the plan looks up. */
  readonly operation: { readonly operation: string; readonly key: string } | null;
  /** About how many rows it writes. */
  readonly rows: number;
  /** Runs on an advanced book. A refusal throws before anything is changed. */
  plan(book: Book, context: PlanContext): Reply;
};

export type PlanContext = {
  readonly catalog: Catalog;
  /** How many holds the advance of this batch ended. */
  readonly expiredHolds: number;
};

/** The number of a workspace; fails with `workspace-not-found` for an id that can be none. */
export function checkWorkspace(id: unknown): bigint {
  const number = typeof id === "string" ? parseWorkspaceId(id) : null;
  if (number === null) throw new CreditsError("workspace-not-found", { workspace: String(id) });
  return number;
}

/** The number of a hold; fails with `hold-not-found` for malformed and foreign ids alike. */
export function checkHold(workspace: bigint, id: unknown): bigint {
  const number = typeof id === "string" ? parseLocalId("hold", workspace, id) : null;
  if (number === null) throw new CreditsError("hold-not-found", { hold: String(id) });
  return number;
}

/** Checks a text from outside; fails with `invalid-argument`. */
export function checkText(value: unknown, what: string, longest = 512): string {
  if (typeof value === "string" && value.length >= 1 && value.length <= longest && !value.includes("\0")) return value;
  const shown = typeof value === "string" ? `"${value.slice(0, 40)}" (${value.length} characters)` : String(value);
  const allowed = `1 to ${longest} characters without NUL`;
  throw new CreditsError("invalid-argument", { what, value: shown, allowed });
}

/** Checks one of a closed set from outside; fails with `invalid-argument`. */
export function checkOneOf<Value extends string>(value: unknown, what: string, allowed: readonly Value[]): Value {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new CreditsError("invalid-argument", { what, value: String(value), allowed: allowed.join(", ") });
}

/** Checks an instant from outside; fails with `invalid-argument`. */
export function checkInstant(value: unknown, what: string): Date {
  if (value instanceof Date && value.getTime() >= earliestMs && value.getTime() < latestMs) return new Date(value);
  throw new CreditsError("invalid-argument", { what, value: String(value), allowed: "a Date from 1970 to 9999" });
}
const earliestMs = 0;
const latestMs = Date.UTC(10_000, 0);

/** Checks a whole number from outside; fails with `invalid-argument`. */
export function checkWholeNumber(value: unknown, what: string, range: { least: number; most: number }): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= range.least && value <= range.most) return value;
  const allowed = `a whole number from ${range.least} to ${range.most}`;
  throw new CreditsError("invalid-argument", { what, value: String(value), allowed });
}

/** What is kept of a fingerprint, however long it is. */
export function digestOf(fingerprint: string): string {
  return createHash("sha256").update(fingerprint, "utf8").digest("hex");
}

/** The accepted command under a key; null where there is none, `idempotency-key-reused` where it was used for something else. */
export function findOperation(book: Book, asked: { operation: string; key: string; fingerprint: string }) {
  const stored = book.operations.get(operationId(asked.operation, asked.key));
  if (stored === undefined) return null;
  if (stored.fingerprint === asked.fingerprint) return stored;
  throw new CreditsError("idempotency-key-reused", { operation: asked.operation, key: asked.key });
}
