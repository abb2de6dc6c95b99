import { randomBytes } from "node:crypto";
import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";

/** Whatever runs statements: the pool, or the connection of a transaction. */
type Queryable = Pick<pg.Pool, "query">;

type Details = Readonly<Record<string, unknown>>;

/** Who acts as an operator, and from where. */
export type OperatorDoer = {
  /** `person:<id>`, or `command-line:<account of the machine>`. */
  readonly actor: string;
  /** What people read: the e-mail address or the account. */
  readonly name: string;
  readonly origin: "console" | "api" | "command-line";
  readonly address: string | null;
  readonly requestId: string | null;
};

/** One act of an operator, as it is written down before it is done. */
export type OperatorAct = {
  /** What is done, e.g. `action-refunded`. */
  readonly act: string;
  readonly by: OperatorDoer;
  readonly workspace: WorkspaceId | null;
  /** The id of what it is done to, e.g. an action; null: the workspace itself. */
  readonly target: string | null;
  /** 3 to 1,000 characters. */
  readonly reason: string;
  /** Sent again under this key, by the same operator, it is the same act; null: each time another. */
  readonly key: string | null;
  /** What the key was used for: another fingerprint is another request. */
  readonly fingerprint: string | null;
  /** What was asked for. Never a secret, nor a part of one. */
  readonly details: Details;
};

export type OperatorOutcome = {
  readonly outcome: "done" | "refused";
  /** The problem's code, where it was refused. */
  readonly code: string | null;
  /** What came of it. */
  readonly details: Details;
};

export type OperatorActRow = OperatorAct & {
  readonly id: string;
  readonly at: Date;
  /** Null: it was cut off before it was known. */
  readonly outcome: OperatorOutcome | null;
};

/**
 * Writes an act down before it is done, in the caller's transaction where it is given one. An act whose key this
 * operator has used before is not written again: `isNew` is false, and `fingerprint` is the first one's.
 *
 * @example
 * const { id } = await insertOperatorAct(pool, { act: "action-refunded", by, workspace, target: action, reason, … });
 * await insertOperatorOutcome(pool, id, { outcome: "done", code: null, details: { credits: 2 } });
 */
export async function insertOperatorAct(
  client: Queryable,
  { act, by, workspace, target, reason, key, fingerprint, details }: OperatorAct,
): Promise<{ readonly id: string; readonly isNew: boolean; readonly fingerprint: string | null }> {
  const { rows } = await client.query<{ id: string }>(
    `insert into dokly.operator_audit (id, act, actor, actor_name, origin, address, request_id, workspace_id, target,
       reason, idempotency_key, fingerprint, details)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     on conflict (actor, idempotency_key) do nothing returning id`,
    [
      `oper_${randomBytes(12).toString("hex")}`,
      act,
      by.actor,
      by.name,
      by.origin,
      by.address,
      by.requestId,
      workspace,
      target,
      reason,
      key,
      fingerprint,
      JSON.stringify(details),
    ],
  );
  const [row] = rows;
  if (row !== undefined) return { id: row.id, isNew: true, fingerprint };
  // Of its own, so that it sees what another connection has just written.
  const first = await client.query<{ id: string; fingerprint: string | null }>(
    "select id, fingerprint from dokly.operator_audit where actor = $1 and idempotency_key = $2",
    [by.actor, key],
  );
  const [found] = first.rows;
  if (found === undefined) throw new Error(`the act under key ${key} was neither written nor found`);
  return { ...found, isNew: false };
}

/** Writes down what came of an act; told again, the first stays. */
export async function insertOperatorOutcome(
  client: Queryable,
  id: string,
  { outcome, code, details }: OperatorOutcome,
): Promise<void> {
  await client.query(
    `insert into dokly.operator_audit_outcomes (audit_id, outcome, code, details) values ($1, $2, $3, $4)
     on conflict (audit_id, outcome) do nothing`,
    [id, outcome, code, JSON.stringify(details)],
  );
}

/** What came of an act so far; null: nothing is known. What was refused at first may have been done later. */
export async function selectOperatorOutcome(client: Queryable, id: string): Promise<OperatorOutcome | null> {
  const { rows } = await client.query<OperatorOutcome>(
    "select outcome, code, details from dokly.operator_audit_outcomes where audit_id = $1 order by outcome limit 1",
    [id],
  );
  return rows[0] ?? null;
}

