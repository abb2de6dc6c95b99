import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { newSecret } from "./byok-harness.ts";
import { isOver, type JobServer, startJobServer, statesOf } from "./job-harness.ts";

let world: JobServer;
beforeAll(async () => {
  world = await startJobServer();
  await world.grant(3_000);
});
beforeEach(() => world.tidy());
afterAll(() => world.close());

const nanoDollarsPerCent = 10_000_000;
/** The cents that cover so many pages of ten, and not one more. */
const centsFor = (whole: number, pages: number): number => Math.floor((whole * pages) / 10 / nanoDollarsPerCent);

describe("on the workspace's own key", () => {
  test("a run of pages costs no credits, and each page tells its dollars", async () => {
    const secret = newSecret();
    const key = await world.connect(secret);
    const { available } = await world.readBalance();
    const pages = await world.writePages(3);
    const estimate = await world.estimateRun(pages);
    expect(estimate).toMatchObject({ payer: "byok", low: 0, high: 0, enough: true });
    const dollars = estimate.pages.map(({ providerCostNanoDollars = 0 }) => providerCostNanoDollars);
    expect(dollars.every((most) => most > 0)).toBe(true);
    expect(estimate.providerCostNanoDollars).toBe(dollars.reduce((sum, most) => sum + most, 0));
    world.anthropic.always({ text: "# Gate\n\nWhoever is there opens the gate.", inputTokens: 512, outputTokens: 148 });
    const done = await world.until(await world.begin(pages), isOver);
    expect(done).toMatchObject({ charged: 0, held: 0, isDemo: false, ownKey: { nanoDollarsHeld: 0 } });
    expect(done.ownKey?.nanoDollars).toBe(3 * 2_504_000);
    expect(done.pages.map(({ ownKey }) => ownKey?.nanoDollars)).toEqual([2_504_000, 2_504_000, 2_504_000]);
    const log = await world.logOf(done);
    const row = { charged: 0, held: 0, tags: ["byok"], ownKey: { id: key.id, nanoDollars: 2_504_000 } };
    expect(log).toMatchObject([row, row, row]);
    expect(world.keysUsed()).toEqual([secret, secret, secret]);
    expect((await world.readBalance()).available).toBe(available);
    expect((await world.list()).keys).toMatchObject([{ spentCents: 1, reservedCents: 0 }]);
    const used = (await world.readAudit()).filter(({ action }) => action === "own-key-used").slice(0, 3);
    expect(used.every(({ actor, address }) => actor.name === "Olga Owner" && address?.startsWith("10."))).toBe(true);
    await world.verifyLedger();
  });

  test("a site costs no credits, also with none there, and one with a brief is estimated so too", async () => {
    const secret = newSecret();
    await world.connect(secret, { kinds: ["page"] });
    const options = { title: "Gates", brief: "How gates are opened.", pages: 3 };
    const ask = { json: { kind: "site", input: {}, options } };
    const whole = await (await world.owner.send("POST", `${world.base}/ai/estimates`, ask)).json();
    expect(whole).toMatchObject({ payer: "byok", high: 0, enough: true });
    const done = await world.until(await world.begin(3), isOver);
    expect(statesOf(done)).toEqual(["written", "written", "written"]);
    expect(done).toMatchObject({ charged: 0, isDemo: false });
    expect(done.ownKey?.nanoDollars).toBeGreaterThan(0);
    expect(new Set(world.keysUsed())).toEqual(new Set([secret]));
    expect((await world.logOf(done)).every(({ tags }) => tags.includes("byok"))).toBe(true);
  });

  test("what runs at once stays bounded, and a rotation in the middle is taken over by the next page", async () => {
    const [old, fresh] = [newSecret(), newSecret()];
    const key = await world.connect(old);
    world.anthropic.next({ isPaused: true, text: "# Gate\n\nOpen it." });
    const begun = await world.begin(await world.writePages(3));
    await expect.poll(() => world.keysUsed().length).toBe(1);
    const now = await world.until(begun, ({ pages }) => pages.some(({ state }) => state === "writing"));
    expect(statesOf(now).filter((state) => state === "writing")).toHaveLength(1);
    expect((await world.post(`/${key.id}/rotate`, { secret: fresh })).status).toBe(200);
    expect(world.keysUsed()).toEqual([old]);
    world.anthropic.resume();
    expect(statesOf(await world.until(begun, isOver))).toEqual(["to-review", "to-review", "to-review"]);
    expect(world.keysUsed()).toEqual([old, fresh, fresh]);
  });
});

