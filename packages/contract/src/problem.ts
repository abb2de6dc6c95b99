import { z } from "zod";
import { cents, creditsAmount } from "./primitives.ts";

/**
 * Every error code that a client can meet, with the HTTP status it comes with and the sentence that titles it.
 * Codes are stable; titles may be reworded.
 */
export const problems = {
  "malformed-request": { status: 400, title: "The request could not be read" },
  "validation-failed": { status: 400, title: "The request has fields that are not allowed" },
  "not-signed-in": { status: 401, title: "Sign in first" },
  "sign-in-refused": { status: 401, title: "This e-mail and password do not belong together" },
  "code-refused": { status: 422, title: "This code is not right" },
  "mail-not-configured": { status: 409, title: "This Dokly sends no mail" },
  "insufficient-credits": { status: 402, title: "Not enough credits" },
  "role-not-sufficient": { status: 403, title: "Your role does not allow this" },
  "scope-not-sufficient": { status: 403, title: "This API key's scopes do not allow this" },
  "origin-not-allowed": { status: 403, title: "This request came from another site" },
  "email-not-verified": { status: 403, title: "This e-mail address is not verified yet" },
  "sign-up-closed": { status: 403, title: "This Dokly is open by invitation only" },
  "not-found": { status: 404, title: "Nothing is here" },
  "method-not-allowed": { status: 405, title: "This address does not take that method" },
  "idempotency-key-reused": { status: 409, title: "This Idempotency-Key was used with another request" },
  "estimate-changed": { status: 409, title: "The estimate has changed" },
  "hold-ended": { status: 409, title: "This hold has already ended" },
  "hold-linked": { status: 409, title: "This hold can only be extended together with others" },
  "document-exists": { status: 409, title: "A page with this path is already there" },
  "account-exists": { status: 409, title: "Somebody signed up with this e-mail already" },
  "member-conflict": { status: 409, title: "This person is already a member or invited" },
  "site-state": { status: 409, title: "This site is in a state that does not allow this" },
  "page-run-state": { status: 409, title: "This run of pages is in a state that does not allow this" },
  "report-state": { status: 409, title: "This report is in a state that does not allow this" },
  "action-changed": { status: 409, title: "The action has changed meanwhile" },
  "reset-passed": { status: 409, title: "This reset has passed already" },
  "version-conflict": { status: 412, title: "Somebody saved a newer version" },
  "too-large": { status: 413, title: "This is larger than allowed" },
  "media-type-not-supported": { status: 415, title: "This content type is not taken here" },
  "confirmation-required": { status: 422, title: "An action of this size needs a quote or maxCredits" },
  "refund-above-charge": { status: 422, title: "More than the charge can not be refunded" },
  "undo-refused": { status: 422, title: "This action can not be taken back" },
  "settle-above-hold": { status: 422, title: "A charge can not be above its hold" },
  "hold-limit": { status: 422, title: "This deadline is longer than a hold may live" },
  "document-refused": { status: 422, title: "This page can not be stored" },
  "selection-refused": { status: 422, title: "This selection can not be edited" },
  "kind-not-available": { status: 422, title: "This kind of action is not available here" },
  "last-owner": { status: 422, title: "A workspace needs an owner" },
  "invitation-refused": { status: 422, title: "This invitation can not be used" },
  "idempotency-key-required": { status: 422, title: "This request needs an Idempotency-Key" },
  "precondition-required": { status: 428, title: "This request needs If-Match or If-None-Match" },
  "limit-reached": { status: 422, title: "A limit refuses this" },
  "workspace-suspended": { status: 403, title: "This workspace is suspended" },
  "price-changed": { status: 409, title: "The price has changed" },
  "top-up-below-minimum": { status: 422, title: "An order this small can not be paid" },
  "plan-change-refused": { status: 422, title: "The plan can not be changed this way now" },
  "payment-refused": { status: 422, title: "The payment provider refused this" },
  "card-required": { status: 422, title: "Save a card first" },
  "webhook-refused": { status: 400, title: "This webhook can not be trusted" },
  "payment-provider-unavailable": { status: 503, title: "The payment provider can not be reached" },
  "payments-not-configured": { status: 422, title: "Payments are not configured here" },
  "plan-does-not-include-byok": { status: 403, title: "The plan has no own keys" },
  "provider-key-refused": { status: 422, title: "The AI provider refused this key" },
  "own-key-state": { status: 409, title: "This key is in a state that does not allow this" },
  "own-key-out-of-scope": { status: 422, title: "No own key of the workspace pays for this" },
  "byok-not-configured": { status: 422, title: "Own keys are not configured here" },
  "master-key-unavailable": { status: 503, title: "The master keys can not be used just now" },
  "not-in-production": { status: 403, title: "This is not available in production" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  "provider-failed": { status: 502, title: "The AI provider failed" },
  "provider-overloaded": { status: 503, title: "The AI provider is overloaded" },
  overloaded: { status: 503, title: "The server is busy" },
  "outcome-unknown": { status: 503, title: "The outcome is not known" },
  "database-unavailable": { status: 503, title: "The database can not be reached" },
  "provider-timeout": { status: 504, title: "The AI provider took too long" },
  internal: { status: 500, title: "Something went wrong on our side" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;
export const problemCodes = Object.keys(problems) as ProblemCode[];

/** The smallest order that covers a shortfall and that the payment provider can take. */
export const topUpOffer = z.object({ credits: creditsAmount, priceCents: cents });

/** RFC 9457 problem details, as every error of the API comes (`application/problem+json`). */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(problemCodes as [ProblemCode, ...ProblemCode[]]),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  needed: creditsAmount.optional(),
  available: creditsAmount.optional(),
  shortfall: creditsAmount.optional(),
  topUp: topUpOffer.optional(),
  currentVersion: z.string().optional(),
  currentText: z.string().optional(),
});
export type Problem = z.infer<typeof problem>;
