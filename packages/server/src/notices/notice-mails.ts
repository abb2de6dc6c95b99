import type pg from "pg";
import type { Mail, Mailer } from "../accounts/mailer.ts";

const mailsAtOnce = 20;
const leaseSeconds = 60;
const retrySeconds = 30;
/** A mail that so many attempts did not bring away is given up. */
const attemptsMax = 12;

/** Notices that tell somebody something: each row says when its mail is due (`mail_due_at`). */
type NoticeTable = "report_notices" | "refund_notices";

type NoticeMailsInput = {
  readonly pool: pg.Pool;
  readonly mailer: Mailer;
  readonly table: NoticeTable;
  /** What to send for these notices; without one, nobody is there to be told. */
  readonly write: (ids: readonly bigint[]) => Promise<ReadonlyMap<bigint, Mail>>;
};

type Claimed = { readonly id: bigint; readonly attempts: number };

/**
 * Sends the mails that are due, on any number of servers: a mail that one has taken is left alone by the others until
 * nothing is heard of it for a minute. What a dying server may have sent is sent again as the same message.
 */
export function createNoticeMails({ pool, mailer, table, write }: NoticeMailsInput): { send(): Promise<void> } {
  async function claim(): Promise<readonly Claimed[]> {
    const { rows } = await pool.query<Claimed>(
      `update dokly.${table} as notice set mail_attempts = mail_attempts + 1,
         mail_due_at = clock_timestamp() + make_interval(secs => $2)
       from (select id from dokly.${table} where mail_due_at <= clock_timestamp()
         order by mail_due_at limit $1 for update skip locked) as due
       where notice.id = due.id returning notice.id, notice.mail_attempts as attempts`,
      [mailsAtOnce, leaseSeconds],
    );
    return rows;
  }

  async function setMailed(id: bigint): Promise<void> {
    await pool.query(`update dokly.${table} set mailed_at = clock_timestamp(), mail_due_at = null where id = $1`, [id]);
  }

  /** It is tried again later, the more often it failed the later; null: never. */
  async function setNotMailed(id: bigint, seconds: number | null): Promise<void> {
    await pool.query(
      `update dokly.${table} set mail_due_at = clock_timestamp() + make_interval(secs => $2) where id = $1`,
      [id, seconds],
    );
  }

  return {
    async send() {
      if (!mailer.isConfigured) return;
      for (;;) {
        const claimed = await claim();
        const mails = claimed.length === 0 ? new Map<bigint, Mail>() : await write(claimed.map(({ id }) => id));
        for (const { id, attempts } of claimed) {
          const mail = mails.get(id);
          if (mail !== undefined && (await mailer.send(mail))) await setMailed(id);
          else await setNotMailed(id, mail === undefined || attempts >= attemptsMax ? null : retrySeconds * attempts);
        }
        if (claimed.length < mailsAtOnce) return;
      }
    },
  };
}
