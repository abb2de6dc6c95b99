import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { type ReportRow, reportColumns } from "./report-rows.ts";

/** Where a page of the queue begins: behind this report. */
export type QueueCursor = { readonly at: Date; readonly id: string };

export type QueueRow = ReportRow & {
  readonly workspaceName: string;
  readonly reporterName: string | null;
  readonly reporterEmail: string | null;
  /** What its answers gave back. */
  readonly refunded: bigint;
};

export type QueueQuery = {
  readonly state: "open" | "answered" | "all";
  readonly search: string | null;
  readonly after: QueueCursor | null;
  readonly limit: number;
};

const columns = `${reportColumns}, organization.name as "workspaceName", person.name as "reporterName",
  person.email as "reporterEmail", coalesce((select sum(answer.credits) from dokly.report_answers as answer
      where answer.report_id = report.id and answer.done_at is not null and answer.refused is null), 0)::bigint
    as refunded`;

const joins = `dokly.action_reports as report
  join dokly.workspaces as workspace on workspace.id = report.workspace_id
  join dokly.organizations as organization on organization.id = workspace.organization_id
  left join dokly.people as person on person.id = report.reporter`;

/** What decides the order, and where a page begins: who waits longest comes first, who was answered last too. */
const orders = {
  open: {
    states: ["open", "refunding"],
    after: "(report.reported_at, report.id) > ($3, $4)",
    by: "report.reported_at, report.id",
  },
  answered: {
    states: ["refunded", "declined"],
    after: "(report.changed_at, report.id) < ($3, $4)",
    by: "report.changed_at desc, report.id desc",
  },
  all: {
    states: ["open", "refunding", "refunded", "declined", "withdrawn"],
    after: "(report.reported_at, report.id) < ($3, $4)",
    by: "report.reported_at desc, report.id desc",
  },
} as const;

/** A whole id, or a part of what stands in a report or of who it is from. */
const isFound = `$2::text is null or report.id = $2 or report.action_id = $2 or report.workspace_id = $2
  or organization.name ilike $5 or person.name ilike $5 or person.email ilike $5 or report.words ilike $5
  or report.document_path ilike $5`;

/** The instant that a page of this order begins behind. */
export function placeOf(row: QueueRow, state: QueueQuery["state"]): QueueCursor {
  return { at: state === "answered" ? (row.changedAt ?? row.reportedAt) : row.reportedAt, id: row.id };
}

/** Reports of all workspaces, for operators only. */
export function createReportQueue({ pool }: { readonly pool: pg.Pool }) {
  return {
    async list({ state, search, after, limit }: QueueQuery): Promise<readonly QueueRow[]> {
      const order = orders[state];
      const { rows } = await pool.query<QueueRow>(
        `select ${columns} from ${joins}
         where report.state = any($1) and (${isFound}) and ($3::timestamptz is null or ${order.after})
         order by ${order.by} limit $6`,
        [
          order.states,
          search,
          after?.at ?? null,
          after?.id ?? "",
          `%${(search ?? "").replaceAll(/[\\%_]/g, "\\$&")}%`,
          limit,
        ],
      );
      return rows;
    },

    async find(id: string): Promise<QueueRow | null> {
      const { rows } = await pool.query<QueueRow>(`select ${columns} from ${joins} where report.id = $1`, [id]);
      return rows[0] ?? null;
    },

    async countOpen(): Promise<number> {
      const { rows } = await pool.query<{ count: number }>(
        "select count(*)::int as count from dokly.action_reports where state in ('open', 'refunding')",
      );
      return rows[0]?.count ?? 0;
    },

    /** Whether somebody is in a workspace now. */
    async isMember(workspace: WorkspaceId, person: string): Promise<boolean> {
      const { rowCount } = await pool.query(
        `select 1 from dokly.members as member
           join dokly.workspaces as workspace on workspace.organization_id = member.organization_id
         where workspace.id = $1 and member.user_id = $2`,
        [workspace, person],
      );
      return rowCount === 1;
    },
  };
}

export type ReportQueue = ReturnType<typeof createReportQueue>;
