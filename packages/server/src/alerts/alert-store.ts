import type { AlertSettings } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { withTransaction } from "../database/with-transaction.ts";
import type { Share } from "./spent-share.ts";

/** What a workspace has until somebody changes it. */
export const shippedSettings: AlertSettings = { thresholds: [80, 100], isMailed: true };

export type AlertRow = Share & { readonly threshold: number; readonly reachedAt: Date };
/** A threshold of one period of a workspace. */
export type AlertKey = { readonly workspace: WorkspaceId; readonly periodStart: Date; readonly threshold: number };

export type DueMail = AlertKey &
  Share & {
    readonly person: string;
    readonly email: string;
    readonly workspaceName: string;
    readonly periodEnd: Date;
    /** With this one. */
    readonly attempts: number;
  };

/** A mail that so many attempts did not bring away is given up. */
const attemptsMax = 12;

export function createAlertStore({ pool }: { readonly pool: pg.Pool }) {
  return {
    async settingsOf(workspace: WorkspaceId): Promise<AlertSettings> {
      const { rows } = await pool.query<AlertSettings>(
        `select thresholds, is_mailed as "isMailed" from dokly.alert_settings where workspace_id = $1`,
        [workspace],
      );
      return rows[0] ?? shippedSettings;
    },
    async setSettings(workspace: WorkspaceId, { thresholds, isMailed }: AlertSettings): Promise<void> {
      await pool.query(
        `insert into dokly.alert_settings (workspace_id, thresholds, is_mailed) values ($1, $2, $3)
         on conflict (workspace_id) do update set thresholds = excluded.thresholds, is_mailed = excluded.is_mailed`,
        [workspace, thresholds.toSorted((a, b) => a - b), isMailed],
      );
    },
    /**
     * Notes thresholds that a period has reached, each once, whoever notes them. Of those that are new the highest gets
     * a mail for each owner and admin, in the same transaction: a server that dies loses none.
     */
    async note(
      reached: {
        readonly workspace: WorkspaceId;
        readonly period: { readonly start: Date; readonly end: Date };
      } & Share,
      { thresholds, isMailed, at }: { thresholds: readonly number[]; isMailed: boolean; at: Date },
    ): Promise<boolean> {
      const { workspace, period, spent, total } = reached;
      return withTransaction(pool, async (client) => {
        const { rows } = await client.query<{ threshold: number }>(
          `insert into dokly.usage_alerts (workspace_id, period_start, threshold, spent, total, period_end, reached_at)
           select $1, $2, threshold, $4, $5, $6, $7 from unnest($3::integer[]) as threshold order by threshold
           on conflict do nothing returning threshold`,
          [workspace, period.start, thresholds, spent, total, period.end, at],
        );
        const highest = Math.max(...rows.map(({ threshold }) => threshold));
        if (rows.length === 0 || !isMailed) return rows.length > 0;
        await client.query(
          `insert into dokly.alert_mails (workspace_id, period_start, threshold, person_id)
           select workspace.id, $2, $3, member.user_id from dokly.workspaces as workspace
             join dokly.members as member on member.organization_id = workspace.organization_id
           where workspace.id = $1 and member.role in ('owner', 'admin')`,
          [workspace, period.start, highest],
        );
        return true;
      });
    },
    /** What a period has reached and a person has not dismissed, the highest first; null: nobody in particular. */
    async list(workspace: WorkspaceId, periodStart: Date, person: string | null): Promise<readonly AlertRow[]> {
      const { rows } = await pool.query<AlertRow>(
        `select threshold, spent, total, reached_at as "reachedAt" from dokly.usage_alerts as alert
         where workspace_id = $1 and period_start = $2 and not exists (select from dokly.dismissed_alerts as dismissed
           where dismissed.workspace_id = alert.workspace_id and dismissed.period_start = alert.period_start
             and dismissed.threshold = alert.threshold and dismissed.person_id = $3)
         order by threshold desc`,
        [workspace, periodStart, person],
      );
      return rows.map((row) => ({ ...row, spent: BigInt(row.spent), total: BigInt(row.total) }));
    },
    /** False where there is no such alert. */
    async dismiss({ workspace, periodStart, threshold }: AlertKey, person: string): Promise<boolean> {
      const { rowCount } = await pool.query(
        `insert into dokly.dismissed_alerts (workspace_id, period_start, threshold, person_id)
         select workspace_id, period_start, threshold, $4 from dokly.usage_alerts
           where workspace_id = $1 and period_start = $2 and threshold = $3
         on conflict (workspace_id, period_start, threshold, person_id) do update set person_id = excluded.person_id`,
        [workspace, periodStart, threshold, person],
      );
      return rowCount === 1;
    },
    /** Takes mails that are due; others get them again when nothing is heard for so many seconds. */
    async claimMails(limit: number, leaseSeconds: number): Promise<readonly DueMail[]> {
      const { rows } = await pool.query<DueMail>(
        `with due as (
           select workspace_id, period_start, threshold, person_id from dokly.alert_mails
           where sent_at is null and next_attempt_at <= clock_timestamp() and attempts < ${attemptsMax}
           order by next_attempt_at limit $1 for update skip locked)
         update dokly.alert_mails as mail
         set attempts = attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => $2)
         from due, dokly.usage_alerts as alert, dokly.people as person, dokly.workspaces as workspace,
           dokly.organizations as organization
         where (mail.workspace_id, mail.period_start, mail.threshold, mail.person_id)
             = (due.workspace_id, due.period_start, due.threshold, due.person_id)
           and (alert.workspace_id, alert.period_start, alert.threshold)
             = (due.workspace_id, due.period_start, due.threshold)
           and person.id = due.person_id and workspace.id = due.workspace_id
           and organization.id = workspace.organization_id
         returning mail.workspace_id as workspace, mail.period_start as "periodStart", mail.threshold,
           mail.person_id as person, mail.attempts, person.email, organization.name as "workspaceName", alert.spent,
           alert.total, alert.period_end as "periodEnd"`,
        [limit, leaseSeconds],
      );
      return rows;
    },
    async setSent({ workspace, periodStart, threshold, person }: DueMail): Promise<void> {
      await pool.query(
        `update dokly.alert_mails set sent_at = clock_timestamp()
         where workspace_id = $1 and period_start = $2 and threshold = $3 and person_id = $4`,
        [workspace, periodStart, threshold, person],
      );
    },
    /** It is tried again after so many seconds. */
    async setFailed({ workspace, periodStart, threshold, person }: DueMail, seconds: number): Promise<void> {
      await pool.query(
        `update dokly.alert_mails set next_attempt_at = clock_timestamp() + make_interval(secs => $5)
         where workspace_id = $1 and period_start = $2 and threshold = $3 and person_id = $4`,
        [workspace, periodStart, threshold, person, seconds],
      );
    },
  };
}

export type AlertStore = ReturnType<typeof createAlertStore>;
