import type { AlertSettings } from "@dokly/contract";
import type { Balance, Credits, WorkspaceId } from "@dokly/credits";
import type { Logger } from "pino";
import type { Mailer } from "../accounts/mailer.ts";
import { alertMail } from "./alert-mail.ts";
import type { AlertKey, AlertRow, AlertStore } from "./alert-store.ts";
import { isReached, quietAbove, shareOf } from "./spent-share.ts";
import type { OnSpent } from "./watch-credits.ts";

/** Several charges of one workspace are looked at together. */
const gatherMs = 250;
/** For so long a look at the balance tells when the next one is needed; other servers may have added credits since. */
const quietMs = 10_000;
const mailEveryMs = 5_000;
const mailsAtOnce = 20;
const leaseSeconds = 60;
const retrySeconds = 30;

/** Alerts of all workspaces: what happens to one's credits makes somebody look at it, and nothing else does. */
export type Alerts = {
  readonly onSpent: OnSpent;
  /** Those of the current period that hold now and that a person has not dismissed; notes what is due first. */
  list(workspace: WorkspaceId, person: string): Promise<{ items: readonly AlertRow[]; balance: Balance }>;
  dismiss(key: AlertKey, person: string): Promise<boolean>;
  settingsOf(workspace: WorkspaceId): Promise<AlertSettings>;
  setSettings(workspace: WorkspaceId, settings: AlertSettings): Promise<void>;
  /** Looks at once at every workspace where something happened, and sends the mails that are due. */
  flush(): Promise<void>;
  /** Sends mails that are due. Safe on any number of servers. */
  sendMails(): Promise<void>;
  close(): Promise<void>;
};

export type AlertDependencies = {
  readonly store: AlertStore;
  readonly credits: Pick<Credits, "getBalance">;
  readonly mailer: Mailer;
  readonly logger: Logger;
  readonly publicUrl: string;
  /** False where a test drives alerts itself. */
  readonly isDriven: boolean;
};

export function createAlerts(deps: AlertDependencies): Alerts {
  const { store, credits, mailer, logger, publicUrl } = deps;
  const due = new Map<WorkspaceId, number>();
  const quiet = new Map<WorkspaceId, { readonly above: bigint | null; readonly until: number }>();
  let running: Promise<unknown> = Promise.resolve();

  function onSpent(workspace: WorkspaceId, available: bigint | null): void {
    const known = quiet.get(workspace);
    const now = Date.now();
    const isQuiet =
      known !== undefined &&
      now < known.until &&
      available !== null &&
      (known.above === null || available > known.above);
    const at = isQuiet ? known.until : now + gatherMs;
    due.set(workspace, Math.min(at, due.get(workspace) ?? at));
  }

  async function look(workspace: WorkspaceId): Promise<Balance> {
    const [balance, settings] = await Promise.all([credits.getBalance({ workspace }), store.settingsOf(workspace)]);
    const share = shareOf(balance);
    const { thresholds } = settings;
    const reached = thresholds.filter((threshold) => isReached(share, threshold));
    const isMailed = settings.isMailed && mailer.isConfigured;
    if (reached.length > 0) {
      const { period, asOf: at } = balance;
      await store.note({ workspace, period, ...share }, { thresholds: reached, isMailed, at });
    }
    quiet.set(workspace, { above: quietAbove(share, thresholds), until: Date.now() + quietMs });
    return balance;
  }

  async function lookAt(isAll: boolean): Promise<void> {
    const now = Date.now();
    for (const [workspace, at] of Array.from(due)) {
      if (!isAll && at > now) continue;
      due.delete(workspace);
      try {
        await look(workspace);
      } catch (error) {
        logger.warn({ err: error, workspace }, "alerts could not be looked at; again soon");
        due.set(workspace, Date.now() + quietMs);
      }
    }
    for (const [workspace, { until }] of quiet) if (until <= now && !due.has(workspace)) quiet.delete(workspace);
  }

  async function sendMails(): Promise<void> {
    if (!mailer.isConfigured) return;
    for (;;) {
      const mails = await store.claimMails(mailsAtOnce, leaseSeconds);
      for (const mail of mails) {
        if (await mailer.send(alertMail(mail, publicUrl))) await store.setSent(mail);
        else await store.setFailed(mail, retrySeconds * mail.attempts);
      }
      if (mails.length < mailsAtOnce) return;
    }
  }

  /** One after the other, so that a slow database is not asked again and again. */
  const after = (what: string, work: () => Promise<void>) => (): Promise<unknown> => {
    running = running.then(work).catch((error: unknown) => logger.warn({ err: error }, `${what} failed; again soon`));
    return running;
  };
  const flush = async (): Promise<void> => {
    await after("looking for alerts", () => lookAt(true))();
    await after("mailing alerts", sendMails)();
  };
  const lookNow = after("looking for alerts", () => lookAt(false));
  const mailNow = after("mailing alerts", sendMails);
  const timers = deps.isDriven
    ? [setInterval(() => void lookNow(), gatherMs), setInterval(() => void mailNow(), mailEveryMs)]
    : [];
  return {
    onSpent,
    list: async (workspace, person) => {
      const balance = await look(workspace);
      const rows = await store.list(workspace, balance.period.start, person);
      // After a top-up what was reached may be far away again.
      return { items: rows.filter(({ threshold }) => isReached(shareOf(balance), threshold)), balance };
    },
    dismiss: store.dismiss,
    settingsOf: store.settingsOf,
    setSettings: store.setSettings,
    flush,
    sendMails,
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      if (deps.isDriven) await flush();
      await running;
    },
  };
}
