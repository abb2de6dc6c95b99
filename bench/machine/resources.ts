import type pg from "pg";
import { cpuOfProcessTree } from "./process-cpu.ts";

/** What had been used at one moment. */
type Reading = {
  readonly nodeCpuUs: number;
  readonly postgresCpuUs: number | null;
  readonly walBytes: number;
  readonly rssBytes: number;
};

/** What was used between two moments, by everything on either side of the database's socket. */
export type ResourceUse = Reading;

/** Reads what this process and PostgreSQL use. It has a connection of its own, so that it waits behind no load. */
export type ResourceMeter = { read(): Promise<Reading> };

export function createResourceMeter(client: pg.ClientBase, postgresPid: number): ResourceMeter {
  return {
    read: async () => {
      const { rows } = await client.query<{ bytes: string }>(
        "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as bytes",
      );
      const { user, system } = process.cpuUsage();
      return {
        nodeCpuUs: user + system,
        postgresCpuUs: cpuOfProcessTree(postgresPid),
        walBytes: Number(rows[0]?.bytes ?? 0),
        rssBytes: process.memoryUsage.rss(),
      };
    },
  };
}

/** The difference of two readings; memory is that of the later one. */
export function useBetween(before: Reading, after: Reading): ResourceUse {
  return {
    nodeCpuUs: after.nodeCpuUs - before.nodeCpuUs,
    postgresCpuUs:
      before.postgresCpuUs === null || after.postgresCpuUs === null ? null : after.postgresCpuUs - before.postgresCpuUs,
    walBytes: after.walBytes - before.walBytes,
    rssBytes: after.rssBytes,
  };
}