describe("the limit of a key in dollars", () => {
  test.each(["run", "site"] as const)("covers all pages of a %s or none, and says so before", async (sort) => {
    await world.connect(newSecret());
    const pages = await world.writePages(10);
    const ask = () => (sort === "run" ? world.estimateRun(pages) : world.estimateSite(10));
    const post = (agreed: object) => (sort === "run" ? world.postRunOf(pages, agreed) : world.postSiteOf(10, agreed));
    const own = await ask();
    const [key] = (await world.list()).keys;
    const scope = { ...key?.scope, monthlyLimitCents: centsFor(own.providerCostNanoDollars ?? 0, 8) };
    await world.owner.send("PATCH", `${world.base}/byok/${key?.id}`, { json: { scope } });
    const refused = await ask();
    expect(refused).toMatchObject({ enough: false, refusal: { code: "own-key-out-of-scope" } });
    expect(refused.refusal?.detail).toMatch(/does not cover this: up to \$\d+\.\d+ is needed, and \$\d+\.\d+ is left/);
    await expectProblem(await post({ quote: own.quote }), "own-key-out-of-scope");
    expect((await world.list()).keys).toMatchObject([{ spentCents: 0, reservedCents: 0 }]);
    await world.setFallback(true);
    const credits = await ask();
    expect(credits).toMatchObject({ payer: "credits" });
    expect(credits.high).toBeGreaterThan(9);
    const changed = await expectProblem(await post({ quote: own.quote }), "estimate-changed");
    expect(changed).toMatchObject({ detail: expect.stringContaining("Who pays"), estimate: { payer: "credits" } });
    expect(world.keysUsed()).toEqual([]);
  });

  test("is not passed by runs that begin at the same time", async () => {
    await world.connect(newSecret());
    const asked = [await world.writePages(4), await world.writePages(4), await world.writePages(4)] as const;
    const quotes = await Promise.all(asked.map(async (pages) => (await world.estimateRun(pages)).quote));
    const { providerCostNanoDollars: most = 0 } = await world.estimateRun(asked[0]);
    const [key] = (await world.list()).keys;
    const cents = Math.floor((most * 1.9) / nanoDollarsPerCent);
    const scope = { ...key?.scope, monthlyLimitCents: cents };
    await world.owner.send("PATCH", `${world.base}/byok/${key?.id}`, { json: { scope } });
    world.anthropic.always({ isPaused: true, text: "# Gate\n\nOpen it." });
    const posted = await Promise.all(asked.map((pages, index) => world.postRunOf(pages, { quote: quotes[index] })));
    expect(posted.map(({ status }) => status).sort()).toEqual([202, 422, 422]);
    for (const refused of posted.filter(({ status }) => status === 422))
      expect((await refused.json()).detail).toContain("an owner can change it");
    const begun = await posted.find(({ status }) => status === 202)?.json();
    expect((await world.logOf(begun)).length).toBe(4);
    world.anthropic.always({ text: "# Gate\n\nOpen it." });
    world.anthropic.resume();
    await world.until(begun, isOver);
    expect((await world.list()).keys).toMatchObject([{ reservedCents: 0 }]);
    await world.verifyLedger();
  });
});

