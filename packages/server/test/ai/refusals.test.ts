import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { type AiServer, startAiServer } from "./ai-harness.ts";
import { page, passage, path } from "./fixture-page.ts";

let ai: AiServer;
beforeAll(async () => {
  ai = await startAiServer();
});
afterEach(() => ai.anthropic.reset());
afterAll(() => ai.close());

function on(range: { start: number; end: number }, more: object = {}) {
  return { kind: "improve", input: { document: path, version: ai.version, range, ...more } };
}

/** About 30 credits' worth of text. */
const longText = "A sentence about the documentation of this product. ".repeat(120);

describe("bad input is refused by name; nothing is sent, held or charged", () => {
  afterEach(async () => {
    const { held } = await ai.readBalance();
    if (ai.anthropic.requests.length > 0 || held > 0) throw new Error("a refused request was sent or held credits");
  });

  test("an empty selection", async () => {
    await expectProblem(await ai.postRun(on({ start: 10, end: 10 })), "selection-refused");
    await expectProblem(await ai.postRun({ kind: "improve", input: { text: " \n" } }), "selection-refused");
    const blank = page.indexOf("\n\n# Intro");
    await expectProblem(await ai.postRun(on({ start: blank, end: blank + 2 })), "selection-refused");
  });
  test("a selection outside of the page", async () => {
    const told = await expectProblem(await ai.postRun(on({ start: 0, end: page.length + 1 })), "selection-refused");
    expect(told.detail).toContain(String(page.length));
  });
  test("a selection of 200 KB", async () => {
    const told = await expectProblem(
      await ai.postRun({ kind: "improve", input: { text: "a".repeat(200_000) } }),
      "selection-refused",
    );
    expect(told.detail).toContain("20,000");
  });
  test("half a character", async () => {
    await expectProblem(await ai.postRun({ kind: "improve", input: { text: "a \uD83D b" } }), "selection-refused");
  });
  test("an unknown page", async () => {
    await expectProblem(await ai.postRun(on({ start: 0, end: 5 }, { document: "none.md" })), "not-found");
  });
  test("a stale version comes with the current one", async () => {
    const told = await expectProblem(
      await ai.postRun(on({ start: 0, end: 5 }, { version: "old" })),
      "version-conflict",
    );
    expect(told).toMatchObject({ currentVersion: ai.version, currentText: page });
  });
  test("an unknown kind, an unknown field, a body that is no JSON", async () => {
    await expectProblem(await ai.postRun({ ...ai.body, kind: "sing" }), "validation-failed");
    await expectProblem(await ai.postRun({ ...ai.body, priority: 1 }), "validation-failed");
    const url = `/api/v1/workspaces/${ai.workspace}/ai/actions`;
    const headers = { "content-type": "application/json" };
    await expectProblem(await ai.owner.send("POST", url, { body: "{no", headers }), "malformed-request");
  });
  test("an Idempotency-Key that is none", async () => {
    await expectProblem(await ai.postRun(ai.body, { key: "a b" }), "validation-failed");
  });
  test("a stranger, a viewer, a key without the scope, a person of another workspace", async () => {
    await expectProblem(await ai.postRun(ai.body, { client: ai.server.stranger }), "not-signed-in");
    const viewer = await ai.server.member(ai.workspace, "viewer");
    await expectProblem(await ai.postRun(ai.body, { client: viewer }), "role-not-sufficient");
    const key = await ai.server.keyOf(ai.workspace, ["read"]);
    await expectProblem(await ai.postRun(ai.body, { client: key }), "scope-not-sufficient");
    const other = await ai.server.signUp("Otto Other");
    await expectProblem(await ai.postRun(ai.body, { client: other }), "not-found");
  });
  test("R4.1: a big action without quote or maxCredits", async () => {
    const told = await expectProblem(
      await ai.postRun({ kind: "expand", input: { text: longText } }),
      "confirmation-required",
    );
    expect(told["estimate"]).toMatchObject({ confirm: true });
  });
  test("R4.1: an action that may cost more than maxCredits", async () => {
    const body = { kind: "expand", input: { text: longText }, maxCredits: 5 };
    const told = await expectProblem(await ai.postRun(body), "estimate-changed");
    expect(told["estimate"]).toMatchObject({ quote: expect.any(String) });
  });
  test("R4.1: a quote of another text, another kind, another member, or forged", async () => {
    const { quote } = await ai.readEstimate();
    const editor = await ai.server.member(ai.workspace, "editor");
    for (const [body, client] of [
      [{ kind: "improve", input: { text: "Another text." }, quote }, ai.owner],
      [{ ...ai.body, kind: "grammar", quote }, ai.owner],
      [{ ...ai.body, quote }, editor],
      [{ ...ai.body, quote: `${quote.slice(0, -3)}abc` }, ai.owner],
    ] as const) {
      await expectProblem(await ai.postRun(body, { client }), "estimate-changed");
    }
  });
});

test("R4.1: with a quote the hold is the quote's high", async () => {
  const body = { kind: "improve", input: { text: passage } };
  const estimate = await ai.readEstimate(body);
  const { events } = await ai.run({ ...body, quote: estimate.quote });
  expect(events[0]).toMatchObject({ event: "held", data: { held: estimate.high } });
});

test("R6.3: after twenty unusable answers in a day the AI pauses for that member, not for others", async () => {
  ai.anthropic.always({ fault: { kind: "empty-output" } });
  const editor = await ai.server.member(ai.workspace, "editor");
  for (let count = 0; count < 20; count++) {
    expect((await ai.run(ai.body, { client: editor })).end.action.failure?.code).toBe("output-invalid");
  }
  const response = await ai.postRun(ai.body, { client: editor });
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  await expectProblem(response, "too-many-requests");
  ai.anthropic.reset();
  expect((await ai.run()).end.event).toBe("settled");
});

describe("the next run can be made to go wrong outside production", () => {
  const url = () => `/api/v1/workspaces/${ai.workspace}/ai/next-run`;

  test.each([
    ["fail-at-start", "provider-unreachable", 0],
    ["fail-midway", "provider-incomplete", 1],
  ] as const)("%s fails once by the real path", async (behavior, code, requests) => {
    await ai.owner.send("PUT", url(), { json: { behavior } });
    expect(await (await ai.owner.send("GET", url())).json()).toEqual({ behavior });
    const { end } = await ai.run();
    expect(end.action).toMatchObject({ status: "failed", charged: 0, failure: { code } });
    expect(ai.anthropic.requests).toHaveLength(requests);
    expect(await (await ai.owner.send("GET", url())).json()).toEqual({ behavior: "normal" });
    expect((await ai.run()).end.event).toBe("settled");
  });

  test("an unknown behavior is refused", async () => {
    await expectProblem(await ai.owner.send("PUT", url(), { json: { behavior: "explode" } }), "validation-failed");
  });
});
