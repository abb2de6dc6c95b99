import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { withTransaction } from "../database/with-transaction.ts";

/** A payment or invoice that was paid, and what became of it here. */
export type PaidObjectRow = {
  readonly provider: string;
  readonly id: string;
  readonly kind: "payment" | "invoice";
  readonly workspace: WorkspaceId;
  readonly order: string | null;
  /** Of a top-up; 0 for an invoice. */
  readonly credits: bigint;
  readonly amountCents: bigint;
  readonly currency: string;
  /** `top-up`, or why there is an invoice. */
  readonly reason: string;
  readonly plan: string | null;
  readonly paidFrom: Date | null;
  readonly paidUntil: Date | null;
  readonly receiptUrl: string | null;
  readonly foundAt: Date;
  /** The lot that it made, and how many credits that had. */
  readonly lot: string | null;
  readonly lotCredits: bigint | null;
  readonly expiresAt: Date | null;
  readonly grantedAt: Date | null;
  readonly takenBackCents: bigint;
  readonly reversed: bigint;
  readonly version: number;
};

/** What is taken back of a lot, or given back, as it is to be after this step. */
export type TakeBackStep = {
  readonly step: number;
  readonly kind: "reverse" | "restore";
  readonly due: bigint;
};

const columns = `provider, object_id as id, kind, workspace_id as workspace, order_id as "order", credits,
  amount_cents as "amountCents", currency, reason, plan, paid_from as "paidFrom", paid_until as "paidUntil",
  receipt_url as "receiptUrl", found_at as "foundAt", lot_id as lot, lot_credits as "lotCredits",
  expires_at as "expiresAt", granted_at as "grantedAt", taken_back_cents as "takenBackCents", reversed, version`;

type Named = Pick<PaidObjectRow, "provider" | "id">;
type Found = Omit<
  PaidObjectRow,
  "foundAt" | "lot" | "lotCredits" | "expiresAt" | "grantedAt" | "takenBackCents" | "reversed" | "version"
>;

