import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seedDemo } from "../../src/seed/seed-demo.ts";
import type { Services } from "../../src/services.ts";
import { startTestServer, type TestServer } from "../server-harness.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

/** The demo as people find it: what is there, how often, and what is left. */
async function demo() {
  const { services } = server;
  const people = await services.database.selectFrom("people").select(["id", "email"]).orderBy("email").execute();
  const owner = people.find((person) => person.email === "owner@dokly.test")?.id ?? "";
  const workspaces = await services.workspaces.listOf(owner);
  return {
    emails: people.map((person) => person.email),
    workspaces: await Promise.all(
      workspaces.map(async ({ id, name }) => {
        const { plan, available, spent, held } = await services.credits.getBalance({ workspace: id });
        const pages = (await services.documents.list(id)).length;
        const { items } = await services.credits.listActions({ workspace: id, limit: 100 });
        const charged = items.reduce((sum, action) => sum + action.charged, 0n);
        return { name, plan, available, spent, held, charged, hasPages: pages > 2 };
      }),
    ),
  };
}

const whole = {
  emails: ["editor@dokly.test", "operator@dokly.test", "owner@dokly.test"],
  workspaces: [
    { name: "Acme Docs", plan: "pro", available: 2500n, spent: 0n, held: 0n, charged: 0n, hasPages: true },
    { name: "Almost empty", plan: "free", available: 3n, spent: 47n, held: 0n, charged: 47n, hasPages: true },
  ],
};

test("an empty database gets people, two workspaces, their pages and a history that the engine charged", async () => {
  expect(await seedDemo(server.services)).toBe(true);
  expect(await demo()).toEqual(whole);
});

test("seeding again changes nothing", async () => {
  await seedDemo(server.services);
  await server.services.database.deleteFrom("documents").execute();
  expect(await seedDemo(server.services)).toBe(true);
  expect((await demo()).workspaces.map((workspace) => workspace.hasPages)).toEqual([false, false]);
});

test("a database with people of its own is left alone", async () => {
  await server.signUp("Somebody");
  expect(await seedDemo(server.services)).toBe(false);
  expect((await demo()).emails).toHaveLength(1);
});

test("two servers that start at once seed once", async () => {
  expect(await Promise.all([seedDemo(server.services), seedDemo(server.services)])).toEqual([true, true]);
  expect(await demo()).toEqual(whole);
});

describe("a seeding that was cut short is completed by the next start", () => {
  /** The services with one verb that fails when it is called for the n-th time. */
  function failingAt<Part extends "documents" | "credits" | "workspaces" | "members">(
    part: Part,
    verb: keyof Services[Part],
    call: number,
  ): Services {
    let calls = 0;
    const broken = new Proxy(server.services[part], {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (name !== verb || typeof value !== "function") return value;
        return (...given: unknown[]) => {
          calls += 1;
          if (calls === call) throw new Error("cut short");
          return Reflect.apply(value, target, given);
        };
      },
    });
    return { ...server.services, [part]: broken };
  }

  test.each([
    ["before the first workspace", () => failingAt("workspaces", "open", 1)],
    ["before the first members", () => failingAt("members", "add", 1)],
    ["between two workspaces", () => failingAt("workspaces", "open", 2)],
    ["before the pages of the second", () => failingAt("documents", "import", 2)],
    ["while a hold of the history is open", () => failingAt("credits", "settleHold", 7)],
    ["between two edits of the history", () => failingAt("credits", "placeHold", 12)],
  ])("%s", async (_when, brokenServices) => {
    await expect(seedDemo(brokenServices())).rejects.toThrow("cut short");
    expect(await seedDemo(server.services)).toBe(true);
    expect(await demo()).toEqual(whole);
  });

  test("after a workspace was made and before the engine had opened it", async () => {
    await expect(seedDemo(failingAt("members", "add", 1))).rejects.toThrow("cut short");
    await server.services.database.updateTable("workspaces").set({ openedAt: null }).execute();
    await seedDemo(server.services);
    expect(await demo()).toEqual(whole);
  });
});