test("a quote binds for whoever was to pay, the other way round too", async () => {
  const pages = await world.writePages(1);
  const credits = await world.estimateRun(pages);
  await world.connect(newSecret());
  const changed = await expectProblem(await world.postRunOf(pages, { quote: credits.quote }), "estimate-changed");
  expect(changed).toMatchObject({ detail: expect.stringContaining("Who pays"), estimate: { payer: "byok" } });
  const asked = await expectProblem(await world.postRunOf(pages, {}), "confirmation-required");
  expect(asked.detail).toMatch(/up to \$0\.\d+ on the workspace's own key/);
});

/** What happens to a key while the first page of four is being written, and how it is mended; null: it can not be. */
const turns = [
  {
    name: "paused",
    happens: (id: string) => world.post(`/${id}/pause`),
    says: "is paused",
    mend: (id: string) => world.post(`/${id}/resume`),
  },
  {
    name: "revoked",
    happens: (id: string) => world.post(`/${id}/revoke`),
    says: "was revoked",
    mend: () => world.connect(newSecret()),
  },
  {
    name: "past its end",
    happens: (id: string) => rescope(id, { endsAt: new Date(Date.now() - 1_000).toISOString() }),
    says: "has passed its end date",
    mend: (id: string) => rescope(id, { endsAt: null }),
  },
  {
    name: "for other kinds now",
    happens: (id: string) => rescope(id, { kinds: ["translate"] }),
    says: "is not for this kind of action",
    mend: (id: string) => rescope(id, { kinds: null }),
  },
  {
    name: "deleted",
    happens: (id: string) => world.owner.send("DELETE", `${world.base}/byok/${id}`),
    says: "has been deleted",
    mend: () => world.connect(newSecret()),
  },
  {
    name: "of a plan without own keys",
    happens: () => world.changePlan("pro"),
    says: "was paused when the plan had no own keys",
    mend: async (id: string) => {
      await world.changePlan("enterprise");
      return await world.post(`/${id}/resume`);
    },
  },
] as const;

async function rescope(id: string, scope: object): Promise<unknown> {
  const key = (await world.list()).keys.find((found) => found.id === id);
  const json = { scope: { ...key?.scope, ...scope } };
  const changed = await world.owner.send("PATCH", `${world.base}/byok/${id}`, { json });
  if (!changed.ok) throw new Error(await changed.text());
  return changed;
}

describe("a key that in the middle of a job is", () => {
  test.each(turns)("$name fails what is left with that reason, and can be tried again once mended", async (turn) => {
    const secret = newSecret();
    const key = await world.connect(secret);
    const isSite = turn.name === "paused" || turn.name === "of a plan without own keys";
    world.anthropic.next({ isPaused: true, text: "# Gate\n\nOpen it." });
    const begun = await world.begin(isSite ? 3 : await world.writePages(3));
    await expect.poll(() => world.keysUsed().length).toBe(1);
    await turn.happens(key.id);
    // By now credits could pay: also then they do not take over.
    const { available } = await world.readBalance();
    world.anthropic.resume();
    const done = await world.until(begun, isOver);
    const [written, failed] = isSite ? ["written", "failed"] : ["to-review", "refunded"];
    expect(statesOf(done).sort()).toEqual([written, failed, failed].sort());
    const left = done.pages.filter(({ state }) => state === failed);
    for (const { failure } of left) {
      expect(failure).toMatchObject({ code: "own-key-out-of-scope" });
      expect(failure?.message).toContain(turn.says);
    }
    expect(world.keysUsed()).toEqual([secret]);
    expect(done.charged).toBe(0);
    expect((await world.readBalance()).available).toBe(available);
    await turn.mend(key.id);
    const number = left[0]?.number ?? 0;
    expect((await world.send(done, `pages/${number}/retry`, {})).status).toBe(200);
    const again = await world.until(done, ({ pages }) => pages[number - 1]?.state === written);
    expect(again).toMatchObject({ charged: 0 });
    expect((await world.logOf(done)).filter(({ status }) => status === "succeeded")).toMatchObject([
      { tags: ["byok"] },
      { tags: ["byok"] },
    ]);
    await world.verifyLedger();
  });
});

test("a page is tried again with credits only where an owner and the person agreed to that", async () => {
  const key = await world.connect(newSecret());
  for (const sort of ["site", "run"] as const) {
    world.anthropic.next({ fault: { kind: "status", status: 403 } });
    const failed = await world.until(await world.begin(sort === "site" ? 1 : await world.writePages(1)), isOver);
    await world.setFallback(false);
    await world.post(`/${key.id}/pause`);
    await expectProblem(await world.send(failed, "pages/1/retry", {}), "own-key-out-of-scope");
    await world.setFallback(true);
    const changed = await expectProblem(await world.send(failed, "pages/1/retry", {}), "estimate-changed");
    expect(changed).toMatchObject({ estimate: { payer: "credits" } });
    const { high: maxCredits } = changed["estimate"] as { high: number };
    expect((await world.send(failed, "pages/1/retry", { maxCredits })).status).toBe(200);
    const done = await world.until(failed, ({ pages }) => ["written", "to-review"].includes(pages[0]?.state ?? ""));
    expect(done.charged).toBeGreaterThan(0);
    expect((await world.logOf(done)).map(({ tags }) => tags)).toEqual([[], ["refunded", "byok"]]);
    await world.post(`/${key.id}/resume`);
  }
});

describe("a page on an own key that the provider answers with", () => {
  test.each([
    { status: 401, code: "own-key-refused", after: "invalid" },
    { status: 403, code: "own-key-permission", after: "active" },
    { status: 402, code: "own-key-billing", after: "active" },
    { status: 429, code: "own-key-rate-limited", after: "active" },
    { status: 529, code: "provider-overloaded", after: "active" },
    { status: 400, errorCode: "workspace_spend_limit_reached", code: "own-key-billing", after: "active" },
  ] as const)("$status $code fails, costs nothing, and leaves the key $after", async ({ code, after, ...fault }) => {
    const secret = newSecret();
    await world.connect(secret);
    const { available } = await world.readBalance();
    // What passes soon is tried once more by itself.
    world.anthropic.always({ fault: { kind: "status", ...fault } });
    const done = await world.until(await world.begin(await world.writePages(1)), isOver);
    expect(done.pages).toMatchObject([{ state: "refunded", charged: 0, failure: { code } }]);
    expect((await world.list()).keys).toMatchObject([{ status: after, spentCents: 0, reservedCents: 0 }]);
    expect(new Set(world.keysUsed())).toEqual(new Set([secret]));
    expect((await world.readBalance()).available).toBe(available);
  });

  test.each([
    { type: "authentication_error", code: "own-key-refused", after: "invalid" },
    { type: "permission_error", code: "own-key-permission", after: "active" },
    { type: "billing_error", code: "own-key-billing", after: "active" },
    { type: "rate_limit_error", code: "own-key-rate-limited", after: "active" },
    { type: "overloaded_error", code: "provider-overloaded", after: "active" },
  ] as const)("$type inside its stream fails the same", async ({ type, code, after }) => {
    await world.connect(newSecret());
    world.anthropic.always({ text: "# Gate\n\nWhoever is there.", fault: { kind: "error-event", type } });
    const done = await world.until(await world.begin(1), isOver);
    expect(done.pages).toMatchObject([{ state: "failed", charged: 0, failure: { code } }]);
    expect((await world.list()).keys).toMatchObject([{ status: after }]);
  });
});
