import { type Credits, CreditsError, workspaceIdOf } from "../../src/index.ts";
import type { Request } from "../model/state.ts";

/** What the engine did with one request: it answered, it refused by a rule, or it failed and the outcome is open. */
export type Outcome =
  | { readonly accepted: Readonly<Record<string, unknown>> }
  | { readonly refused: string; readonly details: Readonly<Record<string, unknown>> }
  | { readonly failed: unknown };

/** The engine's ids by the labels of the test: `hold:…`, `action:…`, `lot:…`. */
export type Ids = Map<string, string>;

/** Codes that say "not now" or "not known": they are faults, and never an answer about credits. */
const FAULT_CODES: ReadonlySet<string> = new Set(["outcome-unknown", "database-unavailable", "overloaded"]);

export async function perform(credits: Credits, request: Request, ids: Ids): Promise<Outcome> {
  try {
    return { accepted: await send(credits, request, ids) };
  } catch (error) {
    if (!(error instanceof CreditsError) || FAULT_CODES.has(error.code)) return { failed: error };
    return { refused: error.code, details: { ...error.details } };
  }
}

const ACTOR = "test";

type Answer = Readonly<Record<string, unknown>>;
type OperatorRequest = Extract<
  Request,
  { readonly verb: "refund" | "change-plan" | "set-unpaid" | "suspend" | "reverse" | "restore" | "limit" }
>;

async function send(credits: Credits, request: Request, ids: Ids): Promise<Answer> {
  const workspace = workspaceIdOf(request.workspace);
  switch (request.verb) {
    case "open": {
      const anchor = request.anchor === null ? {} : { anchor: new Date(request.anchor) };
      const { plan, workspace: externalId, hasTrial } = request;
      return { balance: await credits.openWorkspace({ externalId, plan, hasTrial, actor: ACTOR, ...anchor }) };
    }
    case "grant": {
      const expiry = request.expiresAt === null ? {} : { expiresAt: new Date(request.expiresAt) };
      const { source, credits: amount, key } = request;
      return credits.grant({ workspace, source, credits: amount, key, reason: "test", actor: ACTOR, ...expiry });
    }
    case "hold": {
      const { key, fingerprint, credits: amount, deadlineMs, action, ownKey } = request;
      const wanted = { credits: amount, deadlineMs, action, ownKey };
      return credits.placeHold({ workspace, key, fingerprint, ...wanted, actor: ACTOR });
    }
    case "refund":
    case "change-plan":
    case "set-unpaid":
    case "suspend":
    case "reverse":
    case "restore":
    case "limit":
      return sendByOperator(credits, request, ids);
    case "linked-holds": {
      const { key, fingerprint, holds, deadlineMs } = request;
      const placed = await credits.placeHolds({ workspace, key, fingerprint, holds, deadlineMs, actor: ACTOR });
      return { ...placed, linked: placed.holds };
    }
    case "extend-linked": {
      const extended = await credits.extendHolds({ workspace, key: request.key, deadlineMs: request.deadlineMs });
      return { deadline: extended.deadline, linked: extended.holds.map((hold) => ({ hold })) };
    }
    case "extend":
      return credits.extendHold({ workspace, hold: idOf(ids, "hold", request.hold), deadlineMs: request.deadlineMs });
    case "settle": {
      const { charge, status, keyed } = request;
      const hold = idOf(ids, "hold", request.hold);
      return credits.settleHold({ workspace, hold, charge, status, actor: ACTOR, ...keyed });
    }
    case "release": {
      const { status, keyed } = request;
      const hold = idOf(ids, "hold", request.hold);
      return credits.releaseHold({ workspace, hold, status, failure: null, actor: ACTOR, ...keyed });
    }
  }
}

/** What operators, payments and admins send. */
async function sendByOperator(credits: Credits, request: OperatorRequest, ids: Ids): Promise<Answer> {
  const workspace = workspaceIdOf(request.workspace);
  switch (request.verb) {
    case "refund": {
      const { credits: amount, key } = request;
      const action = idOf(ids, "action", request.action);
      const { goodwill, ...reply } = await credits.refund({
        workspace,
        action,
        credits: amount,
        key,
        reason: "test",
        actor: ACTOR,
      });
      return { ...reply, lot: goodwill?.lot ?? null, goodwillCredits: goodwill?.credits ?? 0n };
    }
    case "change-plan": {
      const { plan, when, key } = request;
      const anchor = request.anchor === null ? {} : { anchor: new Date(request.anchor) };
      const own = request.own === null ? {} : { monthlyCredits: request.own };
      const notBefore = request.notBefore === null ? {} : { notBefore: new Date(request.notBefore) };
      return credits.changePlan({ workspace, plan, when, key, actor: ACTOR, ...anchor, ...own, ...notBefore });
    }
    case "set-unpaid": {
      const { key, unpaid: mark } = request;
      const unpaid = mark && { plan: mark.plan, from: new Date(mark.from) };
      return credits.setUnpaid({ workspace, unpaid, key, reason: "test", actor: ACTOR });
    }
    case "suspend":
      return credits.setSuspended({ workspace, isSuspended: request.isSuspended, key: request.key, actor: ACTOR });
    case "reverse":
    case "restore": {
      const { refundedCents, paidCents, key } = request;
      const lot = idOf(ids, "lot", request.lot);
      const report = { workspace, lot, refundedCents, paidCents, key, reason: "test", actor: ACTOR };
      return request.verb === "reverse" ? credits.reverseGrant(report) : credits.restoreGrant(report);
    }
    case "limit": {
      const { member, kind, ownKey, unit, limit, key } = request;
      const amount = unit === "credits" ? { credits: limit } : { nanoDollars: limit };
      return credits.setLimit({ workspace, member, kind, ownKey, ...amount, key, actor: ACTOR });
    }
  }
}

function idOf(ids: Ids, kind: "hold" | "action" | "lot", label: string): string {
  const id = ids.get(`${kind}:${label}`);
  if (id === undefined) throw new Error(`the test has no id for ${label}`);
  return id;
}