type Row = {
  id: string;
  at: Date;
  act: string;
  actor: string;
  actor_name: string;
  origin: OperatorDoer["origin"];
  address: string | null;
  request_id: string | null;
  workspace_id: string | null;
  target: string | null;
  reason: string;
  idempotency_key: string | null;
  fingerprint: string | null;
  details: Details;
  outcome: OperatorOutcome["outcome"] | null;
  outcome_code: string | null;
  outcome_details: Details | null;
};

const actColumns = `a.id, a.at, a.act, a.actor, a.actor_name, a.origin, a.address, a.request_id, a.workspace_id,
  a.target, a.reason, a.idempotency_key, a.fingerprint, a.details`;

function fromRow(row: Row): OperatorActRow {
  const { id, at, act, target, reason, fingerprint, details, outcome } = row;
  return {
    id,
    at,
    act,
    target,
    reason,
    fingerprint,
    details,
    key: row.idempotency_key,
    workspace: row.workspace_id,
    by: {
      actor: row.actor,
      name: row.actor_name,
      origin: row.origin,
      address: row.address,
      requestId: row.request_id,
    },
    outcome: outcome === null ? null : { outcome, code: row.outcome_code, details: row.outcome_details ?? {} },
  };
}

/** Where a page of the audit begins: behind this line. */
export type OperatorAuditCursor = { readonly at: Date; readonly id: string };

/** Which acts are asked for; what is left out does not matter. */
export type OperatorAuditFilter = {
  readonly workspace?: WorkspaceId | undefined;
  readonly target?: string | undefined;
  readonly act?: string | undefined;
  /** Part of the name or the actor, in any case. */
  readonly by?: string | undefined;
  readonly from?: Date | undefined;
  /** Before this instant. */
  readonly to?: Date | undefined;
};

/**
 * Acts of these names that nothing is known to have come of, the oldest first: whoever did them died, or the engine was
 * away. Over all workspaces, by the recovery only.
 */
export async function selectOpenActs(
  client: Queryable,
  open: { acts: readonly string[]; afterSeconds: number; beforeSeconds: number; limit: number },
): Promise<readonly OperatorActRow[]> {
  const { rows } = await client.query<Row>(
    `select ${actColumns}, null as outcome, null as outcome_code, null as outcome_details
     from dokly.operator_audit a
     where a.act = any($1) and a.at < clock_timestamp() - make_interval(secs => $2)
       and a.at > clock_timestamp() - make_interval(secs => $3)
       and not exists (select from dokly.operator_audit_outcomes where audit_id = a.id)
     order by a.at, a.id limit $4`,
    [open.acts, open.afterSeconds, open.beforeSeconds, open.limit],
  );
  return rows.map(fromRow);
}

/** The acts of operators over all workspaces, newest first, with what came of each. */
export async function selectOperatorAudit(
  client: Queryable,
  page: { readonly filter: OperatorAuditFilter; readonly after: OperatorAuditCursor | null; readonly limit: number },
): Promise<readonly OperatorActRow[]> {
  const { filter, after, limit } = page;
  const { rows } = await client.query<Row>(
    `select ${actColumns}, o.outcome, o.code as outcome_code, o.details as outcome_details
     from dokly.operator_audit a
     left join lateral (
       -- What was refused at first may have been done when it was sent again.
       select outcome, code, details from dokly.operator_audit_outcomes where audit_id = a.id order by outcome limit 1
     ) o on true
     where ($1::text is null or a.workspace_id = $1) and ($2::text is null or a.target = $2)
       and ($3::text is null or a.act = $3)
       and ($4::text is null or position(lower($4) in lower(a.actor_name || ' ' || a.actor)) > 0)
       and ($5::timestamptz is null or a.at >= $5) and ($6::timestamptz is null or a.at < $6)
       and ($7::timestamptz is null or (a.at, a.id) < ($7, $8::text))
     order by a.at desc, a.id desc limit $9`,
    [
      filter.workspace ?? null,
      filter.target ?? null,
      filter.act ?? null,
      filter.by ?? null,
      filter.from ?? null,
      filter.to ?? null,
      after?.at ?? null,
      after?.id ?? "",
      limit,
    ],
  );
  return rows.map(fromRow);
}
