import { afterAll, beforeAll, expect, test } from "vitest";
import { type Person, startTestServer, type TestServer } from "../server-harness.ts";
import { runLine } from "./run-line.ts";

let server: TestServer;
let ada: Person;
let workspace: string;
beforeAll(async () => {
  server = await startTestServer();
  ada = await server.signUp("Ada Lovelace");
  workspace = await server.workspaceOf(ada);
});
afterAll(() => server.close());

const run = (line: readonly string[], answer?: string) =>
  runLine(line, {
    environment: { DATABASE_URL: server.database.url, DOKLY_SECRET: server.services.configuration.secret },
    ...(answer !== undefined && { answer }),
  });

let actions = 0;
/** An action of Ada's that was charged 5 of a hold of 8. */
async function runAction(): Promise<string> {
  actions += 1;
  const { credits } = server.services;
  const key = `action ${actions}`;
  const facts = { kind: "improve", member: ada.id, document: { path: "intro.md", title: "Intro" }, model: null };
  const action = { ...facts, estimate: { low: 1n, high: 8n }, group: null, isDemo: false };
  const hold = { workspace, key, fingerprint: key, credits: 8n, deadlineMs: 60_000, action, actor: "test" };
  const placed = await credits.placeHold(hold);
  const end = { workspace, hold: placed.hold, charge: { credits: 5n }, status: "succeeded", actor: "test" } as const;
  await credits.settleHold(end);
  return placed.action;
}

const available = async () => Number((await server.services.credits.getBalance({ workspace })).available);

