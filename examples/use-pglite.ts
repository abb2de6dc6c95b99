import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCredits, meter, migrateCredits, shippedCatalog, workspaceIdOf } from "@dokly/credits";
import { pgliteDatabase } from "@dokly/credits/pglite";
import { PGlite } from "@electric-sql/pglite";

// The ledger in this process, in a folder. PGlite does not fsync: a crash of the machine can lose what came last, so
// that it is for trying, tests and tools; a product gives the engine a PostgreSQL.
const folder = await mkdtemp(join(tmpdir(), "credits-"));
const workspace = workspaceIdOf("acme");

/** Opens the folder, works on it, and closes it again. */
async function open(work: (credits: ReturnType<typeof createCredits>) => Promise<void>): Promise<void> {
  const pglite = await PGlite.create(folder);
  const database = pgliteDatabase(pglite);
  await migrateCredits(database);
  const credits = createCredits({ database, catalog: shippedCatalog });
  await work(credits);
  await credits.close();
  await pglite.close();
}

await open(async (credits) => {
  await credits.openWorkspace({ externalId: "acme", plan: "free", actor: "example" });
  await meter(credits, { workspace, key: "render-1", kind: "render", credits: 20n }, (run) =>
    run.report({ credits: 8n }),
  );
  console.log("opened, and rendered for 8 credits");
});

await open(async (credits) => {
  const { spent, available } = await credits.getBalance({ workspace });
  console.log(`opened again: spent ${spent}, available ${available}`);
  const again = await meter(credits, { workspace, key: "render-1", kind: "render", credits: 20n }, () => {
    throw new Error("the same key never runs twice");
  });
  console.log(`the same key: charged ${again.charged} the first time, and did not run again (${again.isReplay})`);
});

await rm(folder, { recursive: true });
