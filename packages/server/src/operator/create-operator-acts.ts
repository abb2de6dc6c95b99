import type { Catalog, Credits } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import type { Mailer } from "../accounts/mailer.ts";
import { createNoticeMails } from "../notices/notice-mails.ts";
import { startRounds } from "../notices/rounds.ts";
import { type RecoverDependencies, recoverActs } from "./recover-acts.ts";
import { refundMail } from "./refund-mail.ts";
import { selectRefundMails } from "./refund-notices.ts";

const recoverEveryMs = 15_000;
const mailEveryMs = 5_000;

/** What operators do, and what is left to do of it when a request is over. */
export type OperatorActs = RecoverDependencies & {
  /** Carries out what was cut off. Safe on any number of servers. */
  recover(input?: { readonly afterSeconds: number }): Promise<number>;
  /** Sends the mails about refunds that are due. */
  sendMails(): Promise<void>;
  close(): Promise<void>;
};

type OperatorActsInput = {
  readonly pool: pg.Pool;
  readonly credits: Credits;
  readonly catalog: Catalog;
  readonly mailer: Mailer;
  readonly logger: Logger;
  readonly publicUrl: string;
  /** False where a test drives them itself. */
  readonly isDriven: boolean;
};

export function createOperatorActs(input: OperatorActsInput): OperatorActs {
  const { pool, credits, catalog, mailer, logger, publicUrl, isDriven } = input;
  const deps = { pool, credits, catalog, logger, isMailed: mailer.isConfigured };
  const mails = createNoticeMails({
    pool,
    mailer,
    table: "refund_notices",
    write: async (ids) => {
      const due = await selectRefundMails(pool, ids);
      return new Map(due.map((told) => [told.notice, refundMail(told, publicUrl)]));
    },
  });
  const rounds = startRounds(
    isDriven
      ? [
          { what: "carrying out operators' acts", everyMs: recoverEveryMs, work: () => recoverActs(deps) },
          { what: "mailing refunds", everyMs: mailEveryMs, work: () => mails.send() },
        ]
      : [],
    logger,
  );
  return {
    ...deps,
    recover: (options) => recoverActs(deps, options),
    sendMails: () => mails.send(),
    close: () => rounds.close(),
  };
}
