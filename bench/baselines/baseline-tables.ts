import type pg from "pg";

/** What PostgreSQL does at most: one row added, one row changed, each with a commit of its own. */
export const baselineStatements = {
  insert: { name: "bench-insert", text: "insert into bench_rows (workspace_id, credits) values ($1, 3)" },
  update: { name: "bench-update", text: "update bench_hot_row set credits = credits + 3 where workspace_id = 1" },
} as const;

export type Baseline = keyof typeof baselineStatements;

export type BaselineLoad = { readonly baseline: Baseline; readonly clients: number; readonly seconds: number };

export type BaselineRate = { readonly operations: number; readonly perSecond: number; readonly averageMs: number };

/** Makes both tables anew, empty but for the hot row. */
export async function createBaselineTables(client: pg.ClientBase): Promise<void> {
  await client.query(`
    drop table if exists bench_rows, bench_hot_row;
    create table bench_rows (
      id bigint generated always as identity primary key,
      workspace_id bigint not null,
      credits bigint not null,
      at timestamptz not null default now()
    );
    create table bench_hot_row (workspace_id bigint primary key, credits bigint not null) with (fillfactor = 50);
    insert into bench_hot_row values (1, 0);
    analyze bench_rows; analyze bench_hot_row`);
}
