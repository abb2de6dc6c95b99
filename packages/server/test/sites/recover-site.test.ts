import type { Credits } from "@dokly/credits";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createSites, type Sites } from "../../src/sites/create-sites.ts";
import { outlineOf, quickTiming, type SiteServer, startSiteServer } from "./site-harness.ts";

let sites: SiteServer;
const running: Sites[] = [];

beforeAll(async () => {
  sites = await startSiteServer();
  // Its routes answer; who writes the sites is what each test starts.
  await sites.server.services.sites.close(0);
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.close(0);
  sites.anthropic.reset();
  await sites.verifyLedger();
});
afterAll(() => sites.close());

/** A process that writes sites on the same database. */
function startProcess({ credits = sites.server.services.credits, timing = quickTiming } = {}): Sites {
  const started = createSites({ ...sites.server.services, credits, timing });
  running.push(started);
  return started;
}

/** The process is gone: it takes no site any more, nobody hears of it again, and its lease is over. */
async function kill(dead: Sites, id: string): Promise<void> {
  Object.assign(dead.store, { claim: () => Promise.resolve(null) });
  // What it had asked for already is answered before its lease is over.
  await new Promise((resolve) => setTimeout(resolve, 3 * quickTiming.pollMs));
  running.splice(running.indexOf(dead), 1);
  await sites.server.services.pool.query(
    `update dokly.sites set runner = 'dead', leased_until = clock_timestamp() - interval '1 second' where site_id = $1`,
    [id],
  );
}

const never = new Promise<never>(() => undefined);
const isOver = ({ state }: { state: string }): boolean => state === "done" || state === "cancelled";
const text = "# A gate\n\nOpen it.\n";

async function logOf(group: string) {
  const { workspace } = sites;
  return (await sites.server.services.credits.listActions({ workspace, filter: { group }, limit: 100 })).items;
}

describe("R6.5 a site whose process died", () => {
  test("before a page was charged whose text was kept: it is charged once and stored, and asked for once", async () => {
    sites.anthropic.always({ text });
    const { credits } = sites.server.services;
    const hanging: Credits = { ...credits, settleHold: () => never };
    const dying = startProcess({ credits: hanging });
    const begun = await sites.begin(outlineOf(1, "kept"));
    const { pool } = sites.server.services;
    const isKept = async (): Promise<boolean> => {
      const found = await pool.query("select from dokly.site_pages where site_id = $1 and output is not null", [
        begun.id,
      ]);
      return found.rowCount === 1;
    };
    await expect.poll(isKept, { timeout: 10_000 }).toBe(true);
    await kill(dying, begun.id);
    startProcess();
    const done = await sites.until(begun.id, isOver);
    expect(done.pages).toMatchObject([{ state: "written", failure: null }]);
    expect(await logOf(begun.id)).toMatchObject([{ status: "succeeded" }]);
    expect(sites.anthropic.requests).toHaveLength(1);
    const kept = await pool.query("select from dokly.site_pages where site_id = $1 and output is not null", [begun.id]);
    expect(kept.rowCount).toBe(0);
  });

  test("after a page was stored and before it was said: it is charged once and stored once", async () => {
    sites.anthropic.always({ text });
    const dying = startProcess();
    Object.assign(dying.pages, { end: () => never });
    const begun = await sites.begin(outlineOf(1, "stored"));
    const isStored = async (): Promise<boolean> =>
      (await sites.owner.send("GET", `${sites.base}/documents/stored/page-1.md`)).status === 200;
    await expect.poll(isStored, { timeout: 10_000 }).toBe(true);
    await kill(dying, begun.id);
    startProcess();
    const done = await sites.until(begun.id, isOver);
    expect(done.pages).toMatchObject([{ state: "written", path: "stored/page-1.md" }]);
    expect(done.charged).toBeGreaterThan(0);
    expect(await logOf(begun.id)).toHaveLength(1);
  });

  test("while a page was written: what was held is given back, seen in the log, and it is written anew", async () => {
    sites.anthropic.always({ text });
    sites.anthropic.next({ text, isPaused: true });
    const dying = startProcess();
    const begun = await sites.begin(outlineOf(1, "cut"));
    await sites.until(begun.id, ({ pages }) => pages[0]?.state === "running");
    await expect.poll(() => sites.anthropic.requests.length).toBe(1);
    await kill(dying, begun.id);
    startProcess();
    const done = await sites.until(begun.id, isOver);
    expect(done.pages).toMatchObject([{ state: "written" }]);
    expect((await logOf(begun.id)).map(({ status }) => status).toSorted()).toEqual(["failed", "succeeded"]);
    sites.anthropic.resume();
  });

  test("for longer than its credits were held: it waits, and one request goes on with new holds", async () => {
    sites.anthropic.always({ text });
    const { credits, sites: own } = sites.server.services;
    const { holdMs } = own.timing;
    Object.assign(own.timing, { holdMs: 300 });
    const begun = await sites.begin(outlineOf(3, "lapsed"));
    Object.assign(own.timing, { holdMs });
    await expect.poll(() => credits.expireHolds(), { timeout: 5_000 }).toBe(3);
    startProcess();
    const waiting = await sites.until(begun.id, ({ state }) => state === "needs-credits");
    expect(waiting.held).toBe(0);
    expect(sites.anthropic.requests).toHaveLength(0);
    expect((await sites.send(begun.id, "resume")).status).toBe(200);
    const done = await sites.until(begun.id, isOver);
    expect(done.pages.map(({ state }) => state)).toEqual(["written", "written", "written"]);
    expect((await logOf(begun.id)).filter(({ charged }) => charged > 0n)).toHaveLength(3);
  });

  test("before it had written down its holds: they are found by their key, not taken twice", async () => {
    sites.anthropic.always({ text });
    const { sites: own, credits } = sites.server.services;
    const { attach } = own.pages;
    Object.assign(own.pages, { attach: () => Promise.reject(new Error("the server died")) });
    const outline = outlineOf(3, "untold");
    const { quote } = await sites.estimate({ outline });
    expect((await sites.post({ outline, quote }, { key: "untold" })).status).toBe(500);
    Object.assign(own.pages, { attach });
    const { held } = await credits.getBalance({ workspace: sites.workspace });
    expect(held).toBeGreaterThan(0n);
    const again = (await (await sites.post({ outline, quote }, { key: "untold" })).json()) as { id: string };
    await sites.server.services.pool.query("update dokly.sites set started_at = started_at - interval '1 minute'");
    startProcess();
    const done = await sites.until(again.id, isOver);
    expect(done.pages.every(({ state }) => state === "written")).toBe(true);
    expect(await logOf(again.id)).toHaveLength(3);
    expect((await credits.getBalance({ workspace: sites.workspace })).held).toBe(0n);
  });
});

