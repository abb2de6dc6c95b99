import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { folderForData } from "../../../../test-servers/postgres/data-folder.ts";
import { expectProblem, type Person, startTestServer } from "../server-harness.ts";
import { copySeededData } from "./seeded-data.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

const folder = mkdtempSync(join(folderForData(), "dokly-clock-"));
let server: ServerProcess;
let address: string;
beforeAll(async () => {
  chmodSync(folder, 0o711);
  await copySeededData(join(folder, "data"));
  server = startServerProcess({ DOKLY_DATA: join(folder, "data") });
  address = await server.ready;
}, 120_000);
afterAll(async () => {
  server.process.kill("SIGTERM");
  await server.ended;
  rmSync(folder, { recursive: true, force: true });
});

let keys = 0;
async function signIn(email: string) {
  const json = { "content-type": "application/json" };
  const body = JSON.stringify({ email, password: "dokly-demo" });
  const response = await fetch(`${address}/api/auth/sign-in/email`, { method: "POST", headers: json, body });
  const cookie = response.headers
    .getSetCookie()
    .map((part) => part.split(";")[0])
    .join("; ");
  return async (method: string, path: string, sent?: object): Promise<Record<string, unknown>> => {
    const headers = { cookie, origin: address, ...json, "idempotency-key": `${keys++}` };
    const init = sent === undefined ? { method, headers } : { method, headers, body: JSON.stringify(sent) };
    return (await (await fetch(`${address}/api/v1${path}`, init)).json()) as Record<string, unknown>;
  };
}

type Found = { items: { id: string; name: string }[] };
type Bucket = { plan: string; available: number; period: { start: string; end: string } };

test("R2.1 a month passes on a running product: buy, upgrade, and the next month has exactly the plan's credits", async () => {
  const owner = await signIn("owner@dokly.test");
  const operator = await signIn("operator@dokly.test");
  const { items } = (await owner("GET", "/workspaces")) as unknown as Found;
  const w = items.find(({ name }) => name === "Almost empty")?.id ?? "";
  const bucket = async () => (await owner("GET", `/workspaces/${w}/credits`)) as unknown as Bucket;
  const before = await bucket();
  const atTill = async (path: unknown) => {
    const headers = { origin: address, "content-type": "application/x-www-form-urlencoded" };
    await fetch(String(path), { method: "POST", headers, body: "does=pay&card=works", redirect: "manual" });
  };

  const order = await owner("POST", `/workspaces/${w}/top-ups`, { credits: 500, returnTo: "/" });
  await atTill(order["checkoutUrl"]);
  expect(await owner("GET", `/workspaces/${w}/top-ups/${String(order["id"])}`)).toMatchObject({ state: "granted" });
  expect((await bucket()).available).toBe(before.available + 500);

  const change = await owner("PUT", `/workspaces/${w}/billing/plan`, { plan: "starter", returnTo: "/" });
  await atTill(change["checkoutUrl"]);
  expect(await owner("GET", `/workspaces/${w}/billing`)).toMatchObject({ plan: "starter" });
  const started = await bucket();
  // The free credits are gone with their period, the bought ones stay.
  expect(started.available).toBe(1_000);

  const now = new Date(new Date(started.period.end).getTime() + 1_000).toISOString();
  expect(await operator("PUT", "/operator/clock", { now })).toMatchObject({ isSimulated: true });
  expect(await owner("GET", "/configuration")).toMatchObject({
    simulatedNow: expect.stringContaining(now.slice(0, 13)),
  });
  const next = await bucket();
  expect(next).toMatchObject({ plan: "starter", available: 500, period: { start: started.period.end } });
  expect(await owner("PUT", "/operator/clock", { now })).toMatchObject({ code: "role-not-sufficient" });
  await expect
    .poll(async () => ((await owner("GET", `/workspaces/${w}/billing/invoices`))["items"] as object[]).length, {
      timeout: 20_000,
    })
    .toBe(2);
  expect(await owner("GET", `/workspaces/${w}/billing`)).toMatchObject({ subscription: { status: "active" } });
  const future = await owner("POST", `/workspaces/${w}/top-ups`, { credits: 600, returnTo: "/w" });
  await atTill(future["checkoutUrl"]);
  expect(await owner("GET", `/workspaces/${w}/top-ups/${String(future["id"])}`)).toMatchObject({ state: "granted" });
  expect(await operator("DELETE", "/operator/clock")).toMatchObject({ isSimulated: false });
  // R2.2: a workspace in which something was written in the future waits there.
  expect(await bucket()).toMatchObject({ available: 1_100, period: next.period });
}, 120_000);

test("in production nobody sets the clock", async () => {
  const production = await startTestServer({ isProduction: true, operatorEmail: "boss@dokly.test" });
  const boss: Person = await production.signUp("Boss", "boss@dokly.test");
  await production.services.database.updateTable("people").set({ emailVerified: true }).execute();
  const json = { now: "2030-01-01T00:00:00Z" };
  await expectProblem(await boss.send("PUT", "/api/v1/operator/clock", { json }), "not-in-production");
  await expectProblem(await boss.send("DELETE", "/api/v1/operator/clock"), "not-in-production");
  await production.close();
});
