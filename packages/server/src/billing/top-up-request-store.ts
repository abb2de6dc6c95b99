import { randomBytes } from "node:crypto";
import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";

/** Somebody who may not pay asks for credits. */
export type TopUpRequestRow = {
  readonly id: string;
  readonly member: string;
  readonly memberName: string;
  readonly credits: bigint;
  readonly note: string;
  readonly state: "open" | "approved" | "dismissed";
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
  /** The name of who decided. */
  readonly decidedBy: string | null;
};

const shownMax = 100;
const select = `select request.id, request.member, coalesce(asker.name, 'Former member') as "memberName",
    request.credits, request.note, request.state, request.created_at as "createdAt", request.decided_at as "decidedAt",
    case when request.decided_by is null then null else coalesce(decider.name, 'Former member') end as "decidedBy"
  from dokly.top_up_requests as request
  left join dokly.people as asker on asker.id = request.member
  left join dokly.people as decider on decider.id = request.decided_by`;

/** Requests for credits; each person has one open at most. */
export function createTopUpRequestStore({ pool }: { pool: pg.Pool }) {
  async function find(workspace: WorkspaceId, id: string): Promise<TopUpRequestRow | null> {
    const { rows } = await pool.query<TopUpRequestRow>(
      `${select} where request.workspace_id = $1 and request.id = $2`,
      [workspace, id],
    );
    return rows[0] ?? null;
  }

  return {
    find,
    /** Asks, or changes what the person's open request asks for. `isNew`: nobody was told of it yet. */
    async ask(input: {
      workspace: WorkspaceId;
      member: string;
      credits: bigint;
      note: string;
      at: Date;
    }): Promise<{ request: TopUpRequestRow; isNew: boolean }> {
      const id = `ask_${randomBytes(10).toString("hex")}`;
      const { rows } = await pool.query<{ id: string }>(
        `insert into dokly.top_up_requests (workspace_id, id, member, credits, note, created_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (workspace_id, member) where state = 'open'
         do update set credits = excluded.credits, note = excluded.note
         returning id`,
        [input.workspace, id, input.member, input.credits, input.note, input.at],
      );
      const stored = rows[0]?.id ?? id;
      const request = await find(input.workspace, stored);
      if (request === null) throw new Error(`the request ${stored} was not stored`);
      return { request, isNew: stored === id };
    },
    /** Open ones of everybody, oldest first. */
    async listOpen(workspace: WorkspaceId): Promise<readonly TopUpRequestRow[]> {
      const { rows } = await pool.query<TopUpRequestRow>(
        `${select} where request.workspace_id = $1 and request.state = 'open'
         order by request.created_at, request.id limit ${shownMax}`,
        [workspace],
      );
      return rows;
    },
    /** Those of one person, newest first. */
    async listOf(workspace: WorkspaceId, member: string): Promise<readonly TopUpRequestRow[]> {
      const { rows } = await pool.query<TopUpRequestRow>(
        `${select} where request.workspace_id = $1 and request.member = $2
         order by request.created_at desc, request.id limit ${shownMax}`,
        [workspace, member],
      );
      return rows;
    },
    /** Decides an open request; null where it is decided already, or not there. */
    async decide(input: {
      workspace: WorkspaceId;
      id: string;
      state: "approved" | "dismissed";
      order: string | null;
      by: string;
      at: Date;
    }): Promise<TopUpRequestRow | null> {
      const { rowCount } = await pool.query(
        `update dokly.top_up_requests set state = $3, order_id = $4, decided_by = $5, decided_at = $6
         where workspace_id = $1 and id = $2 and state = 'open'`,
        [input.workspace, input.id, input.state, input.order, input.by, input.at],
      );
      return rowCount === 1 ? await find(input.workspace, input.id) : null;
    },
  };
}
