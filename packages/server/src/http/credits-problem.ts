import type { ProblemCode } from "@dokly/contract";
import { type Catalog, type CreditsError, type CreditsErrorCode, isCreditsError } from "@dokly/credits";
import { topUpOfferOf } from "../credits/top-up-offer.ts";
import { ProblemError, type ProblemExtras } from "./problem-error.ts";

/** Every code of the engine, and how the wire calls it: a new code does not compile until it is mapped. */
const problemCodeOf: { readonly [Code in CreditsErrorCode]: ProblemCode } = {
  "insufficient-credits": "insufficient-credits",
  "limit-reached": "limit-reached",
  "idempotency-key-reused": "idempotency-key-reused",
  "workspace-not-found": "not-found",
  "hold-not-found": "not-found",
  "lot-not-found": "not-found",
  "action-not-found": "not-found",
  "settle-above-hold": "settle-above-hold",
  "refund-above-charge": "refund-above-charge",
  "hold-ended": "hold-ended",
  "hold-linked": "hold-linked",
  "hold-limit": "hold-limit",
  "invalid-amount": "validation-failed",
  "invalid-argument": "validation-failed",
  "unpriced-model": "kind-not-available",
  "workspace-collision": "internal",
  "workspace-suspended": "workspace-suspended",
  overloaded: "overloaded",
  "outcome-unknown": "outcome-unknown",
  "database-unavailable": "database-unavailable",
  "schema-version": "internal",
};

/** The engine's refusal as a problem. A shortfall carries the smallest order that covers it and that can be paid. */
export function problemOfCreditsError(error: CreditsError, catalog: Catalog): ProblemError {
  const code = problemCodeOf[error.code];
  if (code === "internal")
    return new ProblemError(code, "This is our fault, not yours. The request id finds it in the logs.");
  return new ProblemError(code, sentenceOfRefusal(error), extrasOf(error, catalog), headersOf(error));
}

/** What a person reads of the engine's refusal. */
export function sentenceOfRefusal(error: CreditsError): string {
  if (!isCreditsError(error, "limit-reached") || error.details.ownKey === null) return error.message;
  return "The limit of the workspace's own key has no room left for this. Nothing was charged; an owner can change it.";
}

function extrasOf(error: CreditsError, catalog: Catalog): ProblemExtras {
  if (isCreditsError(error, "insufficient-credits")) {
    const { needed, available, shortfall } = error.details;
    return {
      needed: Number(needed),
      available: Number(available),
      shortfall: Number(shortfall),
      topUp: topUpOfferOf(catalog, shortfall),
    };
  }
  if (isCreditsError(error, "invalid-amount") || isCreditsError(error, "invalid-argument")) {
    return { errors: [{ path: error.details.what, message: `allowed: ${error.details.allowed}` }] };
  }
  if (isCreditsError(error, "limit-reached")) {
    const { member, kind, ownKey, unit, limit: most, used, reserved, needed } = error.details;
    const figures = { most: Number(most), used: Number(used), reserved: Number(reserved), needed: Number(needed) };
    return { limit: { member, kind, ownKey, unit, ...figures }, changedBy: ownKey === null ? "admin" : "owner" };
  }
  if (isCreditsError(error, "hold-ended")) return { state: error.details.state };
  return {};
}

function headersOf(error: CreditsError): Record<string, string> {
  if (isCreditsError(error, "overloaded")) {
    return { "retry-after": String(Math.max(1, Math.ceil(error.details.retryAfterMs / 1_000))) };
  }
  return error.code === "outcome-unknown" || error.code === "database-unavailable" ? { "retry-after": "2" } : {};
}
