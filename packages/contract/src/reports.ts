import { z } from "zod";
import { actionDetail, actionStatus } from "./actions.ts";
import { lotSources } from "./credits.ts";
import { actionId, cents, creditsAmount, cursor, instant, wholeText, workspaceId } from "./primitives.ts";

/** What a person says was wrong with an action. */
export const reportProblems = [
  "did-not-work",
  "wrong-text",
  "not-what-i-asked",
  "damaged-page",
  "costs-too-much",
  "other",
] as const;
export const reportProblem = z.enum(reportProblems);
export type ReportProblem = z.infer<typeof reportProblem>;

/** The most characters of a person's or an operator's words. */
export const reportTextMax = 1_000;

/** A report's public id. */
export const reportId = z.string().regex(/^rep_[0-9a-f]{24}$/);

/** `refunding`: an operator has decided, and the credits are on their way. */
export const reportStates = ["open", "refunding", "refunded", "declined", "withdrawn"] as const;
export const reportState = z.enum(reportStates);
export type ReportState = z.infer<typeof reportState>;

const words = wholeText.trim().max(reportTextMax);

/** POST /workspaces/{w}/actions/{id}/report. `other` needs words. */
export const reportBody = z
  .strictObject({
    problem: reportProblem.default("other"),
    text: words.default(""),
    /** Lets the operator read what the action wrote, as long as it is kept; only who ran it can. */
    showText: z.boolean().default(false),
  })
  .refine(({ problem, text }) => problem !== "other" || text !== "", {
    path: ["text"],
    message: "say in a few words what was wrong",
  });
export type ReportBody = z.input<typeof reportBody>;

/** What an operator answered: a refund, or none. */
export const reportAnswer = z.object({
  /** Counts up in a report, from 1. */
  number: z.number().int().min(1),
  /** 0: nothing was given back by this answer. */
  credits: creditsAmount,
  /** The part of `credits` that became goodwill, since the period that had paid is over, and until when it lives. */
  goodwill: creditsAmount,
  goodwillUntil: instant.nullable(),
  words: z.string(),
  answeredAt: instant,
});
export type ReportAnswer = z.infer<typeof reportAnswer>;

export const report = z.object({
  id: reportId,
  action: actionId,
  problem: reportProblem,
  text: z.string(),
  showText: z.boolean(),
  state: reportState,
  reportedBy: z.object({ id: z.string(), name: z.string() }),
  reportedAt: instant,
  answers: z.array(reportAnswer),
});
export type Report = z.infer<typeof report>;

/** GET and DELETE /workspaces/{w}/actions/{id}/report. */
export const actionReport = z.object({
  /** Null: nobody has reported this action, or who did has withdrawn it. */
  report: report.nullable(),
  /** Whether the caller may report it now. */
  canReport: z.boolean(),
  /** Whether the caller may let the operator read what it wrote: they ran it, and it is kept. */
  canShowText: z.boolean(),
  /** Whether the operator's answer comes by mail too. */
  isMailed: z.boolean(),
});
export type ActionReport = z.infer<typeof actionReport>;

/** Tells a person that their report was answered, until they have read it. */
export const reportNotice = z.object({
  id: z.number().int().min(1),
  report: reportId,
  action: z.object({
    id: actionId,
    kind: z.string(),
    document: z.object({ path: z.string(), title: z.string() }).nullable(),
    charged: creditsAmount,
  }),
  answer: reportAnswer,
});
export type ReportNotice = z.infer<typeof reportNotice>;

/** GET /workspaces/{w}/notices: what the caller has not read, oldest first. `version` grows with each one told. */
export const noticeList = z.object({ items: z.array(reportNotice), version: z.number().int().min(0) });
export type NoticeList = z.infer<typeof noticeList>;

/** GET /operator/reports */
export const reportsQuery = z.object({
  state: z.enum(["open", "answered", "all"]).default("open"),
  /** Part of a workspace's or a person's name, of an e-mail, of their words; or a whole id. */
  q: z.string().trim().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: cursor.optional(),
});
export type ReportsQuery = z.input<typeof reportsQuery>;

export const operatorReportRow = report.extend({
  workspace: z.object({ id: workspaceId, name: z.string() }),
  /** How the action ended, and what it cost. */
  kind: z.string(),
  outcome: actionStatus,
  charged: creditsAmount,
  refunded: creditsAmount,
  /** The number of its last answer, also where the engine refused it; what the next answer names in `after`. */
  answered: z.number().int().min(0),
});
export type OperatorReportRow = z.infer<typeof operatorReportRow>;

/** Open ones oldest first, answered ones the latest answer first. */
export const operatorReportPage = z.object({
  items: z.array(operatorReportRow),
  nextCursor: z.string().nullable(),
  /** Over all workspaces, whatever was asked for. */
  open: z.number().int().min(0),
});
export type OperatorReportPage = z.infer<typeof operatorReportPage>;

const reportCount = z.object({ reports: z.number().int().min(0), refunded: z.number().int().min(0) });

/** The lot of a top-up that paid for a part of the charge, and the payment behind it. */
export const paidDraw = z.object({
  lot: z.string(),
  /** What the charge took of it, less what was refunded since. */
  credits: creditsAmount,
  order: z.string().nullable(),
  provider: z.enum(["stripe", "sandbox"]),
  /** The payment's id at the provider, as `pi_…`. */
  payment: z.string(),
  priceCents: cents,
  currency: z.string(),
  /** Paid back or disputed at the provider so far. */
  takenBackCents: cents,
  /** The payment in the provider's dashboard; null where it has none. */
  url: z.url().nullable(),
});
export type PaidDraw = z.infer<typeof paidDraw>;

/** GET /operator/reports/{id}: all that is needed to answer. */
export const operatorReport = z.object({
  report: operatorReportRow,
  action: actionDetail,
  workspace: z.object({ id: workspaceId, name: z.string(), plan: z.string(), periodEnd: instant }),
  person: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    /** False: they have left, and nobody is told of an answer. */
    isMember: z.boolean(),
  }),
  /** What can still be given back. */
  refundable: creditsAmount,
  /** Where the charge came from; lots that are over give nothing back, and a refund becomes goodwill. */
  sources: z.array(z.object({ lot: z.string(), source: z.enum(lotSources).nullable(), isAlive: z.boolean() })),
  paid: z.array(paidDraw),
  /** Of the past 90 days, with this one. */
  history: z.object({ days: z.number().int(), person: reportCount, workspace: reportCount }),
  /** The text that the action wrote: `shown` can be read with `…/text`, `kept-private` is kept and was not shown. */
  text: z.enum(["shown", "kept-private", "gone"]),
});
export type OperatorReport = z.infer<typeof operatorReport>;

/** POST /operator/reports/{id}/text: a request of its own, since the audit names who read it. */
export const reportedText = z.object({ text: z.string() });

/** POST /operator/reports/{id}/answer. A decline needs words. */
export const reportAnswerBody = z
  .strictObject({
    answer: z.enum(["refund", "decline"]),
    /** Of a refund, 1 or more; null or left out: all that is left of the charge. */
    credits: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).nullable().default(null),
    words: words.default(""),
    /** How many answers the report had when this one was decided. */
    after: z.number().int().min(0).default(0),
    /** What the action had been refunded, by whomever, when this was decided; null or left out: it does not matter. */
    refundedBefore: creditsAmount.nullable().default(null),
  })
  .refine(({ answer, words: said }) => answer !== "decline" || said.length >= 3, {
    path: ["words"],
    message: "tell the person why, in 3 to 1,000 characters",
  });
export type ReportAnswerBody = z.input<typeof reportAnswerBody>;
