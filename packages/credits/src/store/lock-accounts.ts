import type { Account } from "../domain/book.ts";
import { array, instant } from "./array-literal.ts";
import { read } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";
import { nowText } from "./time.ts";

/** What the lock of an account's row says of it: which of its states that is. */
export type LockedAccount = Pick<Account, "workspace" | "version" | "lastHash">;

/**
 * Locks the rows of workspaces, in ascending order so that two batches can never wait for each other in a circle, and
 * says of each when it had the lock: PostgreSQL works out what stands outside a locking subquery for the rows that it
 * has locked. A statement of its own: what is read after it sees everything that the lock waited for.
 */
export function lockAccounts(
  sql: Sql,
  workspaces: readonly bigint[],
  wait: "wait" | "skip",
): Question<LockedAccount & { readonly lockedAt: Date }> {
  const text = (
    lock: string,
  ): string => `select workspace_id, version, encode(last_hash, 'hex') as last_hash, ${nowText}
     from (select workspace_id, version, last_hash from credits.accounts
       where workspace_id = any($1::bigint[]) order by workspace_id ${lock}) as locked`;
  const ids = [array(workspaces)];
  const statement =
    wait === "wait"
      ? sql("lock-accounts", text("for no key update"), ids)
      : sql("try-accounts", text("for no key update skip locked"), ids);
  return {
    statement,
    fromRow: (row) => ({
      workspace: read.bigint(row, "workspace_id"),
      version: read.bigint(row, "version"),
      lastHash: read.text(row, "last_hash"),
      lockedAt: read.instant(row, "now"),
    }),
  };
}

/**
 * Locks rows of workspaces, which stand in ascending order, and says when it had them. Fails with SQLSTATE 22P02, so
 * that whatever was sent behind it is refused, where another transaction has one, where one is not as it is known, or
 * where it is not between `since` and `withinMs` later: then the text that PostgreSQL can not read as a number tells
 * so in its log.
 */
export function claimAccounts(
  sql: Sql,
  known: readonly LockedAccount[],
  { since, withinMs }: { readonly since: Date; readonly withinMs: number },
): Question<Date> {
  const text = `select ${nowText}, case
       when array_agg(workspace_id) = $1::bigint[] and array_agg(version) = $2::bigint[]
         and array_agg(encode(last_hash, 'hex')) = $3::text[]
         and clock_timestamp() between $4::timestamptz and $4::timestamptz + $5::integer * interval '1 millisecond'
         then 1
       else format('planned anew: %s of %s workspaces were free, not all as they were known, or not in time',
         count(*), cardinality($1::bigint[]))::integer end
     from (select workspace_id, version, last_hash from credits.accounts
       where workspace_id = any($1::bigint[]) order by workspace_id for no key update skip locked) as locked`;
  const values = [
    array(known.map(({ workspace }) => workspace)),
    array(known.map(({ version }) => version)),
    array(known.map(({ lastHash }) => lastHash)),
    instant(since),
    withinMs,
  ];
  return { statement: sql("claim-accounts", text, values), fromRow: (row) => read.instant(row, "now") };
}
