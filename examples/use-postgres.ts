import { createCredits, isCreditsError, meter, migrateCredits, shippedCatalog } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import pg from "pg";

// DATABASE_URL names a PostgreSQL 15 or newer. The tables get a schema of their own: `credits`.
const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 8 });
const database = postgresDatabase(pool);
await migrateCredits(database);

// Two engines stand for two servers on one database.
const servers = [1, 2].map(() => createCredits({ database, catalog: shippedCatalog }));
const [credits] = servers;
if (credits === undefined) throw new Error("There is a first server.");
const { workspace, available } = await credits.openWorkspace({ externalId: "acme", plan: "free", actor: "example" });
console.log(`${available} credits, and 20 calls of 5 credits at once, on two servers`);

const calls = Array.from({ length: 20 }, async (_, index) => {
  const server = servers[index % 2] ?? credits;
  try {
    const options = { workspace, key: `render-${index}`, kind: "render", credits: 5n };
    await meter(server, options, (run) => run.report({ credits: 5n }));
    return "charged";
  } catch (error) {
    if (isCreditsError(error, "insufficient-credits")) return "refused";
    throw error;
  }
});
const outcomes = await Promise.all(calls);
for (const outcome of ["charged", "refused"]) {
  console.log(`${outcome}: ${outcomes.filter((one) => one === outcome).length}`);
}

const balance = await credits.getBalance({ workspace });
const { differences } = await credits.verify({ workspace });
console.log(`spent ${balance.spent}, held ${balance.held}, available ${balance.available}`);
console.log(`verify: ${differences.length} differences`);

for (const server of servers) await server.close();
await pool.end();
