import { type Site, site } from "@dokly/contract";
import { signQuote } from "@dokly/credits";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { expectProblem } from "../server-harness.ts";
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

const text = "# A gate\n\nOpen it. See [the next page](page-2.md) and [nothing](missing.md).\n";
const isOver = ({ state }: { state: string }): boolean => state === "done" || state === "cancelled";

async function pageText(path: string): Promise<string> {
  const response = await sites.owner.send("GET", `${sites.base}/documents/${path}`);
  expect(response.status).toBe(200);
  return await response.text();
}

async function logOf(site: string) {
  const { items } = await sites.server.services.credits.listActions({
    workspace: sites.workspace,
    filter: { group: site },
    limit: 100,
  });
  return items;
}

describe("a generated site", () => {
  test("writes every page of its outline, in order, with links that lead somewhere, and charges each once", async () => {
    sites.anthropic.always({ text });
    const begun = await sites.begin(outlineOf(3, "first"));
    expect(begun.pages.every(({ state, action }) => state === "waiting" && action !== null)).toBe(true);
    const done = await sites.until(begun.id, isOver);
    expect(done).toMatchObject({ state: "done", held: 0, isDemo: false });
    expect(done.pages.map(({ state }) => state)).toEqual(["written", "written", "written"]);
    const log = await logOf(done.id);
    expect(log.map(({ status }) => status)).toEqual(["succeeded", "succeeded", "succeeded"]);
    const charged = log.reduce((sum, action) => sum + Number(action.charged), 0);
    expect(done.charged).toBe(charged);
    expect(charged).toBeGreaterThan(0);
    const written = await pageText("first/page-3.md");
    expect(written).toContain("order: 3");
    expect(written).toContain("[the next page](page-2.md) and nothing.");
    expect(sites.anthropic.requests).toHaveLength(3);
  });

  test("R4.1 an outline that was edited after its estimate is not written for that quote", async () => {
    const { quote } = await sites.estimate({ outline: outlineOf(2, "edited") });
    const response = await sites.post({ outline: outlineOf(3, "edited"), quote });
    const problem = await expectProblem(response, "estimate-changed");
    expect(problem).toMatchObject({ estimate: { confirm: true } });
    await expectProblem(await sites.post({ outline: outlineOf(2, "edited") }), "confirmation-required");
    await expectProblem(await sites.post({ outline: outlineOf(2, "edited"), maxCredits: 1 }), "estimate-changed");
    expect(sites.anthropic.requests).toHaveLength(0);
  });

  test("R4.1 a quote does not bind once a page to draw on says something else", async () => {
    const { documents } = sites.server.services;
    const page = { workspace: sites.workspace, path: "quoted-source.md" };
    const stored = await documents.create({ ...page, bytes: new TextEncoder().encode("# Gate\n\nIt is short.\n") });
    const asked = { outline: outlineOf(2, "drawn"), sources: [page.path] };
    const { quote } = await sites.estimate(asked);
    const bytes = new TextEncoder().encode(`# Gate\n\n${"It is long now. ".repeat(400)}\n`);
    await documents.save({ ...page, bytes, ifVersion: stored.version });
    await expectProblem(await sites.post({ ...asked, quote }), "estimate-changed");
    expect(sites.anthropic.requests).toHaveLength(0);
  });

  test("R4.1 a quote from before longer pages were learnt still binds, and nothing above it is held", async () => {
    sites.anthropic.always({ text });
    const outline = outlineOf(3, "bound");
    const { quote, low } = await sites.estimate({ outline });
    const payload = Buffer.from(quote.split(".")[0] ?? "", "base64url").toString();
    const [, workspace = "", member = "", kind = "", inputHash = "", , , rateCard = "", model = ""] = z
      .array(z.coerce.string())
      .parse(JSON.parse(payload));
    // As the estimate would have been then: all of it below what is now thought to be the least.
    const high = BigInt(low - 3);
    const terms = { workspace, member, kind, inputHash, low: 1n, high, rateCard, model };
    const signed = signQuote(terms, { key: sites.server.services.ai.quoteKey, now: new Date() });
    const response = await sites.post({ outline, quote: signed.quote });
    expect(response.status).toBe(201);
    const begun = site.parse(await response.json());
    expect(begun.pages.reduce((sum, page) => sum + page.high, 0)).toBe(Number(high));
    const done = await sites.until(begun.id, isOver);
    expect(done.pages.map(({ state }) => state)).toEqual(["written", "written", "written"]);
    expect(done.charged).toBeLessThanOrEqual(Number(high));
  });

  test("P16 the same key gives the same site, written once", async () => {
    sites.anthropic.always({ text });
    const outline = outlineOf(2, "same");
    const { quote } = await sites.estimate({ outline });
    const answers = await Promise.all([1, 2, 3].map(() => sites.post({ outline, quote }, { key: "one-site" })));
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: string }).id));
    expect(new Set(ids).size).toBe(1);
    await sites.until(ids[0] ?? "", isOver);
    expect(sites.anthropic.requests).toHaveLength(2);
    const other = await sites.post({ outline: outlineOf(1, "same-2"), quote }, { key: "one-site" });
    await expectProblem(other, "idempotency-key-reused");
  });

  test("an outline that could not be stored is refused by the page's name, before anything is held", async () => {
    const page = (path: string) => ({ path, title: "T", brief: "B" });
    const refused = async (...paths: string[]) => {
      const outline = { title: "T", pages: paths.map(page) };
      return (await expectProblem(await sites.post({ outline, maxCredits: 5_000 }), "document-refused")).detail;
    };
    expect(await refused("a.md", "../b.md")).toContain("Page 2 of the outline, ../b.md");
    expect(await refused("a.md", "a.md")).toContain("twice");
    expect(await refused("a.txt")).toContain(".md");
    expect(await refused("a.md", "a.md/b.md")).toContain("same name");
  });
});

