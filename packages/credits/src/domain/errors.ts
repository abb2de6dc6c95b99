import type { LimitUnit } from "../operator-types.ts";

/** What each refusal tells beside its code. Credits are whole and bigint. */
export type CreditsErrorDetails = {
  "insufficient-credits": { readonly needed: bigint; readonly available: bigint; readonly shortfall: bigint };
  "limit-reached": {
    /** Whose limit it is; null: that of all members. */
    readonly member: string | null;
    /** For which actions; null: for all kinds. */
    readonly kind: string | null;
    /** On which key of the workspace's own; null: whoever pays. */
    readonly ownKey: string | null;
    /** Of the four figures behind it. */
    readonly unit: LimitUnit;
    readonly limit: bigint;
    readonly used: bigint;
    readonly reserved: bigint;
    readonly needed: bigint;
  };
  "idempotency-key-reused": { readonly operation: string; readonly key: string };
  "workspace-not-found": { readonly workspace: string };
  "hold-not-found": { readonly hold: string };
  "lot-not-found": { readonly lot: string };
  "action-not-found": { readonly action: string };
  "settle-above-hold": { readonly hold: string; readonly held: bigint; readonly asked: bigint };
  "refund-above-charge": {
    readonly action: string;
    readonly charged: bigint;
    readonly refunded: bigint;
    readonly asked: bigint;
  };
  "hold-ended": { readonly hold: string; readonly state: "settled" | "released" | "expired" };
  "hold-linked": { readonly hold: string };
  "hold-limit": { readonly limit: "extension" | "lifetime"; readonly limitMs: number; readonly askedMs: number };
  "invalid-amount": { readonly what: string; readonly value: string; readonly allowed: string };
  "invalid-argument": { readonly what: string; readonly value: string; readonly allowed: string };
  "unpriced-model": { readonly model: string; readonly at: Date };
  "workspace-collision": { readonly externalId: string };
  "workspace-suspended": { readonly workspace: string };
  overloaded: { readonly retryAfterMs: number };
  "outcome-unknown": Record<never, never>;
  "database-unavailable": Record<never, never>;
  "schema-version": { readonly schema: string; readonly found: number | null; readonly expected: number };
};

export type CreditsErrorCode = keyof CreditsErrorDetails;

const sentences: { readonly [Code in CreditsErrorCode]: (details: CreditsErrorDetails[Code]) => string } = {
  "insufficient-credits": (d) =>
    `${d.needed} credits are needed and ${d.available} are available; ${d.shortfall} are missing.`,
  "limit-reached": (d) =>
    `The limit of ${d.limit} ${d.unit} a period for ${d.ownKey === null ? `${d.member ?? "all members"}, ${d.kind ?? "all kinds"},` : `the key ${d.ownKey}`} has ${d.used} used and ${d.reserved} held; ${d.needed} more do not fit.`,
  "idempotency-key-reused": (d) => `The key "${d.key}" was used for another ${d.operation}.`,
  "workspace-not-found": (d) => `There is no workspace ${d.workspace}.`,
  "hold-not-found": (d) => `There is no hold ${d.hold} in this workspace.`,
  "lot-not-found": (d) => `There is no lot ${d.lot} in this workspace.`,
  "action-not-found": (d) => `There is no action ${d.action} in this workspace.`,
  "settle-above-hold": (d) => `The hold ${d.hold} is of ${d.held} credits; ${d.asked} can not be charged to it.`,
  "refund-above-charge": (d) =>
    `The action ${d.action} was charged ${d.charged} credits, of which ${d.refunded} were given back; ${d.asked} can not be.`,
  "hold-ended": (d) => `The hold ${d.hold} is ${d.state} and can not be extended.`,
  "hold-linked": (d) => `The hold ${d.hold} was taken together with others; extend them together.`,
  "hold-limit": (d) =>
    d.limit === "extension"
      ? `A hold can be given at most ${d.limitMs} ms at once; ${d.askedMs} ms were asked for.`
      : `A hold lives at most ${d.limitMs} ms; it would have lived ${d.askedMs} ms.`,
  "invalid-amount": (d) => `${d.what} is ${d.value}; allowed: ${d.allowed}.`,
  "invalid-argument": (d) => `${d.what} is ${d.value}; allowed: ${d.allowed}.`,
  "unpriced-model": (d) => `The model ${d.model} has no price at ${d.at.toISOString()}.`,
  "workspace-collision": (d) => `The external id "${d.externalId}" shares its number with another workspace.`,
  "workspace-suspended": (d) => `The workspace ${d.workspace} is suspended and takes no new holds.`,
  overloaded: (d) => `The engine has more to do than it can; try again in ${d.retryAfterMs} ms.`,
  "outcome-unknown": () => "The database went away while this was written: ask again with the same key.",
  "database-unavailable": () => "The database can not be reached; nothing was changed.",
  "schema-version": (d) =>
    `The schema "${d.schema}" is at version ${d.found ?? "none"}, this engine needs ${d.expected}: run migrateCredits with this engine's version.`,
};

type AnyCreditsError = { readonly [Code in CreditsErrorCode]: { code: Code; details: CreditsErrorDetails[Code] } };

/**
 * A refusal: the rules forbid what was asked, or the engine could not take it. Nothing was changed (except, possibly,
 * for
 * `outcome-unknown`). Branch on `code`; `details` are typed by it through `isCreditsError`.
 */
export class CreditsError<Code extends CreditsErrorCode = CreditsErrorCode> extends Error {
  override readonly name = "CreditsError";
  readonly code: Code;
  readonly details: AnyCreditsError[Code]["details"];

  constructor(code: Code, details: CreditsErrorDetails[Code], options?: ErrorOptions) {
    super(sentences[code](details), options);
    this.code = code;
    this.details = details;
  }
}

/**
 * Whether `error` is a refusal with this code; narrows `details`.
 *
 * @example
 * if (isCreditsError(error, "insufficient-credits")) offerTopUp(error.details.shortfall);
 */
export function isCreditsError<Code extends CreditsErrorCode>(error: unknown, code: Code): error is CreditsError<Code> {
  return error instanceof CreditsError && error.code === code;
}

/** A defect of the engine: something that can not be was seen. The transaction is rolled back. */
export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
}

/** Throws `InvariantViolation` unless `condition` holds. */
export function invariant(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new InvariantViolation(sentence);
}
