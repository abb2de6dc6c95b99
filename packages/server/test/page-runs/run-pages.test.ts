import { acceptedPage, actionsPage, pageRunEvents, pageRunText } from "@dokly/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { betterBody, isOver, type PageRunServer, pageText, startPageRunServer, statesOf } from "./page-run-harness.ts";

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

const log = async (group: string) => {
  const { workspace } = runs;
  return (await runs.server.services.credits.listActions({ workspace, filter: { group }, limit: 100 })).items;
};
const held = async () => (await runs.server.services.credits.getBalance({ workspace: runs.workspace })).held;

describe("a run of pages", () => {
  test("is estimated as one, holds each page, writes all, and charges each what it took", async () => {
    const pages = await runs.writePages(3, "all");
    const asked = { kind: "improve", pages };
    const estimate = await runs.estimate(asked);
    expect(estimate.high).toBe(estimate.pages.reduce((sum, { high }) => sum + high, 0));
    const begun = await runs.begin(asked);
    expect(begun).toMatchObject({ kind: "improve", isOwn: true });
    const done = await runs.until(begun.id, isOver);
    expect(statesOf(done)).toEqual(["to-review", "to-review", "to-review"]);
    expect(done.held).toBe(0);
    expect(done.charged).toBeLessThanOrEqual(estimate.high);
    const actions = await log(begun.id);
    expect(actions.map(({ kind, status }) => `${kind} ${status}`)).toEqual(
      Array.from(pages, () => "improve succeeded"),
    );
    expect(actions.reduce((sum, { charged }) => sum + Number(charged), 0)).toBe(done.charged);
    // Nothing is changed before somebody accepts it.
    expect(await runs.readPage("all/page-1.md")).toBe(pageText("Gate"));
  });

  test("shows both texts of a page; accepting it changes the body alone, once, and rejecting nothing", async () => {
    const pages = await runs.writePages(3, "review");
    const { id } = await runs.begin({ kind: "improve", pages });
    await runs.until(id, isOver);
    const shown = pageRunText.parse(await (await runs.get(id, "pages/1/text")).json());
    expect(shown.original).toContain("is being opened");
    expect(shown.text.trim()).toBe(betterBody);
    const accepted = await runs.send(id, "pages/1/accept");
    const { run, document } = acceptedPage.parse(await accepted.json());
    const stored = await runs.readPage("review/page-1.md");
    expect(stored).toBe(`---\ntitle: Gate\norder: 3\n---\n\n${betterBody}\n`);
    expect(statesOf(run)).toEqual(["accepted", "to-review", "to-review"]);
    const again = acceptedPage.parse(await (await runs.send(id, "pages/1/accept")).json());
    expect(again.document.version).toBe(document.version);
    expect((await runs.send(id, "pages/2/reject")).status).toBe(200);
    expect(await runs.readPage("review/page-2.md")).toBe(pageText("Gate"));
    await expectProblem(await runs.send(id, "pages/2/accept"), "page-run-state");
    await expectProblem(await runs.send(id, "pages/1/reject"), "page-run-state");
    await expectProblem(await runs.get(id, "pages/1/text"), "page-run-state");
    // Only some of the changes.
    await runs.send(id, "pages/3/accept", { text: "\n\nThe gate opens.\n" });
    expect(await runs.readPage("review/page-3.md")).toBe("---\ntitle: Gate\norder: 3\n---\n\nThe gate opens.\n");
    const { rows } = await runs.server.database.pool.query(
      "select from dokly.page_run_pages where run_id = $1 and output is not null",
      [id],
    );
    expect(rows).toHaveLength(0);
  });

  test("a page that changed since is not overwritten: accepting it tells the newer version", async () => {
    const pages = await runs.writePages(2, "stale");
    const { id } = await runs.begin({ kind: "improve", pages });
    await runs.until(id, isOver);
    const version = await runs.write("stale/page-1.md", "# Somebody else's\n");
    expect(pageRunText.parse(await (await runs.get(id, "pages/1/text")).json()).original).toBeNull();
    const refused = await expectProblem(await runs.send(id, "pages/1/accept"), "version-conflict");
    expect(refused["currentVersion"]).toBe(version);
    expect(await runs.readPage("stale/page-1.md")).toBe("# Somebody else's\n");
    expect(statesOf(await runs.read(id))[0]).toBe("to-review");
  });

  test("a request that is cut between saving a page and saying so accepts it once", async () => {
    const pages = await runs.writePages(1, "cut");
    const { id } = await runs.begin({ kind: "improve", pages });
    await runs.until(id, isOver);
    const { texts } = runs.server.services.pageRuns;
    const { review } = texts;
    Object.assign(texts, { review: () => Promise.reject(new Error("the server died")) });
    expect((await runs.send(id, "pages/1/accept")).status).toBe(500);
    Object.assign(texts, { review });
    expect((await runs.send(id, "pages/1/accept")).status).toBe(200);
    expect(statesOf(await runs.read(id))).toEqual(["accepted"]);
  });

  test("translates the title in the front matter and keeps its keys", async () => {
    await runs.write("translate/gate.md", pageText("Gate"));
    const text = "---\ntitle: Tor\norder: 3\n---\n\n# Tor\n\nWer da ist, öffnet das Tor.";
    runs.anthropic.always({ text });
    const asked = { kind: "translate", options: { language: "de" }, pages: [{ path: "translate/gate.md" }] };
    const { id } = await runs.begin(asked);
    expect(statesOf(await runs.until(id, isOver))).toEqual(["to-review"]);
    await runs.send(id, "pages/1/accept");
    expect(await runs.readPage("translate/gate.md")).toBe(`${text}\n`);
  });

  test("tells itself live until it is over", async () => {
    const { id } = await runs.begin({ kind: "grammar", pages: await runs.writePages(2, "live") });
    const told = await (await runs.get(id, "events")).text();
    const data = told.split("\n").filter((line) => line.startsWith("data: "));
    const last = pageRunEvents["page-run"].parse(JSON.parse((data.at(-1) ?? "").slice(6)));
    expect(last.state).toBe("done");
    expect(last.isOwn).toBe(true);
  });
});

