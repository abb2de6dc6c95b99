import { describe, expect, test } from "vitest";
import { type Catalog, CatalogError, defineCatalog, type PriceBand } from "./catalog.ts";
import { shippedCatalog } from "./shipped-catalog.ts";

const [card] = shippedCatalog.rateCards;
if (!card) throw new Error("the shipped catalogue has a rate card");
const band: PriceBand = { promptTokensMax: null, input: 1n, cacheRead: 1n, cacheWrite: 1n, output: 1n };
const withBands = (bands: readonly PriceBand[]): Partial<Catalog> => ({
  rateCards: [{ ...card, models: { model: bands } }],
});
const pro = { name: "pro", monthlyCredits: 1n, monthlyPriceCents: null };

describe("a catalogue that can not be used", () => {
  const mistakes: readonly (readonly [string, Partial<Catalog>, string])[] = [
    ["two plans of one name", { plans: [pro, pro] }, "plans[1].name is pro; allowed: a name that no other plan has"],
    ["negative credits", { plans: [{ ...pro, monthlyCredits: -1n }] }, "plans[0].monthlyCredits is -1"],
    ["a number for a bigint", { plans: [{ ...pro, monthlyCredits: 5 as never }] }, "plans[0].monthlyCredits is 5"],
    ["no packs", { packs: [] }, "packs is empty"],
    [
      "packs that do not rise",
      {
        packs: [
          { credits: 5n, priceCents: 5n },
          { credits: 5n, priceCents: 6n },
        ],
      },
      "packs[1].credits is 5; allowed: a bigint above 5",
    ],
    [
      "a dearer rate for more",
      {
        packs: [
          { credits: 5n, priceCents: 5n },
          { credits: 6n, priceCents: 7n },
        ],
      },
      "packs[1].priceCents is 7",
    ],
    ["a price of zero", withBands([{ ...band, output: 0n }]), 'models["model"][0].output is 0'],
    ["bands that end before the end", withBands([{ ...band, promptTokensMax: 5 }]), "[0].promptTokensMax is 5"],
    [
      "bands that overlap",
      withBands([{ ...band, promptTokensMax: 5 }, { ...band, promptTokensMax: 5 }, band]),
      "[1].promptTokensMax is 5; allowed: a whole number above 5",
    ],
    ["rate cards out of order", { rateCards: [card, { ...card, version: "2" }] }, "rateCards[1].from"],
    ["a date that is none", { rateCards: [{ ...card, from: new Date(Number.NaN) }] }, "rateCards[0].from is NaN"],
    ["a currency in words", { currency: "dollars" }, "currency is dollars"],
  ];

  test.each(mistakes)("%s: the field, the value and what is allowed are named", (_, change, sentence) => {
    expect(() => defineCatalog({ ...shippedCatalog, ...change })).toThrow(sentence);
  });

  test("every mistake is named at once", () => {
    const attempt = (): Catalog => defineCatalog({ ...shippedCatalog, currency: "", packs: [], plans: [] });
    expect(attempt).toThrow(CatalogError);
    expect(attempt).toThrow(/currency.*plans is empty.*packs is empty/s);
  });
});
