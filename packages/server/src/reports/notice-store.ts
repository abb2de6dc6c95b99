import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { type AnswerRow, answerColumns, type ReportRow, reportColumns } from "./report-rows.ts";

/** Something that a person is told: an answer to their report. */
export type NoticeRow = ReportRow & { readonly notice: bigint; readonly person: string; readonly answer: AnswerRow };

export type DueMail = NoticeRow & {
  readonly email: string;
  readonly workspaceName: string;
};

type Joined = ReportRow & Omit<AnswerRow, "words"> & { notice: bigint; person: string; answerWords: string };

// Both have words.
const columns = `${reportColumns}, ${answerColumns.replace("answer.words", 'answer.words as "answerWords"')},
  notice.id as notice, notice.person_id as person`;
const answerOfNotice = `(answer.report_id, answer.number) = (notice.report_id, notice.number)`;

function fromRow<Row extends Joined>(row: Row): Row & { answer: AnswerRow } {
  const { report, number, credits, answerWords, doer, decidedAt, doneAt, refused, goodwill, goodwillUntil } = row;
  const told = { report, number, credits, words: answerWords, doer, decidedAt };
  return { ...row, answer: { ...told, doneAt, refused, goodwill, goodwillUntil } };
}

/** What people are told of, until they have read it, and what their mails say. */
export function createNoticeStore({ pool }: { readonly pool: pg.Pool }) {
  return {
    /** What a person has not read, oldest first. */
    async listUnread(workspace: WorkspaceId, person: string, limit: number): Promise<readonly NoticeRow[]> {
      const { rows } = await pool.query<Joined>(
        `select ${columns} from dokly.report_notices as notice
           join dokly.report_answers as answer on ${answerOfNotice}
           join dokly.action_reports as report on report.id = notice.report_id
         where notice.workspace_id = $1 and notice.person_id = $2 and notice.read_at is null
         order by notice.id limit $3`,
        [workspace, person, limit],
      );
      return rows.map(fromRow);
    },

    /** False where there is no such notice of theirs. */
    async setRead(workspace: WorkspaceId, person: string, id: number): Promise<boolean> {
      const { rowCount } = await pool.query(
        `update dokly.report_notices set read_at = coalesce(read_at, clock_timestamp())
         where id = $3 and workspace_id = $1 and person_id = $2`,
        [workspace, person, id],
      );
      return rowCount === 1;
    },

    /** The number of the newest notice of each workspace that has any: for live pages. */
    async readVersions(workspaces: readonly WorkspaceId[]): Promise<ReadonlyMap<WorkspaceId, number>> {
      const { rows } = await pool.query<{ workspace: string; version: bigint | null }>(
        `select workspace, (select max(id) from dokly.report_notices where workspace_id = workspace) as version
         from unnest($1::text[]) as workspace`,
        [workspaces],
      );
      return new Map(rows.map(({ workspace, version }) => [workspace, Number(version ?? 0n)]));
    },

    /** What the mails of these notices say: of people who are in the workspace still. */
    async readMails(ids: readonly bigint[]): Promise<readonly DueMail[]> {
      const { rows } = await pool.query<Joined & Pick<DueMail, "email" | "workspaceName">>(
        `select ${columns}, person.email, organization.name as "workspaceName"
         from dokly.report_notices as notice
           join dokly.report_answers as answer on ${answerOfNotice}
           join dokly.action_reports as report on report.id = notice.report_id
           join dokly.workspaces as workspace on workspace.id = notice.workspace_id
           join dokly.organizations as organization on organization.id = workspace.organization_id
           join dokly.members as member
             on member.organization_id = organization.id and member.user_id = notice.person_id
           join dokly.people as person on person.id = member.user_id
         where notice.id = any($1)`,
        [ids],
      );
      return rows.map(fromRow);
    },
  };
}

export type NoticeStore = ReturnType<typeof createNoticeStore>;
