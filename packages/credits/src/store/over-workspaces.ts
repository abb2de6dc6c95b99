import type { PlanUse } from "../operator-types.ts";
import type { OpenHolds } from "../watch-verbs.ts";
import { array, instant } from "./array-literal.ts";
import { optional, read } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";

// The only statements that read over workspaces, with those of over-actions.ts. None of them is part of a transaction
// that writes.

/** Workspaces with holds whose deadline has come, those that have waited longest first. Takes no lock. */
export function selectOverdueWorkspaces(
  sql: Sql,
  asked: { readonly at: Date; readonly limit: number },
): Question<bigint> {
  const text = `select workspace_id, min(deadline) as first from
       (select workspace_id, deadline from credits.holds where state = 'held' and deadline <= $1 order by deadline
         limit $2) as overdue
     group by workspace_id order by first`;
  return {
    statement: sql("select-overdue-workspaces", text, [instant(asked.at), asked.limit]),
    fromRow: (row) => read.bigint(row, "workspace_id"),
  };
}

/** How many holds run, at most `limit` of them, those first whose deadline is nearest: for metrics. Takes no lock. */
export function selectOpenHolds(
  sql: Sql,
  asked: { readonly at: Date; readonly limit: number },
): Question<Pick<OpenHolds, "open" | "overdue" | "oldestPlacedAt">> {
  const text = `select count(*) as open, count(*) filter (where deadline <= $1) as overdue, min(placed_at) as oldest
     from (select deadline, placed_at from credits.holds where state = 'held' order by deadline limit $2) as running`;
  return {
    statement: sql("select-open-holds", text, [instant(asked.at), asked.limit]),
    fromRow: (row) => ({
      open: Number(read.bigint(row, "open")),
      overdue: Number(read.bigint(row, "overdue")),
      oldestPlacedAt: optional(row, "oldest", read.instant),
    }),
  };
}

/** Keys that were accepted before an instant and whose holds have all ended; some that are kept are left out. */
export function selectOldOperations(
  sql: Sql,
  asked: { readonly before: Date; readonly keptForEver: readonly string[]; readonly limit: number },
): Question<{ readonly workspace: bigint; readonly operation: string; readonly key: string }> {
  const text = `select workspace_id, operation, key from credits.operations
     where accepted_at < $1 and operation <> all($2::text[])
       and not exists (select from credits.holds
         where holds.workspace_id = operations.workspace_id and hold_id = any(subjects) and state = 'held')
     limit $3`;
  return {
    statement: sql("select-old-operations", text, [instant(asked.before), array(asked.keptForEver), asked.limit]),
    fromRow: (row) => ({
      workspace: read.bigint(row, "workspace_id"),
      operation: read.text(row, "operation"),
      key: read.text(row, "key"),
    }),
  };
}

/** Versions of workspaces: for live panels. */
export function selectVersions(
  sql: Sql,
  workspaces: readonly bigint[],
): Question<{ readonly workspace: bigint; readonly version: bigint }> {
  const text = "select workspace_id, version from credits.accounts where workspace_id = any($1::bigint[])";
  return {
    statement: sql("select-versions", text, [array(workspaces)]),
    fromRow: (row) => ({ workspace: read.bigint(row, "workspace_id"), version: read.bigint(row, "version") }),
  };
}

/** Workspaces after a number, in ascending order: for `verify`. */
export function selectWorkspacesAfter(
  sql: Sql,
  after: { readonly workspace: bigint; readonly limit: number },
): Question<bigint> {
  const text = "select workspace_id from credits.accounts where workspace_id > $1 order by workspace_id limit $2";
  return {
    statement: sql("select-workspaces-after", text, [after.workspace, after.limit]),
    fromRow: (row) => read.bigint(row, "workspace_id"),
  };
}

/** How many workspaces are on which plan: for operators who are about to change the plans. */
export function selectPlanUse(sql: Sql): Question<PlanUse> {
  const text = `select plan, monthly_credits, pending_plan, pending_monthly_credits, unpaid_plan, count(*) as workspaces
     from credits.accounts group by plan, monthly_credits, pending_plan, pending_monthly_credits, unpaid_plan
     order by plan, monthly_credits, pending_plan, pending_monthly_credits, unpaid_plan`;
  return {
    statement: sql("select-plan-use", text, []),
    fromRow: (row) => {
      const next = optional(row, "pending_plan", read.text);
      const monthlyCredits = optional(row, "pending_monthly_credits", read.bigint);
      return {
        plan: read.text(row, "plan"),
        monthlyCredits: optional(row, "monthly_credits", read.bigint),
        next: next === null ? null : { plan: next, monthlyCredits },
        unpaidPlan: optional(row, "unpaid_plan", read.text),
        workspaces: Number(read.bigint(row, "workspaces")),
      };
    },
  };
}
