import type { Catalog, Credits } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import type { Mailer } from "../accounts/mailer.ts";
import { createVersionFeed, type VersionFeed } from "../credits/version-feed.ts";
import { answerMail } from "./answer-mail.ts";
import { type AnswerDependencies, recoverAnswers } from "./answer-report.ts";
import { createAnswerStore } from "./answer-store.ts";
import { createNoticeStore, type NoticeStore } from "./notice-store.ts";
import { createReportQueue, type ReportQueue } from "./report-queue.ts";
import { createReportStore, type ReportStore } from "./report-store.ts";

/** How often each process looks for refunds that a dying server left between the intent and its outcome. */
const recoverEveryMs = 15_000;
const mailEveryMs = 5_000;
const mailsAtOnce = 20;
const leaseSeconds = 60;
const retrySeconds = 30;

/** Reports of actions: who reports, who answers, and how people are told. */
export type Reports = AnswerDependencies & {
  readonly store: ReportStore;
  readonly queue: ReportQueue;
  readonly notices: NoticeStore;
  /** Tells live pages of a workspace that somebody was told something. */
  readonly versions: VersionFeed;
  /** Whether answers are told by mail too. */
  readonly isMailed: boolean;
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
  const deps = { pool, credits, catalog, answers, logger };
  let running: Promise<unknown> = Promise.resolve();

  async function sendMails(): Promise<void> {
    if (!mailer.isConfigured) return;
    for (;;) {
      const mails = await notices.claimMails(mailsAtOnce, leaseSeconds);
      for (const due of mails) {
        const { email } = due;
        const isSent = email !== null && (await mailer.send(answerMail({ ...due, email }, publicUrl)));
        if (isSent) await notices.setMailed(due);
        else await notices.setNotMailed(due, retrySeconds * due.attempts);
      }
      if (mails.length < mailsAtOnce) return;
    }
  }

  /** One after the other, so that a slow database is not asked again and again. */
  const after = (what: string, work: () => Promise<unknown>) => (): void => {
    running = running.then(work).catch((error: unknown) => logger.warn({ err: error }, `${what} failed; again soon`));
  };
  const timers = input.isDriven
    ? [
        setInterval(
          after("carrying out refunds", () => recoverAnswers(deps)),
          recoverEveryMs,
        ),
        setInterval(after("mailing answers to reports", sendMails), mailEveryMs),
      ]
    : [];
  return {
    ...deps,
    store: createReportStore({ pool }),
    queue: createReportQueue({ pool }),
    notices,
    versions,
    isMailed: mailer.isConfigured,
    recover: (options) => recoverAnswers(deps, options),
    sendMails,
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      versions.close();
      await running;
    },
  };
}
