import { actionDetail, type Site } from "@dokly/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { outlineOf, type SiteServer, startSiteServer } from "./site-harness.ts";

let sites: SiteServer;
beforeAll(async () => {
  sites = await startSiteServer();
});
afterEach(async () => {
  sites.anthropic.reset();
  await sites.verifyLedger();
});
afterAll(() => sites.close());

const text = "# A gate\n\nOpen it, and close it behind you.\n";
const isOver = ({ state }: Site): boolean => state === "done";
/** What is long enough for the provider to keep. */
const notes = "A gate has two hinges, a latch and a post, and it opens towards the garden. ".repeat(90);

async function write(outline: object, shared: object): Promise<Site> {
  const { quote } = await sites.estimate({ outline, ...shared });
  const begun = (await (await sites.post({ outline, ...shared, quote })).json()) as Site;
  return await sites.until(begun.id, isOver);
}

async function receiptsOf({ pages }: Site) {
  const details = pages.map(async ({ action }) =>
    actionDetail.parse(await (await sites.owner.send("GET", `${sites.base}/actions/${action}`)).json()),
  );
  return (await Promise.all(details)).flatMap(({ receipt }) => (receipt === null ? [] : [receipt]));
}

test("the first page of a site brings what all begin with into the cache, the others read it there", async () => {
  sites.anthropic.always({ text });
  const done = await write(outlineOf(6, "kept"), { notes });
  const prefixes = sites.anthropic.requests.map(({ body }) => body?.cachedPrefix ?? "");
  expect(new Set(prefixes).size).toBe(1);
  expect(prefixes[0]).toContain(notes.trim());
  const receipts = await receiptsOf(done);
  expect(receipts.filter(({ usage }) => usage.cacheWrite > 0)).toHaveLength(1);
  expect(receipts.filter(({ usage }) => usage.cacheRead > 0)).toHaveLength(5);
  for (const { usage, lines, providerCostNanoDollars, nanoDollarsPerCredit, credits } of receipts) {
    // The rates of claude-sonnet-5-5, in nano-dollars for one token.
    const cost = usage.input * 2_000 + usage.cacheRead * 100 + usage.cacheWrite * 2_500 + usage.output * 10_000;
    expect(providerCostNanoDollars).toBe(cost);
    expect(lines.reduce((sum, line) => sum + line.nanoDollars, 0)).toBe(cost);
    expect(credits).toBe(Math.max(1, Math.ceil(cost / nanoDollarsPerCredit)));
  }
});

test("where nothing is found in the cache, every page that pays for writing it stays within its high", async () => {
  // Nobody reads anything: each page writes its whole beginning anew.
  sites.anthropic.always({
    text: "Open the gate, and close it. ".repeat(200),
    cacheWriteTokens: 2_400,
    cacheReadTokens: 0,
  });
  const outline = outlineOf(3, "cold");
  const { high } = await sites.estimate({ outline, notes });
  const done = await write(outline, { notes });
  const receipts = await receiptsOf(done);
  expect(receipts.every(({ usage }) => usage.cacheWrite === 2_400)).toBe(true);
  for (const [index, { credits }] of receipts.entries()) {
    expect(done.pages[index]?.charged).toBe(credits);
    expect(credits).toBeLessThanOrEqual(done.pages[index]?.high ?? 0);
  }
  expect(done.charged).toBeLessThanOrEqual(high);
});

test("what is too short to be kept, or stands in one page alone, is sent as plain input", async () => {
  sites.anthropic.always({ text });
  const short = await write(outlineOf(2, "short"), {});
  await write(outlineOf(1, "alone"), { notes });
  expect(sites.anthropic.requests.map(({ body }) => body?.cachedPrefix)).toEqual([null, null, null]);
  const receipts = await receiptsOf(short);
  expect(receipts.every(({ usage }) => usage.cacheWrite === 0 && usage.cacheRead === 0)).toBe(true);
});
