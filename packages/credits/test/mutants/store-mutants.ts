// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are code, and braces in them are part of it.

import { type Mutant, mutantsOf } from "./mutant.ts";

/** Mistakes in statements: key columns, predicates, orders. */
export const storeMutants: readonly Mutant[] = [
  ...mutantsOf("src/store/holds.ts", {
    "a hold is found by its number alone": [
      "where hold.workspace_id = named.workspace_id and hold_id = named.number offset 0",
      "where hold_id = named.number offset 0",
    ],
    "holds at their deadline are not read": [
      "and state = 'held' and deadline <= $4\n",
      "and state = 'held' and deadline < $4\n",
    ],
  }),
  ...mutantsOf("src/store/write-together.ts", {
    "writes that travel together take each other's values": ["$${before + Number(number)}", "$${number}"],
    "two writes to one table travel together": ["write.tables.some((table) => taken.has(table))", "false"],
  }),
  ...mutantsOf("src/store/operations.ts", {
    "a key counts in every workspace": [
      'join credits.operations as stored on ${sameWorkspace("stored", "named")}\n         and stored.operation',
      "join credits.operations as stored on stored.operation",
    ],
  }),
  ...mutantsOf("src/store/lots.ts", {
    "dead lots that are still held are not read": [
      "where workspace_id = any($1::bigint[]) and is_loaded`",
      "where workspace_id = any($1::bigint[]) and is_open`",
    ],
    "a lot is written by its number alone": [
      'updateRows(sql, "lots", { ...lots, keys: Object.keys(keys)',
      'updateRows(sql, "lots", { ...lots, keys: ["lot_id"]',
    ],
  }),
  ...mutantsOf("src/store/usage-slots.ts", {
    "a refund lowers the slot of every member": ["\n       and old.member = refund.member", ""],
    "a refund raises its slot": ["credits = old.credits - refund.credits", "credits = old.credits + refund.credits"],
    "the chart of one member shows everybody": [
      "($3::text is null or member = $3)",
      "($3::text is null or member <> '')",
    ],
    "charges replace those of their slot": ["credits = old.credits + excluded.credits", "credits = excluded.credits"],
  }),
  ...mutantsOf("src/store/day-sums.ts", {
    "what is added up replaces what was": ["select stored + more from", "select more from"],
    "a refund raises the sum of its day": ["select stored - less from", "select stored + less from"],
    "slots are added up from the first each time": [
      "slot >= coalesce(since, '-infinity') and slot < until",
      "slot < until",
    ],
    "the chart shows sums of another workspace": [
      "on sums.workspace_id = $1 and sums.day",
      "on sums.workspace_id >= $1 and sums.day",
    ],
  }),
  ...mutantsOf("src/store/limits.ts", {
    "a new limit counts what other members used": ["(named.member = '' or action.member = named.member)", "true"],
    "a new limit counts earlier periods": ['(${numberAt("named.workspace_id", "named.period_start")})', "(select 0)"],
    "a limit of another period is in force": [
      "credits.accounts as account\n       using (workspace_id, period_start)",
      "credits.accounts as account\n       using (workspace_id)",
    ],
    "an end after the reset leaves the old period's limit": [
      "counter.period_start <= past.started_at",
      "counter.period_start > past.started_at",
    ],
    "a new limit forgets refunds": ["sum(charged - refunded)", "sum(charged)"],
  }),
  ...mutantsOf("src/store/over-workspaces.ts", {
    "the sweeper leaves holds at their deadline": ["deadline <= $1 order by", "deadline < $1 order by"],
  }),
  ...mutantsOf("src/store/action-log.ts", {
    "a page of the log repeats the last row of the page before": [
      'before: "action_id < $"',
      'before: "action_id <= $"',
    ],
    "an overdue action is shown as running": ["hold.deadline <= $2 as overdue", "false as overdue"],
    "a receipt shows another workspace's lines": [
      "where action.workspace_id = $1 and action_id = $3",
      "where action_id = $3 and $1::bigint is not null",
    ],
  }),
  ...mutantsOf("src/store/transfers.ts", {
    "an action shows another workspace's lines": [
      "where workspace_id = $1 and hold_id = $2 order",
      "where hold_id = $2 and $1::bigint is not null order",
    ],
  }),
  ...mutantsOf("src/store/array-literal.ts", {
    "text with quotes breaks out of its array": ['value.replaceAll(/["\\\\]/g, "\\\\$&")', "value"],
  }),
];

/** Mistakes in the schema: the last line of defence behind the plans. */
export const schemaMutants: readonly Mutant[] = [
  ...mutantsOf("sql/migrations/0001_ledger.sql", {
    "a lot's parts need not add up": ["  check (granted = available + held + spent + expired + reversed),\n", ""],
    "a lot may have less than nothing available": [
      "available bigint not null check (available >= 0)",
      "available bigint not null",
    ],
    "a dead lot may have credits": ["  check (expired_at is null or available = 0),\n", ""],

    "a charge may be above its hold": [
      "charged bigint not null default 0 check (charged between 0 and credits)",
      "charged bigint not null default 0",
    ],
    "a hold that was not settled may be charged": ["  check (charged = 0 or state = 'settled')\n", "  check (true)\n"],
    "a running hold may have an end": [
      "  check ((state = 'held') = (ended_at is null) and (state = 'held') = (ended_available is null)),\n",
      "",
    ],
    "refunds may be above the charge": ["check (refunded between 0 and charged)", "check (true)"],
    "a failed action may be charged": ["  check (charged = 0 or status in ('succeeded', 'cancelled')),\n", ""],
    "a line may move nothing": [
      "credits bigint not null check (credits > 0),\n  lot_id",
      "credits bigint not null,\n  lot_id",
    ],
    "a line may move from an account to itself": ["  check (from_account <> to_account)\n", "  check (true)\n"],
    "a balance may be below zero": ["check (balance_after >= 0)", "check (true)"],
    "a hold may have two ends in the ledger": ["create unique index transfers_hold", "create index transfers_hold"],
    "two lines may have one number": ["  primary key (workspace_id, sequence),\n", ""],
    "one key may be kept twice": ["  primary key (workspace_id, operation, key)\n", "  check (true)\n"],
    "a day may cost less than nothing": [
      "credits bigint not null check (credits >= 0),\n  actions",
      "credits bigint not null,\n  actions",
    ],
  }),
  ...mutantsOf("sql/migrations/0007_hot_updates.sql", {
    "one entitlement can be granted twice": ["create unique index lots_monthly", "create index lots_monthly"],
  }),
  ...mutantsOf("sql/migrations/0010_limits_per_key.sql", {
    "an action on a key of the workspace's own may hold credits": [
      ",\n  add check (own_key is null or held = 0);",
      ";",
    ],
  }),
  ...mutantsOf("sql/migrations/0005_limits.sql", {
    "a limit may have less than nothing used": ["used bigint not null check (used >= 0)", "used bigint not null"],
  }),
  ...mutantsOf("sql/migrations/0006_reversals.sql", {
    "more may be reversed than is due": [
      "check (reversed <= reversal_due and reversal_due <= granted)",
      "check (true)",
    ],
  }),
  ...mutantsOf("src/database/migrate.ts", {
    "the owner can change lines of the ledger": [
      "revoke update, delete, truncate on ${schema}.transfers from current_user`",
      "`",
    ],
    "the application can change lines of the ledger": [
      "    revoke update, delete, truncate on ${schema}.transfers from ${role};`;",
      "    `;",
    ],
    "migrations run beside each other": ["select pg_advisory_xact_lock(4100, hashtext('${schema}'));", ""],
  }),
];
