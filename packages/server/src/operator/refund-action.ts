import { createHash } from "node:crypto";
import { type OperatorRefund, operatorRefund } from "@dokly/contract";
import { type Credits, isCreditsError, type WorkspaceId, workspaceOfId } from "@dokly/credits";
import { ProblemError } from "../http/problem-error.ts";
import { type OperatorDoer, selectOperatorAudit } from "./operator-audit.ts";
import { type ActDependencies, type BegunAct, type Performed, performAct } from "./perform-act.ts";
import { insertRefundNotice } from "./refund-notices.ts";

export type RefundDependencies = ActDependencies & {
  readonly credits: Pick<Credits, "getAction" | "refund">;
  /** Whether people are told by mail too. */
  readonly isMailed: boolean;
};

export type AskedRefund = {
  readonly action: string;
  /** Whole credits, 1 or more. */
  readonly credits: number;
  /** 3 to 1,000 characters; the member reads it. */
  readonly reason: string;
  /** What the operator saw as refunded so far; null: it does not matter. */
  readonly refundedBefore: number | null;
  /** The member's report that it answers: whoever decides on that tells the member. Null: they are told here. */
  readonly report: string | null;
  readonly by: OperatorDoer;
  /** The operator's Idempotency-Key; null: each time another refund. */
  readonly key: string | null;
};

/**
 * Gives back some or all of a settled charge: the one way in which operators do, from the console, the queue of reports
 * and the command line. All refunds of an action together are at most its charge, whoever asks for them and how often;
 * of operators who saw the same state of an action (`refundedBefore`) one refunds it. What a dead lot had paid becomes
 * goodwill (RULES R5.1). The act is in the audit, and the member is told.
 * @throws ProblemError `not-found`, `action-changed`, `idempotency-key-reused`; CreditsError `refund-above-charge`
 */
export async function refundAction(deps: RefundDependencies, asked: AskedRefund): Promise<Performed<OperatorRefund>> {
  const { action, credits, reason, refundedBefore, report, by, key } = asked;
  const workspace = workspaceOfId("act", action);
  if (workspace === null) throw new ProblemError("not-found", `There is no action ${action}.`);
  const details = { credits, refundedBefore, report };
  const act = { act: "action-refunded", by, workspace, target: action, reason, key, details };
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([action, reason, details]))
    .digest("base64url");
  return await performAct(
    deps,
    { ...act, fingerprint },
    operatorRefund,
    async (begun) => await carryOutRefund(deps, { ...asked, workspace }, begun),
  );
}

/**
 * The refund of an act that is written down, by the engine's key of it, and whom it tells: done again it changes
 * nothing.
 */
export async function carryOutRefund(
  deps: RefundDependencies,
  asked: Omit<AskedRefund, "key"> & { readonly workspace: WorkspaceId },
  { id, isNew }: BegunAct,
): Promise<OperatorRefund> {
  const { workspace, action, credits, reason, refundedBefore, report, by } = asked;
  const { kind, charged, refunded, member } = (await deps.credits.getAction({ workspace, action })).action;
  const seen = refundedBefore === null ? null : BigInt(refundedBefore);
  // Cut off before, it may be this act itself that has refunded.
  if (isNew && seen !== null && refunded !== seen) throw changed(action);
  const refund = { workspace, action, credits: BigInt(credits), reason, actor: by.actor };
  // Of all who saw the same state one refunds: the engine knows them by one key.
  const engineKey = seen === null ? `operator:${id}` : `operator:${action}:after:${seen}`;
  const done = await deps.credits.refund({ ...refund, key: engineKey }).catch((error: unknown) => {
    throw isCreditsError(error, "idempotency-key-reused") ? changed(action) : error;
  });
  if (done.isReplay && (await isOthers(deps, asked, { id, isNew }))) throw changed(action);
  const goodwill = done.goodwill?.credits ?? 0n;
  if (member !== null && report === null) {
    const told = { workspace, id, action, kind, member, credits: BigInt(credits), goodwill, reason };
    await insertRefundNotice(deps.pool, told, deps);
  }
  return {
    id,
    workspace,
    action,
    credits,
    refunded: Number(done.refunded),
    charged: Number(charged),
    goodwill: done.goodwill === null ? null : { lot: done.goodwill.lot, credits: Number(goodwill) },
    available: Number(done.available),
  };
}

/**
 * Whether it was another act that the engine knows under the key of the state that was seen. An act that was cut off
 * may be the one itself, unless another is known to be.
 */
async function isOthers(
  { pool }: RefundDependencies,
  { action, refundedBefore }: Pick<AskedRefund, "action" | "refundedBefore">,
  { id, isNew }: BegunAct,
): Promise<boolean> {
  const filter = { target: action, act: "action-refunded" };
  const acts = await selectOperatorAudit(pool, { filter, after: null, limit: 100 });
  return acts.some(({ id: other, details, outcome }) => {
    if (other === id || refundedBefore === null || details["refundedBefore"] !== refundedBefore) return false;
    return isNew ? outcome?.outcome !== "refused" : outcome?.outcome === "done";
  });
}

function changed(action: string): ProblemError {
  return new ProblemError(
    "action-changed",
    `More of ${action} was refunded since you looked. Look at it again; nothing was refunded now.`,
  );
}
