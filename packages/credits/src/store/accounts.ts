import type { Row } from "../database/port.ts";
import type { Account } from "../domain/book.ts";
import { array, instant } from "./array-literal.ts";
import { optional, read } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";
import { updateRows, type Write } from "./write-rows.ts";

const columns = `workspace_id, external_id, plan, monthly_credits, pending_plan, pending_monthly_credits, pending_from,
  trial_days, unpaid_plan, unpaid_from, anchor, period_start, period_end, entitlement, is_suspended, has_limits,
  summed_until, summed_number, last_number, last_sequence, encode(last_hash, 'hex') as last_hash, last_at, version`;

/** Reads the rows of workspaces, each with the first deadline after an instant of its running holds. */
export function selectAccounts(
  sql: Sql,
  asked: { readonly workspaces: readonly bigint[]; readonly at: Date },
): Question<{ readonly account: Account; readonly nextDeadline: Date | null }> {
  const text = `select ${columns}, (select min(deadline) from credits.holds as hold
       where hold.workspace_id = account.workspace_id and state = 'held' and deadline > $2) as next_deadline
     from credits.accounts as account where workspace_id = any($1::bigint[])`;
  return {
    statement: sql("select-accounts", text, [array(asked.workspaces), instant(asked.at)]),
    fromRow: (row) => ({ account: fromRow(row), nextDeadline: optional(row, "next_deadline", read.instant) }),
  };
}

/** Reads the row of a workspace without a lock: for questions. */
export function selectAccount(sql: Sql, workspace: bigint): Question<Account> {
  const text = `select ${columns} from credits.accounts where workspace_id = $1`;
  return { statement: sql("select-account", text, [workspace]), fromRow };
}

/** Writes what changed of the locked rows. */
export function updateAccounts(sql: Sql, rows: readonly Account[]): Write {
  return updateRows(sql, "accounts", {
    rows,
    keys: ["workspace_id"],
    columns: {
      workspace_id: ["bigint", (account) => account.workspace],
      anchor: ["timestamptz", (account) => account.anchor],
      period_start: ["timestamptz", (account) => account.period?.start ?? null],
      period_end: ["timestamptz", (account) => account.period?.end ?? null],
      entitlement: ["bigint", (account) => account.entitlement],
      last_number: ["bigint", (account) => account.lastNumber],
      last_sequence: ["bigint", (account) => account.lastSequence],
      last_hash: ["hex", (account) => account.lastHash],
      last_at: ["timestamptz", (account) => account.lastAt],
      version: ["bigint", (account) => account.version],
    },
  });
}

/** Writes what changes seldom: what people decided, and what was added up; after `updateAccounts`. */
export function updateSettings(sql: Sql, rows: readonly Account[]): Write {
  return updateRows(sql, "accounts", {
    rows,
    name: "update-settings",
    keys: ["workspace_id"],
    columns: {
      workspace_id: ["bigint", (account) => account.workspace],
      plan: ["text", (account) => account.plan],
      monthly_credits: ["bigint", (account) => account.monthlyCredits],
      pending_plan: ["text", (account) => account.pending?.plan ?? null],
      pending_monthly_credits: ["bigint", (account) => account.pending?.monthlyCredits ?? null],
      pending_from: ["timestamptz", (account) => account.pending?.from ?? null],
      trial_days: ["integer", (account) => account.trialDays],
      unpaid_plan: ["text", (account) => account.unpaid?.plan ?? null],
      unpaid_from: ["timestamptz", (account) => account.unpaid?.from ?? null],
      is_suspended: ["boolean", (account) => account.isSuspended],
      has_limits: ["boolean", (account) => account.hasLimits],
      summed_until: ["timestamptz", (account) => account.summed?.until ?? null],
      summed_number: ["bigint", (account) => account.summed?.number ?? null],
    },
  });
}

function fromRow(row: Row): Account {
  const pendingPlan = optional(row, "pending_plan", read.text);
  const pendingCredits = optional(row, "pending_monthly_credits", read.bigint);
  const pendingFrom = optional(row, "pending_from", read.instant);
  const unpaidPlan = optional(row, "unpaid_plan", read.text);
  const unpaidFrom = optional(row, "unpaid_from", read.instant);
  const start = optional(row, "period_start", read.instant);
  const end = optional(row, "period_end", read.instant);
  const summedUntil = optional(row, "summed_until", read.instant);
  return {
    workspace: read.bigint(row, "workspace_id"),
    externalId: read.text(row, "external_id"),
    plan: read.text(row, "plan"),
    monthlyCredits: optional(row, "monthly_credits", read.bigint),
    pending: pendingPlan === null ? null : { plan: pendingPlan, monthlyCredits: pendingCredits, from: pendingFrom },
    trialDays: optional(row, "trial_days", read.number),
    unpaid: unpaidPlan && unpaidFrom ? { plan: unpaidPlan, from: unpaidFrom } : null,
    anchor: optional(row, "anchor", read.instant),
    period: start && end ? { start, end } : null,
    entitlement: read.bigint(row, "entitlement"),
    isSuspended: read.boolean(row, "is_suspended"),
    hasLimits: read.boolean(row, "has_limits"),
    summed: summedUntil && { until: summedUntil, number: read.bigint(row, "summed_number") },
    lastNumber: read.bigint(row, "last_number"),
    lastSequence: read.bigint(row, "last_sequence"),
    lastHash: read.text(row, "last_hash"),
    lastAt: optional(row, "last_at", read.instant),
    version: read.bigint(row, "version"),
  };
}