describe("a site that does not go well", () => {
  test("a page that fails costs nothing, and is written again with a hold of its own", async () => {
    sites.anthropic.always({ text });
    sites.anthropic.next({ fault: { kind: "status", status: 529, retryAfterSeconds: 60 } });
    const begun = await sites.begin(outlineOf(2, "failing"));
    const done = await sites.until(begun.id, isOver);
    const failed = done.pages.find(({ state }) => state === "failed");
    expect(failed).toMatchObject({ charged: 0, failure: { code: "provider-overloaded" } });
    const again = await sites.send(done.id, `pages/${failed?.number ?? 0}/retry`);
    expect(again.status).toBe(200);
    const written = await sites.until(begun.id, isOver);
    expect(written.pages.map(({ state }) => state)).toEqual(["written", "written"]);
    const log = await logOf(begun.id);
    expect(log.map(({ status }) => status).toSorted()).toEqual(["failed", "succeeded", "succeeded"]);
    await expectProblem(await sites.send(done.id, "pages/1/retry"), "site-state");
    await expectProblem(await sites.send(done.id, "pages/9/retry"), "not-found");
  });

  test("pages whose source is deleted before their turn fail and cost nothing, and the site comes to its end", async () => {
    const { documents } = sites.server.services;
    const { workspace } = sites;
    const bytes = new TextEncoder().encode("# Source\n\nA gate has two hinges.\n");
    const { version } = await documents.create({ workspace, path: "drawn-on.md", bytes });
    sites.anthropic.always({ text, isPaused: true });
    const outline = outlineOf(4, "sourceless");
    const asked = { outline, sources: ["drawn-on.md"] };
    const { quote } = await sites.estimate(asked);
    const { id } = (await (await sites.post({ ...asked, quote })).json()) as Site;
    await sites.until(id, () => sites.anthropic.requests.length === 2);
    await documents.delete({ workspace, path: "drawn-on.md", ifVersion: version });
    sites.anthropic.always({ text });
    sites.anthropic.resume();
    const done = await sites.until(id, isOver);
    expect(done).toMatchObject({ state: "done", held: 0 });
    expect(done.pages.map(({ state }) => state)).toEqual(["written", "written", "failed", "failed"]);
    expect(done.pages[3]).toMatchObject({ charged: 0, failure: { code: "not-found" } });
  });

  test("cancelling releases what has not begun, and charges what is being written for what it has", async () => {
    sites.anthropic.always({ text, isPaused: true });
    const begun = await sites.begin(outlineOf(6, "cancelled"));
    await sites.until(begun.id, () => sites.anthropic.requests.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await sites.send(begun.id, "cancel")).status).toBe(200);
    const done = await sites.until(begun.id, isOver);
    expect(done).toMatchObject({ state: "cancelled", held: 0 });
    expect(done.pages.every(({ state }) => state === "cancelled")).toBe(true);
    expect(done.pages.filter(({ charged }) => charged > 0)).toHaveLength(2);
    expect(done.pages.filter(({ isDraft }) => isDraft)).toHaveLength(2);
    expect(sites.anthropic.requests).toHaveLength(2);
    const { held } = await sites.server.services.credits.getBalance({ workspace: sites.workspace });
    expect(held).toBe(0n);
  });

  test("without the credits for all pages nothing is held, sent or left behind", async () => {
    const { workspace } = sites;
    const engine = sites.server.services.credits;
    const { available } = await engine.getBalance({ workspace });
    const action = {
      kind: "test",
      member: null,
      document: null,
      model: null,
      estimate: null,
      group: null,
      isDemo: false,
    };
    const placing = { workspace, key: "spend", fingerprint: "spend", credits: available - 5n, deadlineMs: 60_000 };
    const { hold } = await engine.placeHold({ ...placing, action, actor: "test" });
    const response = await sites.post({ outline: outlineOf(3, "poor"), maxCredits: 5_000 });
    const problem = await expectProblem(response, "insufficient-credits");
    expect(problem).toMatchObject({ available: 5 });
    expect(problem.shortfall).toBe((problem.needed ?? 0) - 5);
    expect(sites.anthropic.requests).toHaveLength(0);
    await engine.releaseHold({ workspace, hold, status: "cancelled", failure: null, actor: "test" });
  });

  test("P22 another workspace's site is not there", async () => {
    sites.anthropic.always({ text });
    const begun = await sites.begin(outlineOf(1, "foreign"));
    await sites.until(begun.id, isOver);
    const stranger = await sites.server.signUp("Stan Stranger");
    const elsewhere = await sites.server.workspaceOf(stranger);
    for (const path of ["", "/events"])
      await expectProblem(
        await stranger.send("GET", `/api/v1/workspaces/${elsewhere}/sites/${begun.id}${path}`),
        "not-found",
      );
    for (const path of ["cancel", "resume", "pages/1/retry"])
      await expectProblem(
        await stranger.send("POST", `/api/v1/workspaces/${elsewhere}/sites/${begun.id}/${path}`),
        "not-found",
      );
    await expectProblem(await stranger.send("GET", `${sites.base}/sites/${begun.id}`), "not-found");
  });
});