/** Paid objects of the provider by their own id: what makes a payment grant once, however it is told. */
export function createPaidObjectStore({ pool }: { pool: pg.Pool }) {
  async function find({ provider, id }: Named): Promise<PaidObjectRow | null> {
    const { rows } = await pool.query<PaidObjectRow>(
      `select ${columns} from dokly.paid_objects where provider = $1 and object_id = $2`,
      [provider, id],
    );
    return rows[0] ?? null;
  }

  return {
    find,
    /** Writes down that money came, once; what was written first stays. */
    async insert(found: Found): Promise<PaidObjectRow> {
      const { rows } = await pool.query<PaidObjectRow>(
        `insert into dokly.paid_objects (provider, object_id, kind, workspace_id, order_id, credits, amount_cents,
           currency, reason, plan, paid_from, paid_until, receipt_url)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (provider, object_id) do update
         set receipt_url = coalesce(excluded.receipt_url, dokly.paid_objects.receipt_url)
         returning ${columns}`,
        [
          found.provider,
          found.id,
          found.kind,
          found.workspace,
          found.order,
          found.credits,
          found.amountCents,
          found.currency,
          found.reason,
          found.plan,
          found.paidFrom,
          found.paidUntil,
          found.receiptUrl,
        ],
      );
      const [row] = rows;
      if (row === undefined) throw new Error(`the paid object ${found.id} was not stored`);
      return row;
    },
    /** Fixes when the lot will expire, before it is granted; what was fixed first stays. */
    async fixExpiry({ provider, id }: Named, expiresAt: Date): Promise<Date> {
      const { rows } = await pool.query<{ expiresAt: Date }>(
        `update dokly.paid_objects set expires_at = coalesce(expires_at, $3)
         where provider = $1 and object_id = $2 returning expires_at as "expiresAt"`,
        [provider, id, expiresAt],
      );
      return rows[0]?.expiresAt ?? expiresAt;
    },
    /** Says what the grant made. */
    async setGranted(
      { provider, id }: Named,
      made: { lot: string | null; lotCredits: bigint | null; expiresAt: Date | null; at: Date },
    ): Promise<void> {
      await pool.query(
        `update dokly.paid_objects set lot_id = $3, lot_credits = $4, expires_at = $5, granted_at = $6
         where provider = $1 and object_id = $2 and granted_at is null`,
        [provider, id, made.lot, made.lotCredits, made.expiresAt, made.at],
      );
    },
    /**
     * Writes down what is to be taken back by a look at the provider that began at `version`, with its step where
     * something moves. False where somebody acted on another look meanwhile: then this one may be old.
     */
    async advance(
      { provider, id }: Named,
      to: { version: number; takenBackCents: bigint; step: Pick<TakeBackStep, "kind" | "due"> | null },
    ): Promise<boolean> {
      return await withTransaction(pool, async (client) => {
        const { rowCount } = await client.query(
          `update dokly.paid_objects set version = version + 1, taken_back_cents = $4
           where provider = $1 and object_id = $2 and version = $3`,
          [provider, id, to.version, to.takenBackCents],
        );
        if (rowCount !== 1) return false;
        if (to.step === null) return true;
        await client.query(
          `insert into dokly.paid_object_steps (provider, object_id, step, kind, due)
           select $1, $2, coalesce(max(step), 0) + 1, $3, $4 from dokly.paid_object_steps
           where provider = $1 and object_id = $2`,
          [provider, id, to.step.kind, to.step.due],
        );
        return true;
      });
    },
    /** Steps that the engine has not been asked for, or whose outcome nobody wrote down, in their order. */
    async listOpenSteps({ provider, id }: Named): Promise<readonly TakeBackStep[]> {
      const { rows } = await pool.query<TakeBackStep>(
        `select step, kind, due from dokly.paid_object_steps
         where provider = $1 and object_id = $2 and done_at is null order by step`,
        [provider, id],
      );
      return rows;
    },
    async setStepDone({ provider, id }: Named, { step, reversed }: { step: number; reversed: bigint }): Promise<void> {
      await pool.query(
        `with done as (
           update dokly.paid_object_steps set done_at = coalesce(done_at, clock_timestamp())
           where provider = $1 and object_id = $2 and step = $3)
         update dokly.paid_objects set reversed = $4 where provider = $1 and object_id = $2`,
        [provider, id, step, reversed],
      );
    },
    /** What an order made, newest first. */
    async listOfOrders(workspace: WorkspaceId, orders: readonly string[]): Promise<readonly PaidObjectRow[]> {
      const { rows } = await pool.query<PaidObjectRow>(
        `select ${columns} from dokly.paid_objects where workspace_id = $1 and order_id = any($2)`,
        [workspace, orders],
      );
      return rows;
    },
    /** Invoices of a workspace that pay for an instant and were taken back whole. */
    async listTakenBack(workspace: WorkspaceId, at: Date): Promise<readonly PaidObjectRow[]> {
      const { rows } = await pool.query<PaidObjectRow>(
        `select ${columns} from dokly.paid_objects
         where workspace_id = $1 and kind = 'invoice' and reason in ('start', 'renewal')
           and amount_cents > 0 and taken_back_cents >= amount_cents and paid_from <= $2 and paid_until > $2
         order by paid_from`,
        [workspace, at],
      );
      return rows;
    },
    /** Paid and not granted for some time. Over all workspaces, by the recovery only. */
    async listNotGranted({ seconds, limit }: { seconds: number; limit: number }): Promise<readonly PaidObjectRow[]> {
      const { rows } = await pool.query<PaidObjectRow>(
        `select ${columns} from dokly.paid_objects
         where granted_at is null and found_at < clock_timestamp() - make_interval(secs => $1)
         order by found_at limit $2`,
        [seconds, limit],
      );
      return rows;
    },
  };
}

export type PaidObjectStore = ReturnType<typeof createPaidObjectStore>;
