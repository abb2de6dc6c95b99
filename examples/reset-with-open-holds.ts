import { createCredits, migrateCredits, shippedCatalog } from "@dokly/credits";
import { pgliteDatabase } from "@dokly/credits/pglite";
import { PGlite } from "@electric-sql/pglite";

// The second worked example of docs/ledger.md: three holds are open at a reset, on a lot that dies and one that lives.
const time = { now: new Date("2026-01-31T09:00:00Z") };
const clock = { business: () => time.now, deadlines: () => time.now };

const pglite = await PGlite.create();
const database = pgliteDatabase(pglite);
await migrateCredits(database);
const credits = createCredits({ database, catalog: shippedCatalog, clock });
const actor = "example";
const facts = { kind: "render", member: null, document: null, model: null, estimate: null, group: null, isDemo: false };

const { workspace } = await credits.openWorkspace({ externalId: "acme", plan: "free", actor });
const payment = { credits: 100n, key: "payment-1", reason: "Top-up", expiresAt: new Date("2026-06-30T00:00:00Z") };
await credits.grant({ workspace, source: "top-up", ...payment, actor });

time.now = new Date("2026-02-28T08:50:00Z");
const a = await hold("a", 10n, 60);
const failing = await hold("b", 15n, 60);
const c = await hold("c", 35n, 60);
await hold("d", 20n, 30);
await credits.releaseHold({ workspace, hold: failing.hold, status: "failed", failure: null, actor });
await show("08:50, three holds run and one has failed");

time.now = new Date("2026-02-28T09:10:00Z");
await show("09:10, ten minutes after the reset");
await credits.settleHold({ workspace, hold: a.hold, charge: { credits: 4n }, status: "succeeded", actor });
await show("the hold of 10 is settled at 4");
await credits.settleHold({ workspace, hold: c.hold, charge: { credits: 30n }, status: "succeeded", actor });
await show("the hold of 35 is settled at 30");

time.now = new Date("2026-02-28T09:20:00Z");
await show("09:20, the deadline of the hold of 20");

time.now = new Date("2026-03-01T12:00:00Z");
const refund = { workspace, reason: "wrong language", actor };
await credits.refund({ ...refund, action: c.action, credits: 7n, key: "refund-1" });
await show("the next day, 7 of the 30 are refunded");

await printLots();
const { checked, differences } = await credits.verify({ workspace });
console.log(`\nverify: ${checked.transfers} transfers, ${checked.lots} lots, ${differences.length} differences`);

function hold(key: string, amount: bigint, minutes: number) {
  const limits = { credits: amount, deadlineMs: minutes * 60_000 };
  return credits.placeHold({ workspace, key, fingerprint: key, ...limits, action: facts, actor });
}

async function show(moment: string): Promise<void> {
  const { available, held, spent, monthly, topUps, goodwill } = await credits.getBalance({ workspace });
  console.log(`${moment}\n  available ${available}, held ${held}, spent ${spent}`);
  console.log(`  of monthly ${monthly}, top-ups ${topUps}, goodwill ${goodwill}`);
}

async function printLots(): Promise<void> {
  const lots = await pglite.query<Record<string, string | number | null>>(
    `select lot_id, source, granted, available, held, spent, expired, coalesce(expires_at::date::text, 'never') as until
     from credits.lots order by lot_id`,
  );
  console.log("\nlot  source    granted = available + held + spent + expired  until");
  for (const lot of lots.rows) {
    const figures = [
      ["granted", 7],
      ["available", 12],
      ["held", 7],
      ["spent", 8],
      ["expired", 10],
    ] as const;
    const cells = figures.map(([name, width]) => String(lot[name]).padStart(width));
    console.log(
      `${String(lot["lot_id"]).padStart(3)}  ${String(lot["source"]).padEnd(9)}${cells.join("")}  ${lot["until"]}`,
    );
  }
}
