import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { betterBody, isOver, type PageRunServer, startPageRunServer, statesOf } from "./page-run-harness.ts";

let runs: PageRunServer;
beforeAll(async () => {
  runs = await startPageRunServer();
});
afterEach(async () => {
  runs.anthropic.reset();
  runs.anthropic.always({ text: betterBody });
  await runs.verifyLedger();
});
afterAll(() => runs.close());

describe("a run of pages that does not go well", () => {
  test("a page that fails its checks costs nothing, the others stay, and it is written again with a hold of its own", async () => {
    const pages = await runs.writePages(2, "invalid");
    await runs.write("invalid/page-1.md", "# Gate\n\nSee [the hinge](hinge.md) and run `open --gate`.\n");
    runs.anthropic.next({ text: "# Gate\n\nSee the hinge." });
    runs.anthropic.always({ text: "# Gate\n\nSee [the hinge](hinge.md) and run `open --gate`." });
    const { id } = await runs.begin({ kind: "grammar", pages: pages.slice(0, 1) });
    const failed = await runs.until(id, isOver);
    expect(failed.pages).toMatchObject([{ state: "refunded", charged: 0, failure: { code: "output-invalid" } }]);
    expect(await runs.held()).toBe(0n);
    expect((await runs.send(id, "pages/1/retry")).status).toBe(200);
    const done = await runs.until(
      id,
      ({ pages: [page], ...run }) => isOver({ ...run, pages: [] }) && page?.state === "to-review",
    );
    expect(done.charged).toBeGreaterThan(0);
    expect((await runs.logOf(id)).map(({ status }) => status).toSorted()).toEqual(["failed", "succeeded"]);
    await expectProblem(await runs.send(id, "pages/1/retry"), "page-run-state");
    await expectProblem(await runs.send(id, "pages/7/retry"), "not-found");
  });

  test("a page whose provider is overloaded is written anew once by itself, with a hold of its own in the log", async () => {
    runs.anthropic.next({ fault: { kind: "status", status: 529 } });
    const { id } = await runs.begin({ kind: "improve", pages: await runs.writePages(2, "passing") });
    const done = await runs.until(id, isOver);
    expect(statesOf(done)).toEqual(["to-review", "to-review"]);
    const log = await runs.logOf(id);
    expect(log.map(({ status }) => status).toSorted()).toEqual(["failed", "succeeded", "succeeded"]);
    const first = log.find(({ status }) => status === "failed");
    expect(first).toMatchObject({ charged: 0n, requestId: expect.stringMatching(/^req_/) as string });
    runs.anthropic.always({ fault: { kind: "status", status: 529 } });
    const failing = await runs.begin({ kind: "improve", pages: await runs.writePages(1, "staying") });
    const failed = await runs.until(failing.id, isOver);
    expect(failed.pages).toMatchObject([{ state: "refunded", failure: { code: "provider-overloaded" } }]);
    expect(await runs.logOf(failing.id)).toHaveLength(2);
    expect(await runs.held()).toBe(0n);
  });

  test("a page that grew since is written again only for what a person agrees to", async () => {
    const pages = await runs.writePages(1, "grown");
    runs.anthropic.next({ fault: { kind: "status", status: 400 } });
    const { id } = await runs.begin({ kind: "expand", pages });
    const failed = await runs.until(id, isOver);
    expect(statesOf(failed)).toEqual(["refunded"]);
    await runs.write("grown/page-1.md", `# Gate\n\n${"The gate is opened by a person. ".repeat(900)}\n`);
    const told = await expectProblem(await runs.send(id, "pages/1/retry"), "estimate-changed");
    const { high } = told["estimate"] as { high: number };
    expect(high).toBeGreaterThan(failed.pages[0]?.high ?? 0);
    expect((await runs.send(id, "pages/1/retry", { maxCredits: high })).status).toBe(200);
    const again = await runs.until(id, (run) => isOver(run) && statesOf(run)[0] === "to-review");
    expect(again.pages[0]?.high).toBe(high);
  });

  test("a page that is changed before its turn fails and costs nothing; the others are written", async () => {
    const pages = await runs.writePages(4, "moved");
    runs.anthropic.next({ text: betterBody, isPaused: true }, { text: betterBody, isPaused: true });
    const { id } = await runs.begin({ kind: "improve", pages });
    await runs.until(id, () => runs.anthropic.requests.length === 2);
    await runs.write("moved/page-4.md", "# Somebody else's\n");
    runs.anthropic.resume();
    const done = await runs.until(id, isOver);
    expect(statesOf(done)).toEqual(["to-review", "to-review", "to-review", "refunded"]);
    expect(done.pages[3]?.failure?.code).toBe("version-conflict");
    expect(await runs.held()).toBe(0n);
  });

  test("cancelling releases what has not begun, and charges what is being written for what it has", async () => {
    const pages = await runs.writePages(5, "stop");
    runs.anthropic.next(
      { text: betterBody },
      { text: betterBody, isPaused: true },
      { text: betterBody, isPaused: true },
    );
    const { id } = await runs.begin({ kind: "improve", pages });
    await runs.until(id, (run) => statesOf(run).includes("to-review") && runs.anthropic.requests.length === 3);
    const stopping = (await (await runs.send(id, "cancel")).json()) as { isCancelling: boolean };
    expect(stopping.isCancelling).toBe(true);
    const done = await runs.until(id, isOver);
    runs.anthropic.resume();
    expect(done.state).toBe("cancelled");
    expect(statesOf(done).toSorted()).toEqual(["cancelled", "cancelled", "cancelled", "cancelled", "to-review"]);
    expect(await runs.held()).toBe(0n);
    const waiting = (await runs.logOf(id)).filter(({ status, charged }) => status === "cancelled" && charged === 0n);
    expect(waiting.length).toBeGreaterThanOrEqual(2);
    // What was written before can still be taken.
    const written = done.pages.find(({ state }) => state === "to-review");
    expect((await runs.send(id, `pages/${written?.number}/accept`)).status).toBe(200);
  });

  test("a text that nobody looked through in its days is forgotten", async () => {
    const { id } = await runs.begin({ kind: "improve", pages: await runs.writePages(1, "old") });
    await runs.until(id, isOver);
    const { pool } = runs.server.database;
    await pool.query("update dokly.page_run_pages set output_ends_at = now() - interval '1 minute' where run_id = $1", [
      id,
    ]);
    await expectProblem(await runs.send(id, "pages/1/accept"), "page-run-state");
    await runs.server.services.pageRuns.texts.deleteOld();
    expect(statesOf(await runs.read(id))).toEqual(["expired"]);
  });
});
