import { createCredits, meter, migrateCredits, shippedCatalog } from "@dokly/credits";
import { pgliteDatabase } from "@dokly/credits/pglite";
import { PGlite } from "@electric-sql/pglite";

const database = pgliteDatabase(await PGlite.create());
await migrateCredits(database);
const credits = createCredits({ database, catalog: shippedCatalog });
const { workspace } = await credits.openWorkspace({ externalId: "acme", plan: "free", actor: "example" });

const render = (key: string, pages: bigint) =>
  meter(credits, { workspace, key, kind: "render", credits: 20n }, async (run) => {
    if (pages > 15n) throw new Error("out of paper"); // it fails: nothing is charged
    run.report({ credits: pages }); // it used so much: the rest of the 20 returns
  });

const { charged, returned } = await render("render-1", 13n);
await render("render-2", 16n).catch((error: Error) => console.log(`${error.message}: nothing charged`));
console.log(`charged ${charged}, returned ${returned}, left ${(await credits.getBalance({ workspace })).available}`);
