import { countByMasterKey } from "../byok/rewrap-keys.ts";
import { hasEveryMigration } from "../database/has-every-migration.ts";
import { hasRoom } from "../embedded-postgres/has-room.ts";
import type { Services } from "../services.ts";

/** What a server needs to serve, by name; `disk` is the embedded PostgreSQL's, and missing where there is none. */
export type Readiness = Readonly<
  Partial<Record<"database" | "credits" | "migrations" | "key-ring" | "jobs" | "disk", "ok" | "not-ok">>
>;

type Checked = Pick<Services, "pool" | "credits" | "keyRing" | "sites" | "pageRuns" | "logger" | "configuration">;

const patienceMs = 2_000;
/** However often it is asked, what changes seldom is looked at no more often than this. */
const rareMs = 30_000;
/** Jobs are looked for every two seconds: one that was not for so long hangs. */
const jobsLookedForMs = 60_000;

/** Asks everything that a server needs; each answer stands for itself, and none tells more than whether it is well. */
export function createReadiness(services: Checked): () => Promise<Readiness> {
  const { pool, credits, keyRing, sites, pageRuns, logger } = services;
  const { hasEmbeddedDatabase, dataFolder } = services.configuration;
  const migrations = rarely(() => hasEveryMigration(pool));
  const ring = rarely(async () => {
    const names = [...(await countByMasterKey(pool)).keys()];
    return names.every((name) => keyRing?.masterKeys.includes(name) === true);
  });
  const checks = {
    database: () => pool.query("select 1").then(() => true),
    credits: () => credits.countHolds({ limit: 1 }).then(() => true),
    migrations,
    "key-ring": ring,
    jobs: async () => [sites, pageRuns].every(({ runner }) => runner.msSinceLook() < jobsLookedForMs),
    ...(hasEmbeddedDatabase && { disk: () => hasRoom(dataFolder) }),
  };
  return async () => {
    const answers = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        const isOk = await inTime(check(), patienceMs).catch((error: unknown) => {
          logger.warn({ err: error, check: name }, "the server is not ready");
          return false;
        });
        return [name, isOk ? "ok" : "not-ok"];
      }),
    );
    return Object.fromEntries(answers) as Readiness;
  };
}

/** Believes a good answer for a while; a bad one is asked for again. */
function rarely(check: () => Promise<boolean>): () => Promise<boolean> {
  let goodUntil = 0;
  return async () => {
    if (performance.now() < goodUntil) return true;
    const isGood = await check();
    if (isGood) goodUntil = performance.now() + rareMs;
    return isGood;
  };
}

async function inTime(answer: Promise<boolean>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
