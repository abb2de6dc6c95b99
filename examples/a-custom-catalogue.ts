import {
  type Catalog,
  CatalogError,
  createCredits,
  defineCatalog,
  meter,
  migrateCredits,
  quoteTopUp,
} from "@dokly/credits";
import { pgliteDatabase } from "@dokly/credits/pglite";
import { PGlite } from "@electric-sql/pglite";

// Prices of a token are nano-dollars: 1 dollar per million tokens = 1,000. A new price is a new card, never an edit.
const prices = { promptTokensMax: null, input: 400n, cacheRead: 40n, cacheWrite: 500n, output: 1_600n };
const input: Catalog = {
  currency: "eur",
  plans: [
    { name: "hobby", monthlyCredits: 100n, monthlyPriceCents: 0n },
    { name: "studio", monthlyCredits: 5_000n, monthlyPriceCents: 4_900n },
  ],
  packs: [
    { credits: 1_000n, priceCents: 1_200n },
    { credits: 10_000n, priceCents: 9_000n },
  ],
  rateCards: [
    { version: "2026-01", from: new Date("2026-01-01"), nanoDollarsPerCredit: 1_000_000n, models: { house: [prices] } },
  ],
};
const catalog = defineCatalog(input);

for (const credits of [10n, 1_000n, 4_000n, 10_000n]) {
  console.log(`${credits} more credits cost ${quoteTopUp(catalog, credits)} cents`);
}

const database = pgliteDatabase(await PGlite.create());
await migrateCredits(database);
const credits = createCredits({ database, catalog });
const { workspace, available } = await credits.openWorkspace({ externalId: "acme", plan: "hobby", actor: "example" });
console.log(`the hobby plan has ${available} credits`);

const usage = { input: 2_400, cacheRead: 10_000, cacheWrite: 0, output: 900, thinking: 0 };
const answer = await meter(credits, { workspace, key: "a", kind: "answer", credits: 5n, model: "house" }, (run) => {
  run.report({ usage });
});
const { receipt } = await credits.getAction({ workspace, action: answer.action });
for (const line of receipt?.lines ?? []) {
  console.log(`  ${line.what}: ${line.tokens} × ${line.nanoDollarsPerToken} = ${line.nanoDollars}`);
}
console.log(`  ${receipt?.providerCostNanoDollars} nano-dollars at ${receipt?.nanoDollarsPerCredit} a credit`);
console.log(`charged ${answer.charged} of the 5 held`);

try {
  defineCatalog({ ...input, currency: "Euro", packs: [{ credits: 0n, priceCents: 100n }] });
} catch (error) {
  if (error instanceof CatalogError) console.log(error.message);
}
