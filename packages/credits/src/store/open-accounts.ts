import type { Statement } from "../database/port.ts";
import { instant } from "./array-literal.ts";
import type { Sql } from "./statement.ts";

/** What is known of a workspace before its first period is opened. */
export type AccountOpening = {
  readonly workspace: bigint;
  readonly externalId: string;
  readonly plan: string;
  readonly anchor: Date | null;
  /** Instead of the plan's own number. */
  readonly monthlyCredits: bigint | null;
  /** A trial of `plan` comes first: its length, and the plan after it. */
  readonly trial: { readonly days: number; readonly next: string } | null;
};

/** Makes the row of a workspace, unless it is there. */
export function insertAccount(sql: Sql, opening: AccountOpening): Statement {
  return sql(
    "insert-account",
    `insert into credits.accounts (workspace_id, external_id, plan, anchor, trial_days, pending_plan, monthly_credits)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (workspace_id) do nothing`,
    [
      opening.workspace,
      opening.externalId,
      opening.plan,
      instant(opening.anchor),
      opening.trial?.days ?? null,
      opening.trial?.next ?? null,
      opening.monthlyCredits,
    ],
  );
}
