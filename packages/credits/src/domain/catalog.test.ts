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
    ["top-ups that live half a month", { topUpMonths: 0.5 }, "topUpMonths is 0.5; allowed: null or a whole number"],
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
    [
      "bands with a gap before them",
      withBands([{ ...band, promptTokensMax: 0 }, band]),
      "[0].promptTokensMax is 0; allowed: a whole number above 0",
    ],
    ["a bound behind the last band", withBands([band, { ...band, promptTokensMax: 9 }]), "[0].promptTokensMax is null"],
    ["a negative price", withBands([{ ...band, cacheRead: -1n }]), 'models["model"][0].cacheRead is -1'],
    [
      "a price that nobody asks",
      withBands([{ ...band, input: 10n ** 12n }]),
      'models["model"][0].input is 1000000000000',
    ],
    ["a model without prices", withBands([]), 'models["model"] is empty; allowed: at least one band'],
    ["a card without models", { rateCards: [{ ...card, models: {} }] }, "rateCards[0].models is empty"],
    ["two cards of one version", { rateCards: [card, { ...card, from: new Date(8e15) }] }, "rateCards[1].version"],
    ["two cards of one instant", { rateCards: [card, { ...card, version: "2" }] }, "rateCards[1].from"],
    ["a credit for nothing", { rateCards: [{ ...card, nanoDollarsPerCredit: 0n }] }, "nanoDollarsPerCredit is 0"],
    ["no rate card", { rateCards: [] }, "rateCards is empty; allowed: at least one rate card"],
    ["a plan without a name", { plans: [{ ...pro, name: undefined as never }] }, "plans[0].name is undefined"],
    ["lists that are none", { plans: null as never }, "plans is null; allowed: a list"],
    ["a plan that is none", { plans: [null as never] }, "plans[0] is null; allowed: an object"],
    ["a card without its models", { rateCards: [{ ...card, models: null as never }] }, "rateCards[0].models is empty"],
    ["bands that are no list", withBands("none" as never), 'models["model"] is none; allowed: a list'],
    ["a date in words", { rateCards: [{ ...card, from: "2026-10-01" as never }] }, "rateCards[0].from is 2026-10-01"],
    ["rate cards out of order", { rateCards: [card, { ...card, version: "2" }] }, "rateCards[1].from"],
    ["a date that is none", { rateCards: [{ ...card, from: new Date(Number.NaN) }] }, "rateCards[0].from is NaN"],
    ["a currency in words", { currency: "dollars" }, "currency is dollars"],
  ];

  test.each(mistakes)("%s: the field, the value and what is allowed are named", (_, change, sentence) => {
    expect(() => defineCatalog({ ...shippedCatalog, ...change })).toThrow(sentence);
  });

  test.each([null, undefined, "catalogue", 5])("%j is no catalogue", (value) => {
    expect(() => defineCatalog(value as never)).toThrow("allowed: an object");
  });

  test("every mistake is named at once", () => {
    const attempt = (): Catalog => defineCatalog({ ...shippedCatalog, currency: "", packs: [], plans: [] });
    expect(attempt).toThrow(CatalogError);
    expect(attempt).toThrow(/currency.*plans is empty.*packs is empty/s);
  });
});
