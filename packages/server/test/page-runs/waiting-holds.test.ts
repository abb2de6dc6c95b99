import type { PageRun } from "@dokly/contract";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  betterBody,
  isOver,
  type PageRunServer,
  quickTiming,
  startPageRunServer,
  statesOf,
} from "./page-run-harness.ts";

const limits = { runsPerMember: 2, runsPerWorkspace: 9, startsPerMinuteMember: 99, startsPerMinuteWorkspace: 99 };
/** How long holds live that are not kept alive, and for how long their pages wait. */
const shortMs = 3_000;
const longMs = 3_500;

let runs: PageRunServer;
beforeEach(async () => {
  runs = await startPageRunServer({ aiLimits: Object.assign(limits, { runsPerMember: 2 }) });
  runs.anthropic.always({ text: betterBody });
});
afterEach(async () => {
  await runs.verifyLedger();
  await runs.close();
});

const pass = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));
const setTiming = (changes: Partial<typeof quickTiming>): unknown =>
  Object.assign(runs.server.services.pageRuns.timing, changes);
const isWritten = (run: PageRun): boolean => isOver(run) && run.pages.every(({ state }) => state === "to-review");

/** A run that has the only place of its member until `anthropic.resume()`. */
async function takePlace(folder: string): Promise<PageRun> {
  const pages = await runs.writePages(1, folder);
  const before = runs.anthropic.requests.length;
  runs.anthropic.next({ text: betterBody, isPaused: true });
  const run = await runs.begin({ kind: "improve", pages });
  await runs.until(run.id, () => runs.anthropic.requests.length > before);
  return run;
}

/** A page that has failed, and that a person has asked for again while there is no place for it. */
async function retryWithoutPlace(folder: string, timing: Partial<typeof quickTiming>): Promise<PageRun> {
  runs.anthropic.next({ fault: { kind: "status", status: 400 } });
  const run = await runs.begin({ kind: "improve", pages: await runs.writePages(1, folder) });
  await runs.until(run.id, isOver);
  await takePlace(`${folder}-place`);
  setTiming(timing);
  expect((await runs.send(run.id, "pages/1/retry")).status).toBe(200);
  return run;
}

describe("pages that wait for longer than a hold lives", () => {
  test("the hold of a page that is written again is kept until it has its place, and charged then", async () => {
    const { id } = await retryWithoutPlace("kept", { holdMs: shortMs, extendMs: 200 });
    await pass(longMs);
    expect(statesOf(await runs.read(id))).toEqual(["waiting"]);
    expect(await runs.server.services.credits.expireHolds()).toBe(0);
    runs.anthropic.resume();
    const done = await runs.until(id, isWritten);
    expect(done.charged).toBeGreaterThan(0);
    expect((await runs.logOf(id)).map(({ status }) => status).toSorted()).toEqual(["failed", "succeeded"]);
    expect(await runs.held()).toBe(0n);
  });

  test("where its hold has lapsed all the same, it gets another; nothing is written on a dead one", async () => {
    const { id } = await retryWithoutPlace("lapsed", { holdMs: 300, extendMs: 60_000 });
    const { credits } = runs.server.services;
    const lapsed = (await runs.read(id)).pages[0]?.action;
    await expect.poll(() => credits.expireHolds(), { timeout: 5_000 }).toBe(1);
    setTiming({ holdMs: quickTiming.holdMs, extendMs: 100 });
    // None for a moment, then another.
    await runs.until(id, ({ pages: [page] }) => page?.action !== lapsed);
    runs.anthropic.resume();
    const done = await runs.until(id, isWritten);
    expect(done.charged).toBeGreaterThan(0);
    const log = await runs.logOf(id);
    expect(log.filter(({ charged }) => charged > 0n)).toHaveLength(1);
    expect(log).toHaveLength(3);
    expect(await runs.held()).toBe(0n);
  });

  test("the holds of a run that no process has time for are kept", async () => {
    Object.assign(limits, { runsPerMember: 9 });
    const first = await takePlace("busy-1");
    const second = await takePlace("busy-2");
    setTiming({ holdMs: shortMs, extendMs: 200 });
    const third = await runs.begin({ kind: "improve", pages: await runs.writePages(2, "busy-3") });
    await pass(longMs);
    expect(statesOf(await runs.read(third.id))).toEqual(["waiting", "waiting"]);
    runs.anthropic.resume();
    for (const { id } of [first, second, third]) expect(await runs.until(id, isOver)).toMatchObject({ state: "done" });
    expect((await runs.read(third.id)).pages.every(({ charged }) => charged > 0)).toBe(true);
  });
});

describe("a step that was cut short", () => {
  test("a page that is to be written again is, although its request never got an answer about its hold", async () => {
    runs.anthropic.next({ fault: { kind: "status", status: 400 } });
    const { id } = await runs.begin({ kind: "improve", pages: await runs.writePages(1, "cut") });
    await runs.until(id, isOver);
    const { pageRuns, credits } = runs.server.services;
    const placeHold = () => Promise.reject(new Error("the server died"));
    Object.assign(pageRuns, { credits: { ...credits, placeHold } });
    expect((await runs.send(id, "pages/1/retry")).status).toBe(500);
    await runs.until(id, isWritten);
    expect(await runs.logOf(id)).toHaveLength(2);
  });

  test("a run that is stopped before its holds were written down gives them back", async () => {
    const { pageRuns, pool } = runs.server.services;
    const { attach } = pageRuns.pages;
    const pages = await runs.writePages(3, "untold");
    const { quote } = await runs.estimate({ kind: "improve", pages });
    Object.assign(pageRuns.pages, { attach: () => Promise.reject(new Error("the server died")) });
    expect((await runs.post({ kind: "improve", pages, quote })).status).toBe(500);
    Object.assign(pageRuns.pages, { attach });
    expect(await runs.held()).toBeGreaterThan(0n);
    const { rows } = await pool.query<{ id: string }>("select run_id as id from dokly.page_runs");
    const id = rows[0]?.id ?? "";
    await runs.send(id, "cancel");
    await pool.query("update dokly.page_runs set started_at = started_at - interval '1 minute'");
    const stopped = await runs.until(id, isOver);
    expect(statesOf(stopped)).toEqual(["cancelled", "cancelled", "cancelled"]);
    expect(await runs.held()).toBe(0n);
    expect((await runs.logOf(id)).map(({ charged }) => charged)).toEqual([0n, 0n, 0n]);
    expect(runs.anthropic.requests).toHaveLength(0);
  });

  test("a page that a process began after it had lost the run is written once, by whoever has the run", async () => {
    runs.anthropic.next({ text: betterBody, isPaused: true });
    const { id } = await runs.begin({ kind: "improve", pages: await runs.writePages(2, "late") });
    await runs.until(id, () => runs.anthropic.requests.length === 1);
    await runs.until(id, (run) => statesOf(run).toSorted().join() === "waiting,writing");
    const { rowCount } = await runs.server.services.pool.query(
      "update dokly.page_run_pages set state = 'running' where run_id = $1 and state = 'waiting'",
      [id],
    );
    expect(rowCount).toBe(1);
    runs.anthropic.resume();
    await runs.until(id, isWritten);
    const log = await runs.logOf(id);
    expect(log.map(({ status }) => status).toSorted()).toEqual(["failed", "succeeded", "succeeded"]);
    expect(await runs.held()).toBe(0n);
  });
});
