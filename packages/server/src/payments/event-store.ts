import type pg from "pg";
import type { PaidObjectRef } from "./paid-object.ts";
import type { WebhookEvent } from "./payment-provider.ts";

/** A webhook that waits to be acted on. */
export type StoredEvent = {
  readonly provider: string;
  readonly id: string;
  readonly type: string;
  readonly about: readonly PaidObjectRef[];
  /** With this one. */
  readonly attempts: number;
};

/** For how long a server has an event to itself: longer than any handling takes. */
const leaseSeconds = 60;

/** Webhooks as they came: stored before acting, kept for ever. */
export function createEventStore({ pool }: { pool: pg.Pool }) {
  return {
    /** Stores an event once; false where it is there already. One that is about nothing is handled by that. */
    async insert(provider: string, event: WebhookEvent, body: Uint8Array): Promise<boolean> {
      const { rowCount } = await pool.query(
        `insert into dokly.payment_events (provider, event_id, type, about, body, handled_at)
         values ($1, $2, $3, $4, $5, case when $6 then clock_timestamp() end)
         on conflict (provider, event_id) do nothing`,
        [provider, event.id, event.type, JSON.stringify(event.about), Buffer.from(body), event.about.length === 0],
      );
      return rowCount === 1;
    },
    /** Takes events that are due, and gives them back to others when this server says nothing for a minute. */
    async claim(limit: number): Promise<readonly StoredEvent[]> {
      const { rows } = await pool.query<StoredEvent>(
        `with due as (
           select provider, event_id from dokly.payment_events
           where handled_at is null and next_attempt_at <= clock_timestamp()
           order by next_attempt_at limit $1 for update skip locked)
         update dokly.payment_events as event
         set attempts = attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => $2)
         from due where event.provider = due.provider and event.event_id = due.event_id
         returning event.provider, event.event_id as id, event.type, event.about, event.attempts`,
        [limit, leaseSeconds],
      );
      return rows;
    },
    async setHandled({ provider, id }: Pick<StoredEvent, "provider" | "id">): Promise<void> {
      await pool.query(
        `update dokly.payment_events set handled_at = coalesce(handled_at, clock_timestamp()), last_error = null
         where provider = $1 and event_id = $2`,
        [provider, id],
      );
    },
    /** It is tried again after `seconds`. */
    async setFailed(
      { provider, id }: Pick<StoredEvent, "provider" | "id">,
      { error, seconds }: { error: string; seconds: number },
    ): Promise<void> {
      await pool.query(
        `update dokly.payment_events
         set last_error = $3, next_attempt_at = clock_timestamp() + make_interval(secs => $4)
         where provider = $1 and event_id = $2 and handled_at is null`,
        [provider, id, error, seconds],
      );
    },
    async countUnhandled(): Promise<number> {
      const { rows } = await pool.query<{ count: bigint }>(
        "select count(*) as count from dokly.payment_events where handled_at is null",
      );
      return Number(rows[0]?.count ?? 0n);
    },
  };
}

export type EventStore = ReturnType<typeof createEventStore>;