describe("what a run of pages refuses", () => {
  test("R4.2 the same key gives the same run, and holds once; for another request it is refused", async () => {
    const pages = await runs.writePages(2, "twice");
    const { quote } = await runs.estimate({ kind: "improve", pages });
    const body = { kind: "improve", pages, quote };
    const replies = await Promise.all([1, 2, 3].map(() => runs.post(body, { key: "twice" })));
    const ids = await Promise.all(replies.map(async (reply) => ((await reply.json()) as { id: string }).id));
    expect(new Set(ids).size).toBe(1);
    await runs.until(ids[0] ?? "", isOver);
    expect(await log(ids[0] ?? "")).toHaveLength(2);
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
    await runs.write("quote/page-1.md", pageText("Another gate"));
    const told = await expectProblem(await runs.post({ kind: "improve", pages, quote }), "estimate-changed");
    expect(told["estimate"]).toMatchObject({ confirm: expect.any(Boolean) as boolean });
    expect(await held()).toBe(0n);
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

describe("a run of pages that does not go well", () => {
  test("a page that fails its checks costs nothing, the others stay, and it is written again with a hold of its own", async () => {
    const pages = await runs.writePages(2, "invalid");
    await runs.write("invalid/page-1.md", "# Gate\n\nSee [the hinge](hinge.md) and run `open --gate`.\n");
    runs.anthropic.next({ text: "# Gate\n\nSee the hinge." });
    runs.anthropic.always({ text: "# Gate\n\nSee [the hinge](hinge.md) and run `open --gate`." });
    const { id } = await runs.begin({ kind: "grammar", pages: pages.slice(0, 1) });
    const failed = await runs.until(id, isOver);
    expect(failed.pages).toMatchObject([{ state: "refunded", charged: 0, failure: { code: "output-invalid" } }]);
    expect(await held()).toBe(0n);
    expect((await runs.send(id, "pages/1/retry")).status).toBe(200);
    const done = await runs.until(
      id,
      ({ pages: [page], ...run }) => isOver({ ...run, pages: [] }) && page?.state === "to-review",
    );
    expect(done.charged).toBeGreaterThan(0);
    expect((await log(id)).map(({ status }) => status).toSorted()).toEqual(["failed", "succeeded"]);
    await expectProblem(await runs.send(id, "pages/1/retry"), "page-run-state");
    await expectProblem(await runs.send(id, "pages/7/retry"), "not-found");
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
    await runs.until(id, (run) => statesOf(run).filter((state) => state === "writing").length === 2);
    await runs.write("moved/page-4.md", "# Somebody else's\n");
    runs.anthropic.resume();
    const done = await runs.until(id, isOver);
    expect(statesOf(done)).toEqual(["to-review", "to-review", "to-review", "refunded"]);
    expect(done.pages[3]?.failure?.code).toBe("version-conflict");
    expect(await held()).toBe(0n);
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
    expect(await held()).toBe(0n);
    const waiting = (await log(id)).filter(({ status, charged }) => status === "cancelled" && charged === 0n);
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

test("what is kept to be looked through is encrypted", async () => {
  const { id } = await runs.begin({ kind: "improve", pages: await runs.writePages(1, "sealed") });
  await runs.until(id, isOver);
  const { rows } = await runs.server.database.pool.query("select output from dokly.page_run_pages where run_id = $1", [
    id,
  ]);
  const [{ output }] = rows as [{ output: Buffer }];
  expect(output.includes("opens the gate")).toBe(false);
});

test("the log names a page's run as its group", async () => {
  const { id } = await runs.begin({ kind: "improve", pages: await runs.writePages(1, "group") });
  await runs.until(id, isOver);
  const found = await runs.owner.send("GET", `${runs.base}/actions?kind=improve&limit=5`);
  const { items } = actionsPage.parse(await found.json());
  expect(items[0]).toMatchObject({ group: id, undoUntil: null, document: { path: "group/page-1.md" } });
});