test("a workspace is shown by its id, its name, or somebody in it", async () => {
  const action = await runAction();
  const shown = await run(["workspace", "show", workspace, "--json"]);
  expect(shown).toMatchObject({ code: 0, errors: "" });
  expect(JSON.parse(shown.out)).toMatchObject({
    id: workspace,
    members: [{ id: ada.id, email: ada.email, role: "owner" }],
    balance: { plan: "free", available: await available() },
    actions: [{ id: action, kind: "improve", charged: 5, refunded: 0, estimate: { low: 1, high: 8 } }],
    ledger: { sequence: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  const byMail = await run(["workspace", "show", ada.email]);
  expect(byMail).toMatchObject({ code: 0, out: expect.stringContaining(workspace) });
  expect(byMail.out).toMatch(/^owner +Ada Lovelace +ada\.lovelace/m);
  // No colours, no tabs: it can be cut and counted.
  expect([...byMail.out].filter((letter) => letter < " " && letter !== "\n")).toEqual([]);
  const none = await run(["workspace", "show", "nobody at all"]);
  expect(none).toMatchObject({ code: 4, errors: expect.stringContaining("Nothing was found") });
  await server.signUp("Ada Byron");
  const several = await run(["workspace", "show", "ada"]);
  expect(several).toMatchObject({ code: 4, errors: expect.stringContaining("Several fit") });
});

test("an action is shown with its sum, its transfers and what operators did", async () => {
  const action = await runAction();
  await run(["refund", action, "--credits", "2", "--reason", "wrong tone", "--yes"]);
  const { code, out } = await run(["action", "show", action, "--json"]);
  expect(code).toBe(0);
  const shown = JSON.parse(out);
  expect(shown).toMatchObject({
    workspace: { id: workspace },
    action: { id: action, held: 8, charged: 5, refunded: 2, member: { name: "Ada Lovelace" } },
    refundable: 3,
    acts: [{ act: "action-refunded", origin: "command-line", reason: "wrong tone", outcome: { outcome: "done" } }],
  });
  expect(shown.action.transfers.map(({ cause }: { cause: string }) => cause)).toEqual([
    "hold",
    "settle",
    "return",
    "refund",
  ]);
  expect((await run(["action", "show", action])).out).toMatch(/^charged +5$[\s\S]*^refundable +3$/m);
  const wrong = await run(["action", "show", "act_nothing", "--json"]);
  expect(wrong).toMatchObject({ code: 4 });
  expect(JSON.parse(wrong.out)).toEqual({ error: { code: "refused", message: wrong.errors.trim() } });
});

test("a refund never gives back more than the charge, however often it is run, and each time is in the audit", async () => {
  const action = await runAction();
  const before = await available();
  const all = ["refund", action, "--all", "--reason", "it did not work", "--yes"];
  const several = await Promise.all([run(all), run(all), run(all)]);
  expect(several.map(({ code }) => code).sort()).toEqual([0, 4, 4]);
  expect(await available()).toBe(before + 5);
  expect(await run(all)).toMatchObject({ code: 4, errors: expect.stringContaining("Nothing of") });
  const more = await run(["refund", action, "--credits", "1", "--reason", "once more", "--yes"]);
  expect(more).toMatchObject({ code: 4, errors: expect.stringContaining("was charged 5 credits") });
  expect(await available()).toBe(before + 5);
});

test("a key makes a refund and a grant that are sent again the same ones", async () => {
  const action = await runAction();
  const before = await available();
  const refund = ["refund", action, "--credits", "2", "--reason", "a ticket", "--key", "ticket 7", "--yes", "--json"];
  const [first, second] = [await run(refund), await run(refund)];
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(JSON.parse(second.out)).toEqual({ ...JSON.parse(first.out), isReplay: true });
  const grant = [
    "grant",
    workspace,
    "--credits",
    "7",
    "--reason",
    "for the wait",
    "--key",
    "ticket 8",
    "--yes",
    "--json",
  ];
  const [given, again] = [await run(grant), await run(grant)];
  expect(JSON.parse(given.out)).toMatchObject({ workspace, credits: 7, available: before + 9, isReplay: false });
  expect(JSON.parse(again.out)).toEqual({ ...JSON.parse(given.out), isReplay: true });
  const other = await run([...grant.slice(0, 3), "8", ...grant.slice(4)]);
  expect(other).toMatchObject({ code: 4, errors: expect.stringContaining("Idempotency-Key") });
  expect(await available()).toBe(before + 9);
});

test("what can not be undone asks first, and does nothing without a clear yes", async () => {
  const action = await runAction();
  const before = await available();
  const refund = ["refund", action, "--all", "--reason", "it did not work"];
  const unasked = await run(refund);
  expect(unasked).toMatchObject({ code: 4, errors: expect.stringContaining("Add --yes") });
  expect(await run(refund, "y")).toMatchObject({ code: 4, errors: expect.stringContaining("Nothing was changed") });
  expect(await run(["grant", workspace, "--credits", "5", "--reason", "sorry"], "")).toMatchObject({ code: 4 });
  expect(await available()).toBe(before);
  const agreed = await run(refund, "yes");
  expect(agreed).toMatchObject({ code: 0, errors: expect.stringContaining("charged 5, refunded 0 so far") });
  expect(await available()).toBe(before + 5);
});

test.each([
  ["a reason", ["grant", "ws_1", "--credits", "5"], "--reason is missing"],
  ["a reason of a few letters", ["grant", "ws_1", "--credits", "5", "--reason", "x"], "3 to 1,000 characters"],
  ["an amount", ["grant", "ws_1", "--reason", "sorry"], "--credits N"],
  ["an amount that is whole", ["grant", "ws_1", "--credits", "1.5", "--reason", "sorry"], "a whole number"],
  ["either an amount or all", ["refund", "act_1", "--reason", "sorry"], "--credits N, or --all"],
  ["a date", ["grant", "ws_1", "--credits", "5", "--reason", "sorry", "--expires", "soon"], "--expires"],
])("an act without %s is told so with 2, before anything is looked at", async (_, line, sentence) => {
  expect(await run(line)).toMatchObject({ code: 2, out: "", errors: expect.stringContaining(sentence) });
});

test("a workspace that is not there, and an expiry that is over, are refused with 4", async () => {
  const nowhere = ["grant", "ws_0000000000000", "--credits", "5", "--reason", "sorry", "--yes"];
  expect(await run(nowhere)).toMatchObject({ code: 4, errors: expect.stringContaining("no such workspace") });
  const over = ["grant", workspace, "--credits", "5", "--reason", "sorry", "--expires", "2020-01-01", "--yes"];
  expect(await run(over)).toMatchObject({ code: 4, errors: expect.stringContaining("expiresAt") });
});
