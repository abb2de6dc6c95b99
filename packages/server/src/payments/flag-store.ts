import { randomBytes } from "node:crypto";
import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";

/** Why an operator has to look at a payment. */
export type FlagKind =
  | "spent-before-taken-back"
  | "workspace-gone"
  | "order-unknown"
  | "amount-differs"
  | "event-not-handled"
  | "invoice-partly-refunded"
  | "upgrade-taken-back"
  | "second-subscription";

export type PaymentFlag = {
  readonly id: string;
  readonly kind: FlagKind;
  readonly workspace: WorkspaceId | null;
  /** The paid object, order or event that it is about. */
  readonly subject: string;
  /** A sentence for the operator. */
  readonly detail: string;
  readonly createdAt: Date;
  readonly resolvedAt: Date | null;
};

const columns = `id, kind, workspace_id as workspace, subject, detail, created_at as "createdAt",
  resolved_at as "resolvedAt"`;

/** What payments need a person for. */
export function createFlagStore({ pool }: { pool: pg.Pool }) {
  return {
    /** Raises a flag, once for each kind and subject; raised again with another sentence, it is open again. */
    async raise(flag: Pick<PaymentFlag, "kind" | "workspace" | "subject" | "detail">): Promise<void> {
      await pool.query(
        `insert into dokly.payment_flags (id, kind, workspace_id, subject, detail) values ($1, $2, $3, $4, $5)
         on conflict (kind, subject) do update
         set detail = excluded.detail, resolved_at = null, resolved_by = null
         where dokly.payment_flags.detail <> excluded.detail`,
        [`flag_${randomBytes(10).toString("hex")}`, flag.kind, flag.workspace, flag.subject, flag.detail],
      );
    },
    /** Lowers a flag that has become moot. */
    async lower(kind: FlagKind, subject: string): Promise<void> {
      await pool.query(
        `update dokly.payment_flags set resolved_at = clock_timestamp(), resolved_by = 'dokly'
         where kind = $1 and subject = $2 and resolved_at is null`,
        [kind, subject],
      );
    },
    /** Open ones, oldest first. Over all workspaces, for operators. */
    async listOpen(limit: number): Promise<readonly PaymentFlag[]> {
      const { rows } = await pool.query<PaymentFlag>(
        `select ${columns} from dokly.payment_flags where resolved_at is null order by created_at, id limit $1`,
        [limit],
      );
      return rows;
    },
    async find(id: string): Promise<PaymentFlag | null> {
      const { rows } = await pool.query<PaymentFlag>(`select ${columns} from dokly.payment_flags where id = $1`, [id]);
      return rows[0] ?? null;
    },
    /** An operator has dealt with it; null where there is no such flag. */
    async resolve(id: string, by: string): Promise<PaymentFlag | null> {
      const { rows } = await pool.query<PaymentFlag>(
        `update dokly.payment_flags set resolved_at = coalesce(resolved_at, clock_timestamp()),
           resolved_by = coalesce(resolved_by, $2)
         where id = $1 returning ${columns}`,
        [id, by],
      );
      return rows[0] ?? null;
    },
  };
}

export type FlagStore = ReturnType<typeof createFlagStore>;
