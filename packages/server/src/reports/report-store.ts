import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { withTransaction } from "../database/with-transaction.ts";
import { type AnswerRow, answerColumns, newReportId, type ReportRow, reportColumns } from "./report-rows.ts";

/** What a person tells, with the action as it was. */
export type NewReport = Omit<ReportRow, "id" | "state" | "answered" | "reportedAt" | "changedAt">;

/** What came of a new report: `exists` is the one that the action has, `full` the person's day. */
export type Inserted =
  | { readonly result: "made" | "exists"; readonly report: ReportRow }
  | { readonly result: "full"; readonly retryAfterSeconds: number };

const daySeconds = 86_400;

/** Reports of members. Every statement but those of the queue names its workspace. */
export function createReportStore({ pool }: { readonly pool: pg.Pool }) {
  async function selectOne(where: string, values: unknown[]): Promise<ReportRow | null> {
    const { rows } = await pool.query<ReportRow>(
      `select ${reportColumns} from dokly.action_reports as report where ${where}`,
      values,
    );
    return rows[0] ?? null;
  }

  return {
    /**
     * Writes a report down, once for an action. Members are counted one request at a time, so that no race brings one
     * above `perDay`; what was withdrawn counts too.
     */
    async insert(report: NewReport, { perDay }: { readonly perDay: number }): Promise<Inserted> {
      return await withTransaction(pool, async (client) => {
        await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
          `report ${report.workspace} ${report.reporter}`,
        ]);
        const day = await client.query<{ count: number; seconds: number }>(
          `select count(*)::int as count,
             ceil(extract(epoch from min(reported_at) - clock_timestamp()) + $3)::int as seconds
           from dokly.action_reports where workspace_id = $1 and reporter = $2
             and reported_at > clock_timestamp() - make_interval(secs => $3)`,
          [report.workspace, report.reporter, daySeconds],
        );
        const { count = 0, seconds = daySeconds } = day.rows[0] ?? {};
        const isFull = count >= perDay;
        const made = isFull ? undefined : await insertReport(client, report);
        if (made !== undefined) return { result: "made", report: made };
        const { rows } = await client.query<ReportRow>(
          `select ${reportColumns} from dokly.action_reports as report
           where workspace_id = $1 and action_id = $2 and state <> 'withdrawn'`,
          [report.workspace, report.action],
        );
        const [found] = rows;
        if (found !== undefined) return { result: "exists", report: found };
        return { result: "full", retryAfterSeconds: Math.max(1, isFull ? seconds : 1) };
      });
    },

    /** The report that an action has; null where there is none, or it was withdrawn. */
    findOfAction: (workspace: WorkspaceId, action: string) =>
      selectOne("workspace_id = $1 and action_id = $2 and state <> 'withdrawn'", [workspace, action]),

    /** Over all workspaces, for operators. */
    find: (id: string) => selectOne("id = $1", [id]),

    /** Takes a report back that nobody has answered; null where somebody has, or there is none. */
    async withdraw(workspace: WorkspaceId, action: string): Promise<ReportRow | null> {
      const { rows } = await pool.query<ReportRow>(
        `update dokly.action_reports as report set state = 'withdrawn', changed_at = clock_timestamp()
         where workspace_id = $1 and action_id = $2 and state = 'open' returning ${reportColumns}`,
        [workspace, action],
      );
      return rows[0] ?? null;
    },

    /** The answers to reports, also those that are still carried out. */
    async listAnswers(reports: readonly string[]): Promise<readonly AnswerRow[]> {
      if (reports.length === 0) return [];
      const { rows } = await pool.query<AnswerRow>(
        `select ${answerColumns} from dokly.report_answers as answer where report_id = any($1) order by number`,
        [reports],
      );
      return rows;
    },

    /** How often a person, and a workspace, reported of late, and how often credits were given back for it. */
    async countOfLate({ workspace, reporter }: Pick<ReportRow, "workspace" | "reporter">, days: number) {
      const { rows } = await pool.query<Record<"own" | "ownRefunded" | "all" | "allRefunded", number>>(
        `select count(*)::int as all, count(*) filter (where state = 'refunded')::int as "allRefunded",
           count(*) filter (where reporter = $2)::int as own,
           count(*) filter (where reporter = $2 and state = 'refunded')::int as "ownRefunded"
         from dokly.action_reports where workspace_id = $1 and state <> 'withdrawn'
           and reported_at > clock_timestamp() - make_interval(days => $3)`,
        [workspace, reporter, days],
      );
      const { own = 0, ownRefunded = 0, all = 0, allRefunded = 0 } = rows[0] ?? {};
      return {
        days,
        person: { reports: own, refunded: ownRefunded },
        workspace: { reports: all, refunded: allRefunded },
      };
    },
  };
}

/** The new row; undefined where the action has a report. */
async function insertReport(client: pg.PoolClient, report: NewReport): Promise<ReportRow | undefined> {
  const { rows } = await client.query<ReportRow>(
    `insert into dokly.action_reports as report (id, workspace_id, action_id, reporter, runner, problem, words,
       shows_text, kind, outcome, charged, document_path, document_title)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     on conflict (workspace_id, action_id) where state <> 'withdrawn' do nothing
     returning ${reportColumns}`,
    [
      newReportId(),
      report.workspace,
      report.action,
      report.reporter,
      report.runner,
      report.problem,
      report.words,
      report.showsText,
      report.kind,
      report.outcome,
      report.charged,
      report.documentPath,
      report.documentTitle,
    ],
  );
  return rows[0];
}

export type ReportStore = ReturnType<typeof createReportStore>;
