import { randomBytes } from "node:crypto";
import type { Action, Report, ReportAnswer, ReportProblem, ReportState } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import { toInstant } from "../http/replies.ts";
import type { OperatorDoer } from "../operator/operator-audit.ts";

/** Why somebody says that an action did not work. */
export type ReportRow = {
  readonly id: string;
  readonly workspace: WorkspaceId;
  readonly action: string;
  readonly reporter: string;
  readonly runner: string | null;
  readonly problem: ReportProblem;
  readonly words: string;
  readonly showsText: boolean;
  readonly kind: string;
  readonly outcome: Action["status"];
  readonly charged: bigint;
  readonly documentPath: string | null;
  readonly documentTitle: string | null;
  readonly state: ReportState;
  /** The number of the last answer; 0: none. */
  readonly answered: number;
  readonly reportedAt: Date;
  readonly changedAt: Date | null;
};

/** What an operator decided; without `doneAt` it is an intent that somebody carries out. */
export type AnswerRow = {
  readonly report: string;
  readonly number: number;
  readonly credits: bigint;
  readonly words: string;
  /** Who decided, and from where. */
  readonly doer: OperatorDoer;
  readonly decidedAt: Date;
  readonly doneAt: Date | null;
  readonly refused: string | null;
  readonly goodwill: bigint;
  readonly goodwillUntil: Date | null;
};

export const reportColumns = `report.id, report.workspace_id as workspace, report.action_id as action, report.reporter,
  report.runner, report.problem, report.words, report.shows_text as "showsText", report.kind, report.outcome,
  report.charged, report.document_path as "documentPath", report.document_title as "documentTitle", report.state,
  report.answered, report.reported_at as "reportedAt", report.changed_at as "changedAt"`;

export const answerColumns = `answer.report_id as report, answer.number, answer.credits, answer.words, answer.doer,
  answer.decided_at as "decidedAt", answer.done_at as "doneAt", answer.refused,
  answer.goodwill, answer.goodwill_until as "goodwillUntil"`;

/** A fresh public id of a report. */
export function newReportId(): string {
  return `rep_${randomBytes(12).toString("hex")}`;
}

/** An answer as people read it. */
export function answerToWire(answer: AnswerRow): ReportAnswer {
  return {
    number: answer.number,
    credits: Number(answer.credits),
    goodwill: Number(answer.goodwill),
    goodwillUntil: answer.goodwillUntil === null ? null : toInstant(answer.goodwillUntil),
    words: answer.words,
    answeredAt: toInstant(answer.doneAt ?? answer.decidedAt),
  };
}

/** A report with its answers; what the engine refused was never an answer. */
export function reportToWire(
  row: ReportRow,
  { names, answers }: { readonly names: ReadonlyMap<string, string>; readonly answers: readonly AnswerRow[] },
): Report {
  const given = answers.filter(
    ({ report, doneAt, refused }) => report === row.id && doneAt !== null && refused === null,
  );
  return {
    id: row.id,
    action: row.action,
    problem: row.problem,
    text: row.words,
    showText: row.showsText,
    state: row.state,
    reportedBy: { id: row.reporter, name: names.get(row.reporter) ?? "Former member" },
    reportedAt: toInstant(row.reportedAt),
    answers: given.toSorted((a, b) => a.number - b.number).map(answerToWire),
  };
}
