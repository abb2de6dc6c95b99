import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEmbeddedPostgres } from "../../../server/src/embedded-postgres/embedded-postgres.ts";
import { postgresDatabase } from "../../src/database/postgres.ts";
import { type Credits, CreditsError, createCredits, migrateCredits, shippedCatalog } from "../../src/index.ts";
import { seed } from "../histories/seeds.ts";
import { openTestWorkspace, workspaceOf } from "../histories/test-workspace.ts";
import { randomFrom } from "../interleavings/meet.ts";
import { audit, KILL_ROUNDS } from "./audit.ts";
import type { Acknowledged } from "./workers.ts";

const CALLERS = 16;

/** A PostgreSQL of this test alone that forces every commit to disk, as the product's does. */
async function startCluster(folder: string) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await startEmbeddedPostgres({ dataFolder: folder, isDurable: true, onNotice: () => undefined });
    } catch (error) {
      // The last children of a killed server may still hold its shared memory for a moment.
      if (attempt === 20) throw error;
      await pause(250);
    }
  }
}

/** The server process and all its children at once, as when the machine loses its power. */
function killCluster(pid: number): void {
  const pids = [pid, ...childrenOf(pid)];
  for (const one of pids) {
    try {
      process.kill(one, "SIGKILL");
    } catch {
      // It ended by itself in between.
    }
  }
}

function childrenOf(parent: number): number[] {
  if (!existsSync("/proc/self/stat")) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, "utf8").split(") ")[1]?.split(" ")[1] === String(parent);
      } catch {
        return false;
      }
    })
    .map(Number);
}

describe("a PostgreSQL that is killed under load", () => {
  const folder = mkdtempSync(join(tmpdir(), "dokly-kill-"));
  let cluster: Awaited<ReturnType<typeof startCluster>>;
  let pools: readonly pg.Pool[];
  beforeAll(async () => {
    // As root, PostgreSQL runs as another user, who has to pass through the folder.
    chmodSync(folder, 0o711);
    cluster = await startCluster(folder);
    const { url } = cluster;
    pools = [false, true].map((pipeline) => new pg.Pool({ connectionString: url, max: 4, pipeline }));
    for (const pool of pools) {
      pool.on("error", () => undefined);
      await migrateCredits(postgresDatabase(pool));
    }
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("P15 P16 P24 what was acknowledged is there once, what failed can be asked again, nothing stays held", {
    timeout: 60_000 * KILL_ROUNDS,
  }, async () => {
    const random = randomFrom(seed + 1);
    for (let round = 0; round < KILL_ROUNDS; round += 1) {
      // Two servers: what one remembers of a workspace, the other makes outdated.
      const databases = pools.map((pool) => postgresDatabase(pool));
      const [first, second] = databases.map((database) => createCredits({ database, catalog: shippedCatalog }));
      if (first === undefined || second === undefined) throw new Error("there are two engines");
      const ids = await Promise.all(
        Array.from({ length: 3 }, async () => (await openTestWorkspace(first, { plan: "scale" })).id),
      );
      const load = startLoad([first, second], ids, `round ${round}`);
      await load.until(100 + Math.floor(random() * 400));
      const killed = cluster.pid;
      killCluster(killed);
      cluster = await startCluster(folder);
      expect(cluster.pid).not.toBe(killed);
      await load.until(load.acknowledged.length + 100);
      await load.stop();
      await Promise.all([first.close(), second.close()]);
      expect(load.unexpected).toEqual([]);
      for (const database of databases) expect(await audit(database, load.acknowledged)).toEqual([]);
    }
  });
});

/**
 * Callers that hold and end without pause; what fails by a fault is asked again with the same key until it is answered.
 */
function startLoad(engines: readonly [Credits, Credits], workspaces: readonly string[], name: string) {
  const acknowledged: Acknowledged[] = [];
  const unexpected: string[] = [];
  let isStopped = false;
  let failure: unknown = null;
  const insist = async <Reply>(send: () => Promise<Reply>): Promise<Reply> => {
    for (;;) {
      try {
        return await send();
      } catch (error) {
        const code = error instanceof CreditsError ? error.code : `not coded: ${String(error)}`;
        if (!["outcome-unknown", "database-unavailable", "overloaded"].includes(code)) unexpected.push(code);
        if (unexpected.length > 100) throw error;
        await pause(20);
      }
    }
  };
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    for (let turn = 0; !isStopped; turn += 1) {
      const workspace = workspaces[(caller + turn) % workspaces.length] ?? "";
      const w = workspaceOf(engines[turn % 2 === 0 ? 0 : 1], workspace);
      const key = `${name} ${caller} ${turn}`;
      const { hold } = await insist(() => w.hold(3n, { key, deadlineMs: 60_000 }));
      acknowledged.push({ workspace, key, hold, state: "held", charged: 0 });
      if (turn % 5 === 4) continue;
      const end = await insist(() => (turn % 3 === 0 ? w.release(hold) : w.settle(hold, 2n)));
      acknowledged.push({ workspace, key, hold, state: end.state, charged: Number(end.charged) });
    }
  });
  const done = Promise.all(callers).catch((error: unknown) => {
    failure = error;
  });
  return {
    acknowledged,
    unexpected,
    until: async (count: number) => {
      while (acknowledged.length < count) {
        if (failure !== null) throw failure;
        await pause(1);
      }
    },
    stop: async () => {
      isStopped = true;
      await done;
    },
  };
}
