import { createHash } from "node:crypto";
import { type OperatorRefund, operatorRefund } from "@dokly/contract";
import { type Credits, isCreditsError, workspaceOfId } from "@dokly/credits";
import { ProblemError } from "../http/problem-error.ts";
import { type OperatorDoer, selectOperatorAudit } from "./operator-audit.ts";
import { type ActDependencies, type Performed, performAct } from "./perform-act.ts";
import { insertRefundNotice } from "./refund-notices.ts";

export type RefundDependencies = ActDependencies & { readonly credits: Pick<Credits, "getAction" | "refund"> };

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
  return await performAct(deps, { ...act, fingerprint }, operatorRefund, async ({ id, isNew }) => {
    const found = await deps.credits.getAction({ workspace, action });
    const { charged, refunded, member } = found.action;
    const seen = refundedBefore === null ? null : BigInt(refundedBefore);
    // Cut off before, it may be this act itself that has refunded.
    if (isNew && seen !== null && refunded !== seen) throw changed(action);
    const refund = { workspace, action, credits: BigInt(credits), reason, actor: by.actor };
    // Of all who saw the same state one refunds: the engine knows them by one key.
    const engineKey = seen === null ? `operator:${id}` : `operator:${action}:after:${seen}`;
    const done = await deps.credits.refund({ ...refund, key: engineKey }).catch((error: unknown) => {
      throw isCreditsError(error, "idempotency-key-reused") ? changed(action) : error;
    });
    if (isNew && done.isReplay && (await isOthers(deps, asked, id))) throw changed(action);
    if (member !== null && report === null)
      await insertRefundNotice(deps.pool, { workspace, id, action, member, credits: BigInt(credits), reason });
    return {
      id,
      workspace,
      action,
      credits,
      refunded: Number(done.refunded),
      charged: Number(charged),
      goodwill: done.goodwill === null ? null : { lot: done.goodwill.lot, credits: Number(done.goodwill.credits) },
      available: Number(done.available),
    };
  });
}

/** Whether it was another act that the engine knows under the key of the state that was seen. */
async function isOthers({ pool }: RefundDependencies, asked: AskedRefund, id: string): Promise<boolean> {
  const filter = { target: asked.action, act: "action-refunded" };
  const acts = await selectOperatorAudit(pool, { filter, after: null, limit: 100 });
  return acts.some(
    (one) =>
      one.id !== id && one.details["refundedBefore"] === asked.refundedBefore && one.outcome?.outcome !== "refused",
  );
}

function changed(action: string): ProblemError {
  return new ProblemError(
    "action-changed",
    `More of ${action} was refunded since you looked. Look at it again; nothing was refunded now.`,
  );
}
