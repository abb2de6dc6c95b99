import type { WorkspaceId } from "@dokly/credits";
import pg from "pg";
import { type NewOrder, type Order, orderColumns, type StoredOrder, toOrder } from "./order-rows.ts";
import type { PaidObjectRef, PaymentFailure } from "./paid-object.ts";
import type { Checkout } from "./payment-provider.ts";

const uniqueViolation = "23505";

/** The orders: stored before the payment provider is called, and never forgotten. */
export function createOrderStore({ pool }: { pool: pg.Pool }) {
  async function read(where: string, values: readonly unknown[]): Promise<Order[]> {
    const { rows } = await pool.query<StoredOrder>(`select ${orderColumns} from dokly.payment_orders ${where}`, [
      ...values,
    ]);
    return rows.map(toOrder);
  }
  const readOne = async (where: string, values: readonly unknown[]): Promise<Order | null> =>
    (await read(`where ${where} limit 1`, values))[0] ?? null;

  return {
    /** Writes an order down; null where another one stands in its way: its key, or one that must be alone. */
    async insert(order: NewOrder): Promise<Order | null> {
      try {
        const { rows } = await pool.query<StoredOrder>(
          `insert into dokly.payment_orders (id, workspace_id, provider, kind, member, actor, idempotency_key,
             fingerprint, credits, plan, billing_interval, subscription_id, renewal_cents, price_cents, currency,
             return_to, period_start, period_number, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
           returning ${orderColumns}`,
          [
            order.id,
            order.workspace,
            order.provider,
            order.kind,
            order.member,
            order.actor,
            order.idempotencyKey ?? null,
            order.fingerprint ?? null,
            order.credits ?? null,
            order.plan ?? null,
            order.interval ?? null,
            order.subscription ?? null,
            order.renewal?.priceCents ?? null,
            order.priceCents,
            order.currency,
            order.returnTo ?? null,
            order.periodStart ?? null,
            order.periodNumber ?? null,
            order.createdAt,
          ],
        );
        const [row] = rows;
        return row === undefined ? null : toOrder(row);
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code === uniqueViolation) return null;
        throw error;
      }
    },
    find: (workspace: WorkspaceId, id: string) => readOne("workspace_id = $1 and id = $2", [workspace, id]),
    findByKey: (workspace: WorkspaceId, actor: string, key: string) =>
      readOne("workspace_id = $1 and actor = $2 and idempotency_key = $3", [workspace, actor, key]),
    /** By what the provider read back of our marks: over all workspaces, by payments only. */
    findById: (id: string) => readOne("id = $1", [id]),
    findByObject: (provider: string, objectId: string) =>
      readOne("provider = $1 and object_id = $2", [provider, objectId]),
    /** Top-ups, newest first, at most `limit`, after an order. */
    list: (workspace: WorkspaceId, { limit, after }: { limit: number; after: string | null }) =>
      read(
        `where workspace_id = $1 and kind in ('top-up', 'auto-top-up') and ($2::text is null or (created_at, id) <
           (select created_at, id from dokly.payment_orders where workspace_id = $1 and id = $2))
         order by created_at desc, id desc limit $3`,
        [workspace, after, limit],
      ),
    /** Those of a kind that are not over, oldest first. */
    listOpen: (workspace: WorkspaceId, kind: Order["kind"]) =>
      read(
        "where workspace_id = $1 and kind = $2 and state in ('open', 'processing') order by created_at, id limit 100",
        [workspace, kind],
      ),
    /** Open for some time: their webhook is late, or their server died. Over all workspaces, by the recovery only. */
    listStale: ({ provider, before, limit }: { provider: string; before: Date; limit: number }) =>
      read(`where provider = $1 and state in ('open', 'processing') and created_at < $2 order by created_at limit $3`, [
        provider,
        before,
        limit,
      ]),
    /** Automatic top-ups of a period, failed ones too. */
    listOfPeriod: (workspace: WorkspaceId, periodStart: Date) =>
      read("where workspace_id = $1 and kind = 'auto-top-up' and period_start = $2", [workspace, periodStart]),
    async setCheckout(id: string, checkout: Checkout): Promise<void> {
      await pool.query("update dokly.payment_orders set checkout_id = $2, checkout_url = $3 where id = $1", [
        id,
        checkout.id,
        checkout.url,
      ]);
    },
    /** Says that the provider is about to be asked for an automatic charge; false where the order is over. */
    async setAsked(id: string, at: Date): Promise<boolean> {
      const { rowCount } = await pool.query(
        `update dokly.payment_orders set asked_at = coalesce(asked_at, $2)
         where id = $1 and state in ('open', 'processing')`,
        [id, at],
      );
      return rowCount === 1;
    },
    /** What the provider made of it, and where a person can pay it by hand. */
    async setMade(id: string, made: PaidObjectRef, payUrl: string | null = null): Promise<void> {
      await pool.query(
        `update dokly.payment_orders set object_kind = $2, object_id = $3, checkout_url = coalesce($4, checkout_url)
         where id = $1`,
        [id, made.kind, made.id, payUrl],
      );
    },
    /** A slow payment method: the money may come. */
    async setProcessing(id: string): Promise<void> {
      await pool.query("update dokly.payment_orders set state = 'processing' where id = $1 and state = 'open'", [id]);
    },
    /** Ends an order. Money that came wins over every other end, and nothing wins over it. True where this did it. */
    async end(
      id: string,
      state: "granted" | "failed" | "cancelled",
      { at, failure }: { at: Date; failure: PaymentFailure | null },
    ): Promise<boolean> {
      const { rowCount } = await pool.query(
        `update dokly.payment_orders set state = $2, ended_at = $3, failure_code = $4, failure_message = $5
         where id = $1 and state <> 'granted' and (state in ('open', 'processing') or $2 = 'granted')`,
        [id, state, at, failure?.code ?? null, failure?.message ?? null],
      );
      return rowCount === 1;
    },
  };
}

export type OrderStore = ReturnType<typeof createOrderStore>;
