import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { betterBody, isOver, type PageRunServer, pageText, startPageRunServer } from "./page-run-harness.ts";

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

describe("what a run of pages refuses", () => {
  test("R4.2 the same key gives the same run, and holds once; for another request it is refused", async () => {
    const pages = await runs.writePages(2, "twice");
    const { quote } = await runs.estimate({ kind: "improve", pages });
    const body = { kind: "improve", pages, quote };
    const replies = await Promise.all([1, 2, 3].map(() => runs.post(body, { key: "twice" })));
    const ids = await Promise.all(replies.map(async (reply) => ((await reply.json()) as { id: string }).id));
    expect(new Set(ids).size).toBe(1);
    await runs.until(ids[0] ?? "", isOver);
    expect(await runs.logOf(ids[0] ?? "")).toHaveLength(2);
    const other = await runs.post({ ...body, kind: "shorten" }, { key: "twice" });
    await expectProblem(other, "idempotency-key-reused");
  });

  test("all pages are held or none: too few credits leave no hold and no run behind", async () => {
    const { credits, documents } = runs.server.services;
    const poor = await runs.server.signUp("Paula Poor");
    const workspace = await runs.server.workspaceOf(poor);
    const base = `/api/v1/workspaces/${workspace}/page-runs`;
    const pages = Array.from({ length: 12 }, (_, index) => ({ path: `page-${index}.md` }));
    const bytes = new TextEncoder().encode(`# Long\n\n${"The gate is opened by a person. ".repeat(1_500)}\n`);
    for (const { path } of pages) await documents.create({ workspace, path, bytes });
    const estimated = await poor.send("POST", `${base}/estimate`, { json: { kind: "expand", pages } });
    const { quote, enough, shortfall, high, available } = (await estimated.json()) as Record<string, number>;
    expect(enough).toBe(false);
    expect(shortfall).toBe(Number(high) - Number(available));
    const refused = await poor.send("POST", base, { json: { kind: "expand", pages, quote } });
    const problem = await expectProblem(refused, "insufficient-credits");
    expect(problem.shortfall).toBeGreaterThan(0);
    expect((await credits.getBalance({ workspace })).held).toBe(0n);
    const { items } = (await (await poor.send("GET", base)).json()) as { items: unknown[] };
    expect(items).toEqual([]);
    expect((await credits.listActions({ workspace, limit: 10 })).items).toEqual([]);
  });

  test("a quote binds the texts that it was made for; without quote or maxCredits nothing runs", async () => {
    const pages = await runs.writePages(2, "quote");
    const { quote, high } = await runs.estimate({ kind: "improve", pages });
    await expectProblem(await runs.post({ kind: "improve", pages }), "confirmation-required");
    await expectProblem(await runs.post({ kind: "improve", pages, maxCredits: high - 1 }), "estimate-changed");
    await expectProblem(await runs.post({ kind: "improve", pages: pages.toReversed(), quote }), "estimate-changed");
    const less = { kind: "improve", pages, quote, maxCredits: high - 1 };
    await expectProblem(await runs.post(less), "estimate-changed");
    await runs.write("quote/page-1.md", pageText("Another gate"));
    const told = await expectProblem(await runs.post({ kind: "improve", pages, quote }), "estimate-changed");
    expect(told["estimate"]).toMatchObject({ confirm: expect.any(Boolean) as boolean });
    expect(await runs.held()).toBe(0n);
  });

  test("pages that can not be changed stand beside the others with the reason, and a run that names one is refused", async () => {
    const [page] = await runs.writePages(1, "odd");
    await runs.write("odd/empty.md", "---\ntitle: Empty\n---\n");
    await runs.write("odd/long.md", "A gate. ".repeat(8_000));
    const pages = [{ path: "odd/none.md" }, { path: "odd/empty.md" }, { path: "odd/long.md" }, page ?? {}];
    const estimate = await runs.estimate({ kind: "improve", pages });
    expect(estimate.pages.map(({ refusal }) => refusal?.code ?? null)).toEqual([
      "not-found",
      "selection-refused",
      "selection-refused",
      null,
    ]);
    expect(estimate.high).toBe(estimate.pages[3]?.high);
    const refused = await runs.post({ kind: "improve", pages, quote: estimate.quote });
    const told = await expectProblem(refused, "not-found");
    expect(told.errors?.map(({ path }) => path)).toEqual(["pages.0.path", "pages.1.path", "pages.2.path"]);
    const stale = [{ path: "odd/page-1.md", version: "older" }];
    await expectProblem(await runs.post({ kind: "improve", pages: stale, maxCredits: 100 }), "version-conflict");
    // Of just the pages that can be run, the quote binds.
    expect((await runs.post({ kind: "improve", pages: [page], quote: estimate.quote })).status).toBe(202);
  });

  test("kinds without a selection, options of another kind, and a page named twice", async () => {
    const [page] = await runs.writePages(1, "fields");
    const estimate = (json: object) => runs.owner.send("POST", `${runs.base}/page-runs/estimate`, { json });
    for (const body of [
      { kind: "continue", pages: [page] },
      { kind: "tone", pages: [page] },
      { kind: "improve", options: { language: "de" }, pages: [page] },
      { kind: "improve", pages: [page, page] },
      { kind: "improve", pages: [] },
    ])
      await expectProblem(await estimate(body), "validation-failed");
  });

  test("P22 viewers run nothing, another workspace's run is not there, and a text is its own person's", async () => {
    const pages = await runs.writePages(1, "own");
    const { id } = await runs.begin({ kind: "improve", pages });
    await runs.until(id, isOver);
    const viewer = await runs.server.member(runs.workspace, "viewer");
    await expectProblem(
      await runs.post({ kind: "improve", pages, maxCredits: 9 }, { client: viewer }),
      "role-not-sufficient",
    );
    const seen = await viewer.send("GET", `${runs.base}/page-runs/${id}`);
    expect(((await seen.json()) as { isOwn: boolean }).isOwn).toBe(false);
    const admin = await runs.server.member(runs.workspace, "admin");
    for (const [method, path] of [
      ["GET", "text"],
      ["POST", "accept"],
      ["POST", "reject"],
    ] as const) {
      const options = method === "GET" ? {} : { json: {} };
      const reply = await admin.send(method, `${runs.base}/page-runs/${id}/pages/1/${path}`, options);
      await expectProblem(reply, "role-not-sufficient");
    }
    const stranger = await runs.server.signUp("Sven Stranger");
    const other = `/api/v1/workspaces/${await runs.server.workspaceOf(stranger)}/page-runs/${id}`;
    for (const path of ["", "/events", "/pages/1/text"])
      await expectProblem(await stranger.send("GET", `${other}${path}`), "not-found");
    for (const path of ["/cancel", "/resume", "/pages/1/retry", "/pages/1/accept", "/pages/1/reject"])
      await expectProblem(await stranger.send("POST", `${other}${path}`, { json: {} }), "not-found");
    await expectProblem(await stranger.send("GET", `${runs.base}/page-runs/${id}`), "not-found");
  });
});
