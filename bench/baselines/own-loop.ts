import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { type BaselineLoad, type BaselineRate, baselineStatements } from "./baseline-tables.ts";

/**
 * Runs one baseline from this process, where the machine has no pgbench: so many connections, each asking again when it
 * is answered. Slower than pgbench, since Node pays for every question.
 */
export async function runOwnLoop(url: string, options: BaselineLoad): Promise<BaselineRate> {
  const clients = Array.from({ length: options.clients }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  const statement = baselineStatements[options.baseline];
  let isStopped = false;
  let count = 0;
  const startedAtMs = performance.now();
  const all = clients.map(async (client, index) => {
    while (!isStopped) {
      await client.query({ ...statement, values: options.baseline === "insert" ? [index] : [] });
      count += 1;
    }
  });
  await setTimeout(options.seconds * 1000);
  isStopped = true;
  await Promise.all(all);
  const elapsedMs = performance.now() - startedAtMs;
  await Promise.all(clients.map((client) => client.end()));
  return {
    operations: count,
    perSecond: (count * 1000) / elapsedMs,
    averageMs: (elapsedMs * options.clients) / Math.max(count, 1),
  };
}
