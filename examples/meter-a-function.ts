import { createCredits, migrateCredits, shippedCatalog } from "@dokly/credits";
import { pgliteDatabase } from "@dokly/credits/pglite";
import { PGlite } from "@electric-sql/pglite";

const database = pgliteDatabase(await PGlite.create());
await migrateCredits(database);
const credits = createCredits({ database, catalog: shippedCatalog });
const { workspace } = await credits.openWorkspace({ externalId: "acme", plan: "free", actor: "example" });
const facts = { kind: "render", member: null, document: null, model: null, estimate: null, group: null, isDemo: false };

/** Runs `work`, which says how many credits it used: at most `most`. If it throws, nothing is charged. */
async function metered(key: string, most: bigint, work: () => Promise<bigint>) {
  const promise = { workspace, key, fingerprint: key, credits: most, deadlineMs: 60_000 };
  const { hold } = await credits.placeHold({ ...promise, action: facts, actor: "example" });
  const used = await work().catch(() => null);
  const end = { workspace, hold, actor: "example" };
  if (used === null) return credits.releaseHold({ ...end, status: "failed", failure: null });
  return credits.settleHold({ ...end, charge: { credits: used }, status: "succeeded" });
}

const good = await metered("render-1", 20n, async () => 13n);
console.log(`${good.state}: charged ${good.charged}, returned ${good.returned}, available ${good.available}`);
const bad = await metered("render-2", 20n, () => Promise.reject(new Error("out of paper")));
console.log(`${bad.state}: charged ${bad.charged}, returned ${bad.returned}, available ${bad.available}`);
