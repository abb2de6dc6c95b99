import { randomUUID } from "node:crypto";
import { balance, demoBar, emptiedBucket } from "@dokly/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectProblem, type Person, startTestServer, type TestServer } from "../server-harness.ts";

let server: TestServer;
let owner: Person;
let workspace: string;
let base: string;
beforeAll(async () => {
  server = await startTestServer();
  owner = await server.signUp("Olga Owner");
  workspace = await server.workspaceOf(owner);
  base = `/api/v1/workspaces/${workspace}`;
});
afterAll(() => server.close());

const stepsOf = async (person: Person) => demoBar.parse(await (await person.send("GET", `${base}/demo`)).json());
const press = (person: Person = owner) => person.send("POST", `${base}/demo/empty-bucket`);
const emptied = async (sent: Promise<Response>) => emptiedBucket.parse(await (await sent).json());
const bucket = async () => balance.parse(await (await owner.send("GET", `${base}/credits`)).json());

/** Credits that somebody gives, so that there is something to take. */
const give = (credits: bigint) => {
  const grant = { workspace, credits, source: "goodwill", reason: "for the demo", actor: "test" } as const;
  return server.services.credits.grant({ ...grant, key: randomUUID() });
};

test("owners empty the bucket, operators set the clock, both verify, and the bar is nothing for anybody else", async () => {
  expect(await stepsOf(owner)).toEqual({ isThere: true, steps: ["fail-action", "empty-bucket", "verify"] });
  const operator = await server.signUp("Opal Operator", "operator@dokly.test");
  const own = `/api/v1/workspaces/${await server.workspaceOf(operator)}/demo`;
  const { steps } = demoBar.parse(await (await operator.send("GET", own)).json());
  expect(steps).toEqual(["fail-action", "empty-bucket", "verify", "step-to-reset", "end-clock"]);
  await expectProblem(await press(operator), "not-found");
  for (const role of ["admin", "editor", "viewer"] as const) {
    const person = await server.member(workspace, role);
    expect(await stepsOf(person)).toEqual({ isThere: true, steps: [] });
    await expectProblem(await press(person), "role-not-sufficient");
  }
});

test("all but one credit is charged by a hold and a settle, whoever presses at once, and a second time nothing", async () => {
  const before = await bucket();
  const taken = await Promise.all(Array.from({ length: 4 }, () => emptied(press())));
  expect(taken.reduce((sum, each) => sum + each.taken, 0)).toBe(before.available - 1);
  expect(await emptied(press())).toEqual({ taken: 0, available: 1, held: 0 });
  expect(await bucket()).toMatchObject({ available: 1, held: 0, spent: before.spent + before.available - 1 });
  const { items } = await server.services.credits.listActions({ workspace, limit: 10 });
  expect(items).toHaveLength(1);
  const whole = { member: owner.id, status: "succeeded", charged: BigInt(before.available - 1) };
  expect(items[0]).toMatchObject({ kind: "demo-bar", ...whole });
  const { differences } = await server.services.credits.verify({ workspace });
  expect(differences).toEqual([]);
});

test("what a running action holds stays its own, and comes back to a bucket that was emptied meanwhile", async () => {
  await give(30n);
  const action = { kind: "improve", member: owner.id, document: null, model: null, estimate: null, group: null };
  const placed = await server.services.credits.placeHold({
    workspace,
    key: "running",
    fingerprint: "running",
    credits: 10n,
    deadlineMs: 60_000,
    action: { ...action, isDemo: true },
    actor: "test",
  });
  expect(await emptied(press())).toEqual({ taken: 20, available: 1, held: 10 });
  const end = { status: "failed", failure: { code: "provider-failed", message: "It failed." }, actor: "test" } as const;
  await server.services.credits.releaseHold({ workspace, hold: placed.hold, ...end });
  expect(await bucket()).toMatchObject({ available: 11, held: 0 });
});

test("a bucket without a single credit stays as it is, and a suspended workspace is refused by name", async () => {
  await give(5n);
  await server.services.credits.setSuspended({ workspace, isSuspended: true, actor: "test", key: randomUUID() });
  await expectProblem(await press(), "workspace-suspended");
  await server.services.credits.setSuspended({ workspace, isSuspended: false, actor: "test", key: randomUUID() });
  await press();
  const one = { kind: "render", member: null, document: null, model: null, estimate: null, group: null, isDemo: false };
  const placing = { workspace, key: "last", fingerprint: "last", credits: 1n, deadlineMs: 60_000, action: one };
  const { hold } = await server.services.credits.placeHold({ ...placing, actor: "test" });
  const end = { charge: { credits: 1n }, status: "succeeded", actor: "test" } as const;
  await server.services.credits.settleHold({ workspace, hold, ...end });
  expect(await emptied(press())).toEqual({ taken: 0, available: 0, held: 0 });
});

test("in production there is no bar, and none of its steps", async () => {
  const production = await startTestServer({ isProduction: true });
  const boss = await production.signUp("Boss");
  const of = `/api/v1/workspaces/${await production.workspaceOf(boss)}`;
  expect(await (await boss.send("GET", `${of}/demo`)).json()).toEqual({ isThere: false, steps: [] });
  await expectProblem(await boss.send("POST", `${of}/demo/empty-bucket`), "not-in-production");
  await expectProblem(
    await boss.send("PUT", `${of}/ai/next-run`, { json: { behavior: "fail-midway" } }),
    "not-in-production",
  );
  await production.close();
});
