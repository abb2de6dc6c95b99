import type { Credits, WorkspaceId } from "@dokly/credits";
import type { Logger } from "pino";
import { ProblemError } from "../http/problem-error.ts";
import { refusalOf } from "../operator/perform-act.ts";
import { type RefundDependencies, refundAction } from "../operator/refund-action.ts";
import { insertRefundNotice } from "../operator/refund-notices.ts";
import type { AnswerStore, Decision, OpenAnswer } from "./answer-store.ts";

export type AnswerDependencies = RefundDependencies & {
  readonly answers: AnswerStore;
  readonly credits: Pick<Credits, "getAction" | "getBalance" | "refund">;
  readonly logger: Logger;
};

/** How old an intent is before another server than the one that wrote it carries it out. */
const abandonedSeconds = 10;
const answersAtOnce = 100;

/** What an operator asks for. */
export type AskedAnswer = Omit<Decision, "amount"> & {
  readonly answer: "refund" | "decline";
  /** What the operator saw as refunded so far; null: it does not matter. */
  readonly refundedBefore: bigint | null;
};

/**
 * Answers a report: gives back some or all of the charge, or says why not, and tells who reported it. The same answer
 * sent again changes nothing (`isReplay`); of two operators who answer the same state of a report, one does.
 * @throws ProblemError `report-state` where somebody was faster; `refund-above-charge`
 */
export async function answerReport(asked: AskedAnswer, deps: AnswerDependencies): Promise<{ isReplay: boolean }> {
  const { answers } = deps;
  const amount = asked.answer === "decline" ? 0n : await amountOf(asked, deps);
  // What was given by the same answer, sent before, is not there to be given any more.
  const decided =
    amount instanceof ProblemError ? await answers.findAgain(asked) : await answers.decide({ ...asked, amount });
  if (decided.result === "late") throw amount instanceof ProblemError ? amount : late();
  const { answer, result } = decided;
  if (answer.doneAt === null && answer.credits > 0n) await carryOut({ ...asked.report, ...answer }, deps);
  return { isReplay: result === "again" };
}

function late(): ProblemError {
  return new ProblemError(
    "report-state",
    "Somebody answered this report, or took it back, since you looked. Nothing was done now.",
  );
}

/**
 * Whole credits to give back, or why they are not. Looked at here so that the operator reads why; the engine looks
 * again, so that it holds.
 */
async function amountOf(
  { report, credits, refundedBefore }: AskedAnswer,
  deps: AnswerDependencies,
): Promise<bigint | ProblemError> {
  const { action } = await deps.credits.getAction({ workspace: report.workspace, action: report.action });
  const { charged, refunded } = action;
  const left = charged - refunded;
  if (refundedBefore !== null && refundedBefore !== refunded) return late();
  const amount = credits ?? left;
  if (amount > 0n && amount <= left) return amount;
  return new ProblemError(
    "refund-above-charge",
    `${charged} credits were charged and ${refunded} of them given back, so that ${left} can be refunded.`,
  );
}

/** Does what was decided: the refund by its own key, then its outcome and who is told of it. */
async function carryOut(answer: OpenAnswer, deps: AnswerDependencies): Promise<void> {
  try {
    const reason = answer.words.length >= 3 ? answer.words : `Report ${answer.report}: ${answer.problem}`;
    const { reply } = await refundAction(deps, {
      action: answer.action,
      credits: Number(answer.credits),
      reason,
      refundedBefore: null,
      report: answer.report,
      by: answer.doer,
      key: `report:${answer.report}:${answer.number}`,
    });
    const { goodwill } = reply;
    const { action, credits, kind, reporter, runner: member, workspace } = answer;
    // Whose action it was learns of it too, where somebody else reported it.
    if (member !== null && member !== reporter) {
      const told = {
        workspace,
        id: reply.id,
        action,
        kind,
        member,
        credits,
        goodwill: BigInt(goodwill?.credits ?? 0),
        reason: answer.words === "" ? "It was reported." : answer.words,
      };
      await insertRefundNotice(deps.pool, told, deps);
    }
    await deps.answers.finish(answer, {
      goodwill: BigInt(goodwill?.credits ?? 0),
      goodwillUntil: goodwill === null ? null : await endOf(answer.workspace, goodwill.lot, deps),
    });
  } catch (error) {
    // A refusal stays the same however often it is asked; after a fault the outcome is open.
    const code = refusalOf(error, deps.catalog)?.code ?? null;
    if (code !== null) await deps.answers.refuse(answer, code);
    throw error;
  }
}

/** When a lot ends; null once it has. */
async function endOf(workspace: WorkspaceId, lot: string, { credits }: AnswerDependencies): Promise<Date | null> {
  const { lots } = await credits.getBalance({ workspace });
  return lots.find(({ id }) => id === lot)?.expiresAt ?? null;
}

/** Carries out what a dying server left between an intent and its outcome; returns how many it finished. */
export async function recoverAnswers(
  deps: AnswerDependencies,
  { afterSeconds = abandonedSeconds }: { readonly afterSeconds?: number } = {},
): Promise<number> {
  let finished = 0;
  for (const answer of await deps.answers.findOpen({ seconds: afterSeconds, limit: answersAtOnce })) {
    try {
      await carryOut(answer, deps);
      finished += 1;
    } catch (error) {
      deps.logger.warn({ err: error, report: answer.report }, "a refund of a report could not be carried out");
    }
  }
  return finished;
}
