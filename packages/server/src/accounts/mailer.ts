import { createTransport } from "nodemailer";
import type { Logger } from "pino";
import { traceWork } from "../tracing/trace-work.ts";
import { noTracing, type Tracing } from "../tracing/tracing.ts";

const timeoutMs = 10_000;

export type Mail = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Of a mail that may be sent twice: who gets both sees one. */
  readonly messageId?: string;
};

export type Mailer = {
  /** Whether mail leaves this server; when not, what it would say has to be shown in the app. */
  readonly isConfigured: boolean;
  /** Hands a mail to the SMTP server. False when there is none or it did not take it: that is logged, not thrown. */
  send(mail: Mail): Promise<boolean>;
};

/** Sends through SMTP_URL, or nowhere when it is not set. */
export function createMailer(
  settings: { smtpUrl: string; from: string } | null,
  logger: Logger,
  tracing: Tracing = noTracing,
): Mailer {
  if (settings === null) return { isConfigured: false, send: async () => false };
  const { from, smtpUrl } = settings;
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  return {
    isConfigured: true,
    send: async (mail) => {
      try {
        const message = { ...mail, from, disableFileAccess: true, disableUrlAccess: true };
        await traceWork(tracing, "mail", { side: "client" }, () => transport.sendMail(message));
        return true;
      } catch (error) {
        logger.error({ err: error, subject: mail.subject }, "mail was not sent");
        return false;
      }
    },
  };
}