test("two processes write one site without writing or charging a page twice", async () => {
  sites.anthropic.always({ text });
  startProcess();
  startProcess();
  const begun = await sites.begin(outlineOf(8, "two"));
  const done = await sites.until(begun.id, isOver);
  expect(done.pages.every(({ state }) => state === "written")).toBe(true);
  expect(sites.anthropic.requests).toHaveLength(8);
  expect(await logOf(begun.id)).toHaveLength(8);
});

test("a server that stops hands its site over and leaves no hold of a page that it was writing", async () => {
  sites.anthropic.always({ text });
  sites.anthropic.next({ text, isPaused: true }, { text, isPaused: true });
  const stopping = startProcess();
  const begun = await sites.begin(outlineOf(3, "handed"));
  await expect.poll(() => sites.anthropic.requests.length, { timeout: 10_000 }).toBe(2);
  await stopping.close(0);
  sites.anthropic.resume();
  const cut = (await logOf(begun.id)).filter(({ status }) => status === "failed");
  expect(cut).toHaveLength(2);
  startProcess();
  const done = await sites.until(begun.id, isOver);
  expect(done.pages.every(({ state }) => state === "written")).toBe(true);
});

test("a server that stops with patience ends the pages that it writes, begins no more, and another one goes on at once", async () => {
  sites.anthropic.always({ text });
  sites.anthropic.next({ text }, { text, isPaused: true });
  const stopping = startProcess();
  const begun = await sites.begin(outlineOf(5, "patient"));
  // The first page warms the cache and is through; another one is being written, and a third may be by now.
  await expect.poll(() => sites.anthropic.requests.length, { timeout: 10_000 }).toBeGreaterThan(1);
  const stopped = stopping.close(20_000);
  sites.anthropic.resume();
  await stopped;
  const written = sites.anthropic.requests.length;
  expect(written).toBeLessThan(5);
  expect((await logOf(begun.id)).filter(({ status }) => status === "failed")).toEqual([]);
  // Its lease is given back, so that nobody has to wait for its end.
  const { rows } = await sites.server.services.pool.query(
    "select leased_until < clock_timestamp() or leased_until is null as free from dokly.sites where site_id = $1",
    [begun.id],
  );
  expect(rows).toEqual([{ free: true }]);
  startProcess();
  const done = await sites.until(begun.id, isOver);
  expect(done.pages.every(({ state }) => state === "written")).toBe(true);
  expect(sites.anthropic.requests).toHaveLength(5);
});
