import { balance } from "@dokly/contract";
import { defineCatalog, shippedCatalog } from "@dokly/credits";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../server-harness.ts";

const catalog = defineCatalog({ ...shippedCatalog, trial: { plan: "pro", days: 14 } });
const day = 86_400_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ catalog });
});
afterAll(() => server.close());

test("R3.4 a configured trial begins with the sign-up, and with each workspace that is made later", async () => {
  const person = await server.signUp("Tina Trial");
  const made = await person.send("POST", "/api/v1/workspaces", { json: { name: "Another" } });
  const { id } = (await made.json()) as { id: string };
  for (const workspace of [await server.workspaceOf(person), id]) {
    const response = await person.send("GET", `/api/v1/workspaces/${workspace}/credits`);
    const found = balance.parse(await response.json());
    expect(found).toMatchObject({ plan: "pro", nextPlan: "free", nextMonthlyCredits: 50, available: 2_500 });
    expect(found.trialEndsAt).toBe(found.period.end);
    expect(Date.parse(found.period.end) - Date.parse(found.period.start)).toBe(14 * day);
  }
});

test("SPEC 2 the balance says what else decides it: an unpaid plan, a suspension", async () => {
  const person = await server.signUp("Ulla Unpaid");
  const workspace = await server.workspaceOf(person);
  const { credits } = server.services;
  const from = new Date("2027-01-01T00:00:00Z");
  await credits.setUnpaid({ workspace, unpaid: { from, plan: "free" }, reason: "declined", actor: "test", key: "1" });
  await credits.setSuspended({ workspace, isSuspended: true, actor: "test", key: "2" });
  const response = await person.send("GET", `/api/v1/workspaces/${workspace}/credits`);
  expect(balance.parse(await response.json())).toMatchObject({
    unpaidFrom: from.toISOString(),
    isSuspended: true,
    plan: "pro",
  });
});
