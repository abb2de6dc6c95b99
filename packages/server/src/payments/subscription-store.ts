import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import type { Subscription } from "./paid-object.ts";

/** A subscription as it was last looked at, and what the engine was told of it. */
export type SubscriptionRow = Omit<Subscription, "kind" | "customer" | "order" | "workspace"> & {
  readonly provider: string;
  readonly workspace: WorkspaceId;
  /** When its first invoice was paid, and its plan came into force. */
  readonly startedAt: Date | null;
  /** From when on its time is not paid; null: paid. */
  readonly unpaidFrom: Date | null;
  /** What the engine was told for the first reset at or after an instant; null: the plan in force stays. */
  readonly reset: { readonly plan: string; readonly notBefore: Date | null } | null;
  readonly version: number;
  /** The version up to which the engine was told. */
  readonly toldVersion: number;
};

type StoredSubscription = Omit<SubscriptionRow, "period" | "renewsAs" | "reset"> & {
  readonly resetPlan: string | null;
  readonly resetNotBefore: Date | null;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly renewsPlan: string | null;
  readonly renewsInterval: "month" | "year" | null;
};

const columns = `provider, subscription_id as id, workspace_id as workspace, plan, billing_interval as interval,
  price_cents as "priceCents", currency, status, anchor, period_start as "periodStart", period_end as "periodEnd",
  cancel_at as "cancelAt", renews_plan as "renewsPlan", renews_interval as "renewsInterval", created_at as "createdAt",
  started_at as "startedAt", unpaid_from as "unpaidFrom", reset_plan as "resetPlan",
  reset_not_before as "resetNotBefore", version,
  told_version as "toldVersion"`;

function fromRow({ resetPlan, resetNotBefore: notBefore, ...stored }: StoredSubscription): SubscriptionRow {
  const { periodStart, periodEnd, renewsPlan, renewsInterval, ...row } = stored;
  const reset = resetPlan === null ? null : { plan: resetPlan, notBefore };
  const renewsAs =
    renewsPlan === null || renewsInterval === null ? null : { plan: renewsPlan, interval: renewsInterval };
  return { ...row, period: { start: periodStart, end: periodEnd }, renewsAs, reset };
}

type Named = { readonly provider: string; readonly id: string };

/** The workspaces' subscriptions; the provider's own state is asked again before anything is decided by it. */
export function createSubscriptionStore({ pool }: { pool: pg.Pool }) {
  async function read(where: string, values: readonly unknown[]): Promise<SubscriptionRow[]> {
    const { rows } = await pool.query<StoredSubscription>(`select ${columns} from dokly.subscriptions ${where}`, [
      ...values,
    ]);
    return rows.map(fromRow);
  }

  return {
    async find({ provider, id }: Named): Promise<SubscriptionRow | null> {
      return (await read("where provider = $1 and subscription_id = $2", [provider, id]))[0] ?? null;
    },
    /** The one that counts: the newest that has begun and not ended, else the newest that ended. */
    async findCurrent(workspace: WorkspaceId): Promise<SubscriptionRow | null> {
      const [current] = await read(
        `where workspace_id = $1 and started_at is not null
         order by (status = 'ended'), created_at desc, subscription_id limit 1`,
        [workspace],
      );
      return current ?? null;
    },
    /** Writes down a subscription that is seen for the first time; what is there stays. */
    async insert(truth: Subscription, named: { provider: string; workspace: WorkspaceId }): Promise<SubscriptionRow> {
      const { renewsAs, period } = truth;
      const [row] = await readInserted(pool, [
        named.provider,
        truth.id,
        named.workspace,
        truth.plan,
        truth.interval,
        truth.priceCents,
        truth.currency,
        truth.status,
        truth.anchor,
        period.start,
        period.end,
        truth.cancelAt,
        renewsAs?.plan ?? null,
        renewsAs?.interval ?? null,
        truth.createdAt,
      ]);
      if (row === undefined) throw new Error(`the subscription ${truth.id} was not stored`);
      return row;
    },
    /** Takes over a look at the provider that began at `version`; false where another look was taken meanwhile. */
    async advance(
      { provider, id }: Named,
      to: { version: number; truth: Subscription; unpaidFrom: Date | null; reset: SubscriptionRow["reset"] },
    ): Promise<boolean> {
      const { truth } = to;
      const { rowCount } = await pool.query(
        `update dokly.subscriptions
         set version = version + 1, plan = $4, billing_interval = $5, price_cents = $6, currency = $7, status = $8,
           anchor = $9, period_start = $10, period_end = $11, cancel_at = $12, renews_plan = $13, renews_interval = $14,
           unpaid_from = $15, reset_plan = $16, reset_not_before = $17
         where provider = $1 and subscription_id = $2 and version = $3`,
        [
          provider,
          id,
          to.version,
          truth.plan,
          truth.interval,
          truth.priceCents,
          truth.currency,
          truth.status,
          truth.anchor,
          truth.period.start,
          truth.period.end,
          truth.cancelAt,
          truth.renewsAs?.plan ?? null,
          truth.renewsAs?.interval ?? null,
          to.unpaidFrom,
          to.reset?.plan ?? null,
          to.reset?.notBefore ?? null,
        ],
      );
      return rowCount === 1;
    },
    async setStarted({ provider, id }: Named, at: Date): Promise<void> {
      await pool.query(
        `update dokly.subscriptions set started_at = coalesce(started_at, $3)
         where provider = $1 and subscription_id = $2`,
        [provider, id, at],
      );
    },
    async setTold({ provider, id }: Named, version: number): Promise<void> {
      await pool.query(
        `update dokly.subscriptions set told_version = greatest(told_version, $3)
         where provider = $1 and subscription_id = $2`,
        [provider, id, version],
      );
    },
    /** Those whose end or change comes before an instant. Over all workspaces, by the clockwork only. */
    listDue: ({ provider, now, before, limit }: { provider: string; now: Date; before: Date; limit: number }) =>
      read(
        `where provider = $1 and started_at is not null and status <> 'ended' and period_end < $2
           and (period_end < $3 or cancel_at is not null or renews_plan is not null)
         order by period_end limit $4`,
        [provider, before, now, limit],
      ),
  };
}

async function readInserted(pool: pg.Pool, values: readonly unknown[]): Promise<SubscriptionRow[]> {
  const { rows } = await pool.query<StoredSubscription>(
    `insert into dokly.subscriptions (provider, subscription_id, workspace_id, plan, billing_interval, price_cents,
       currency, status, anchor, period_start, period_end, cancel_at, renews_plan, renews_interval, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
     on conflict (provider, subscription_id) do update set version = dokly.subscriptions.version
     returning ${columns}`,
    [...values],
  );
  return rows.map(fromRow);
}

export type SubscriptionStore = ReturnType<typeof createSubscriptionStore>;
