import { createHmac } from "node:crypto";
import type pg from "pg";
import { withTransaction } from "../../database/with-transaction.ts";
import type { PaidObjectRef } from "../paid-object.ts";
import { fromSandboxJson, toSandboxJson } from "./sandbox-json.ts";
import type { SandboxObject } from "./sandbox-objects.ts";

type OfKind<Kind extends SandboxObject["kind"]> = Extract<SandboxObject, { kind: Kind }>;

/** When the webhook of a change is sent, and how often. */
export type Delivery = "once" | "twice" | "late" | "never";

const lateMs = 30_000;

export type SandboxWebhook = { readonly id: string; readonly copy: number; readonly body: string };

/** The sandbox's own state, in our tables: what a payment provider would keep in its. */
export function createSandboxStore({ pool, secret, now }: { pool: pg.Pool; secret: string; now: () => Date }) {
  type Row = { body: unknown };
  const fromRow = (row: Row): SandboxObject => fromSandboxJson(row.body) as SandboxObject;

  async function find<Kind extends SandboxObject["kind"]>(kind: Kind, id: string): Promise<OfKind<Kind> | null> {
    const { rows } = await pool.query<Row>("select body from dokly.sandbox_objects where id = $1 and kind = $2", [
      id,
      kind,
    ]);
    const [row] = rows;
    return row === undefined ? null : (fromRow(row) as OfKind<Kind>);
  }

  return {
    find,
    /** An id that nobody can guess, the same for the same request. */
    idOf(prefix: string, key: string): string {
      return `${prefix}_sandbox_${createHmac("sha256", secret).update(`${prefix} ${key}`).digest("hex").slice(0, 24)}`;
    },
    /** Stores an object under its id, once: what is there already is answered. */
    async insert<Kind extends SandboxObject["kind"]>(object: OfKind<Kind>): Promise<OfKind<Kind>> {
      await pool.query(
        `insert into dokly.sandbox_objects (id, kind, customer, body, created_at) values ($1, $2, $3, $4, $5)
         on conflict (id) do nothing`,
        [object.id, object.kind, customerOf(object), toSandboxJson(object), now()],
      );
      const stored = await find(object.kind as Kind, object.id);
      if (stored === null) throw new Error(`the sandbox lost ${object.id}`);
      return stored;
    },
    /** Changes an object while nobody else does; null where there is none. What `change` answers with is stored. */
    async change<Kind extends SandboxObject["kind"]>(
      kind: Kind,
      id: string,
      change: (object: OfKind<Kind>) => OfKind<Kind>,
    ): Promise<OfKind<Kind> | null> {
      return await withTransaction(pool, async (client) => {
        const { rows } = await client.query<Row>(
          "select body from dokly.sandbox_objects where id = $1 and kind = $2 for update",
          [id, kind],
        );
        const [row] = rows;
        if (row === undefined) return null;
        const changed = change(fromRow(row) as OfKind<Kind>);
        await client.query("update dokly.sandbox_objects set body = $2 where id = $1", [id, toSandboxJson(changed)]);
        return changed;
      });
    },
    /** Objects of a kind, newest first. */
    async list<Kind extends SandboxObject["kind"]>(
      kind: Kind,
      { customer = null, since = new Date(0), limit }: { customer?: string | null; since?: Date; limit: number },
    ): Promise<readonly OfKind<Kind>[]> {
      const { rows } = await pool.query<Row>(
        `select body from dokly.sandbox_objects
         where kind = $1 and ($2::text is null or customer = $2) and created_at >= $3
         order by created_at desc, id desc limit $4`,
        [kind, customer, since, limit],
      );
      return rows.map((row) => fromRow(row) as OfKind<Kind>);
    },
    /** Puts a webhook into the queue, in as many copies as it is to be delivered. */
    async announce(
      type: string,
      about: readonly PaidObjectRef[],
      { key, delivery = "once" }: { key: string; delivery?: Delivery },
    ): Promise<void> {
      const id = `evt_sandbox_${createHmac("sha256", secret).update(`event ${key}`).digest("hex").slice(0, 24)}`;
      const body = JSON.stringify({ id, type, createdAt: now().toISOString(), about });
      const copies = { once: 1, twice: 2, late: 1, never: 0 }[delivery];
      // Webhooks are delivered in real time, also while the simulated clock stands elsewhere.
      const dueAt = new Date(Date.now() + (delivery === "late" ? lateMs : 0));
      for (let copy = 1; copy <= copies; copy++) {
        await pool.query(
          `insert into dokly.sandbox_webhooks (id, copy, body, due_at) values ($1, $2, $3, $4)
           on conflict (id, copy) do nothing`,
          [id, copy, body, dueAt],
        );
      }
    },
    /** Webhooks whose time has come and that nobody has sent. */
    async dueWebhooks(limit: number): Promise<readonly SandboxWebhook[]> {
      const { rows } = await pool.query<SandboxWebhook>(
        `select id, copy, body from dokly.sandbox_webhooks where sent_at is null and due_at <= $1
         order by due_at, id, copy limit $2`,
        [new Date(), limit],
      );
      return rows;
    },
    async setSent({ id, copy }: SandboxWebhook): Promise<void> {
      await pool.query("update dokly.sandbox_webhooks set sent_at = $3 where id = $1 and copy = $2", [
        id,
        copy,
        new Date(),
      ]);
    },
  };
}

export type SandboxStore = ReturnType<typeof createSandboxStore>;

function customerOf(object: SandboxObject): string | null {
  return object.kind === "customer" ? object.id : object.customer;
}
