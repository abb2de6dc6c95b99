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
    const actions = await runs.logOf(begun.id);
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
