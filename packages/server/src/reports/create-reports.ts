import type { Catalog, Credits } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import type { Mailer } from "../accounts/mailer.ts";
import { createVersionFeed, type VersionFeed } from "../credits/version-feed.ts";
import { createNoticeMails } from "../notices/notice-mails.ts";
import { startRounds } from "../notices/rounds.ts";
import { answerMail } from "./answer-mail.ts";
import { type AnswerDependencies, recoverAnswers } from "./answer-report.ts";
import { createAnswerStore } from "./answer-store.ts";
import { createNoticeStore, type NoticeStore } from "./notice-store.ts";
import { createReportQueue, type ReportQueue } from "./report-queue.ts";
import { createReportStore, type ReportStore } from "./report-store.ts";

/** How often each process looks for refunds that a dying server left between the intent and its outcome. */
const recoverEveryMs = 15_000;
const mailEveryMs = 5_000;

/** Reports of actions: who reports, who answers, and how people are told. */
export type Reports = AnswerDependencies & {
  readonly store: ReportStore;
  readonly queue: ReportQueue;
  readonly notices: NoticeStore;
  /** Tells live pages of a workspace that somebody was told something. */
  readonly versions: VersionFeed;
  /** Carries out what is left, and sends the mails that are due. Safe on any number of servers. */
  recover(input?: { readonly afterSeconds: number }): Promise<number>;
  sendMails(): Promise<void>;
  close(): Promise<void>;
};

type ReportsInput = {
  readonly pool: pg.Pool;
  readonly credits: Credits;
  readonly catalog: Catalog;
  readonly mailer: Mailer;
  readonly logger: Logger;
  readonly publicUrl: string;
  /** False where a test drives them itself. */
  readonly isDriven: boolean;
};

export function createReports(input: ReportsInput): Reports {
  const { pool, credits, catalog, mailer, logger, publicUrl } = input;
  const answers = createAnswerStore({ pool, hasMail: mailer.isConfigured });
  const notices = createNoticeStore({ pool });
  const versions = createVersionFeed({ read: notices.readVersions, what: "notices", logger });
  const deps = { pool, credits, catalog, answers, logger, isMailed: mailer.isConfigured };
  const mails = createNoticeMails({
    pool,
    mailer,
    table: "report_notices",
    write: async (ids) => {
      const due = await notices.readMails(ids);
      return new Map(due.map((one) => [one.notice, answerMail(one, publicUrl)]));
    },
  });
  const rounds = startRounds(
    input.isDriven
      ? [
          { what: "carrying out refunds", everyMs: recoverEveryMs, work: () => recoverAnswers(deps) },
          { what: "mailing answers to reports", everyMs: mailEveryMs, work: () => mails.send() },
        ]
      : [],
    logger,
  );
  return {
    ...deps,
    store: createReportStore({ pool }),
    queue: createReportQueue({ pool }),
    notices,
    versions,
    recover: (options) => recoverAnswers(deps, options),
    sendMails: () => mails.send(),
    close: async () => {
      versions.close();
      await rounds.close();
    },
  };
}
