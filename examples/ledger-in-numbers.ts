import { createCredits, migrateCredits, shippedCatalog } from "@dokly/credits";
import { pgliteDatabase } from "@dokly/credits/pglite";
import { PGlite } from "@electric-sql/pglite";

// The worked example of docs/ledger.md: two lots, a hold over both, a failure, and a hold that is open at a reset.
const time = { now: new Date("2026-01-31T09:00:00Z") };
const clock = { business: () => time.now, deadlines: () => time.now };

const pglite = await PGlite.create();
const database = pgliteDatabase(pglite);
await migrateCredits(database);
const credits = createCredits({ database, catalog: shippedCatalog, clock });
const actor = "example";
const facts = { kind: "render", member: null, document: null, model: null, estimate: null, group: null, isDemo: false };

const { workspace } = await credits.openWorkspace({ externalId: "acme", plan: "free", actor });
await show("opened on the free plan");

time.now = new Date("2026-02-10T12:00:00Z");
await credits.grant({ workspace, source: "top-up", credits: 30n, key: "payment-1", reason: "Top-up", actor });
await show("30 credits bought");

const first = await hold("a", 60n);
await show("a hold of 60");
await credits.settleHold({ workspace, hold: first, charge: { credits: 55n }, status: "succeeded", actor });
await show("settled at 55");

const second = await hold("b", 20n);
await credits.releaseHold({ workspace, hold: second, status: "failed", failure: null, actor });
await show("a hold of 20, failed");

time.now = new Date("2026-02-28T08:30:00Z");
const third = await hold("c", 10n);
await show("a hold of 10, half an hour before the reset");

time.now = new Date("2026-02-28T09:10:00Z");
await show("ten minutes after the reset");
await credits.settleHold({ workspace, hold: third, charge: { credits: 4n }, status: "succeeded", actor });
await show("settled at 4, in the old lots");

await printTransfers();
const { checked, differences } = await credits.verify({ workspace });
console.log(`\nverify: ${checked.transfers} transfers, ${checked.lots} lots, ${differences.length} differences`);

async function hold(key: string, amount: bigint): Promise<string> {
  const limits = { credits: amount, deadlineMs: 3_600_000 };
  const placed = await credits.placeHold({ workspace, key, fingerprint: key, ...limits, action: facts, actor });
  return placed.hold;
}

async function show(moment: string): Promise<void> {
  const { period, available, held, spent } = await credits.getBalance({ workspace });
  const until = period.end.toISOString().slice(0, 10);
  console.log(`${moment}\n  available ${available}, held ${held}, spent ${spent}, period until ${until}`);
}

async function printTransfers(): Promise<void> {
  const lines = await pglite.query<Record<string, string | number>>(
    `select sequence, at::date::text as day, cause, from_account, to_account, credits, lot_id, balance_after
     from credits.transfers order by sequence`,
  );
  console.log("\n  #  day         cause        from       to         credits  lot  available after");
  for (const row of lines.rows) {
    const cells = [
      String(row["sequence"]).padStart(3),
      String(row["day"]).padEnd(11),
      String(row["cause"]).padEnd(12),
      String(row["from_account"]).padEnd(10),
      String(row["to_account"]).padEnd(10),
      String(row["credits"]).padStart(7),
      String(row["lot_id"]).padStart(4),
      String(row["balance_after"]).padStart(16),
    ];
    console.log(cells.join(" "));
  }
}
