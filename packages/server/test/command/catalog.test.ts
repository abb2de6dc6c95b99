import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Credits, shippedCatalog } from "@dokly/credits";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { runCommand } from "../../src/command/run-command.ts";
import { migrateAll, openTestEngine } from "../test-engine.ts";

const folder = mkdtempSync(join(tmpdir(), "dokly-catalog-"));
const numberOf = (amount: bigint | null | undefined) =>
  amount === null || amount === undefined ? null : Number(amount);
const plans = shippedCatalog.plans.map((plan) => ({
  name: plan.name,
  monthlyCredits: numberOf(plan.monthlyCredits),
  monthlyPriceCents: numberOf(plan.monthlyPriceCents),
  yearlyPriceCents: numberOf(plan.yearlyPriceCents),
}));

let database: TestDatabase;
let credits: Credits;
beforeAll(async () => {
  database = await createTestDatabase({ template: "server", migrate: migrateAll });
  credits = openTestEngine(database.pool);
  for (const [index, plan] of ["free", "pro", "pro", "enterprise"].entries()) {
    const { workspace } = await credits.openWorkspace({ externalId: `w ${index}`, plan, actor: "test" });
    const change = { workspace, plan, monthlyCredits: 7_000n, when: "now", actor: "test", key: "own" } as const;
    if (plan === "enterprise") await credits.changePlan(change);
  }
});
afterAll(async () => {
  await credits.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

function fileWith(name: string, content: unknown): string {
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return name;
}

async function run(line: readonly string[], environment: Record<string, string> = {}) {
  let out = "";
  let errors = "";
  const code = await runCommand(line, {
    environment,
    workingFolder: folder,
    now: new Date("2027-01-15T00:00:00Z"),
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      errors += text;
    },
  });
  return { code, out, errors };
}

const diff = (file: string, ...more: readonly string[]) =>
  run(["catalog", "diff", file, ...more], { DATABASE_URL: database.url });

describe("catalog check", () => {
  test("0 and a sentence where the server would start with the file", async () => {
    expect(await run(["catalog", "check", fileWith("good.json", { plans })])).toEqual({
      code: 0,
      out: "The server would start with this.\n",
      errors: "",
    });
  });

  test("3 with every mistake, by field and value; as JSON too", async () => {
    const name = fileWith("bad.json", { plans: plans.slice(1), trial: { plan: "gold", days: 0 }, colour: "red" });
    expect((await run(["catalog", "check", name])).out).toContain("colour is unknown");
    const worse = fileWith("worse.json", { plans: plans.slice(1), trial: { plan: "gold", days: 0 } });
    const { code, out } = await run(["catalog", "check", worse, "--json"]);
    expect(code).toBe(3);
    const { isUsable, problems } = JSON.parse(out);
    expect(isUsable).toBe(false);
    expect(problems.join("\n")).toMatch(/trial\.plan is gold[\s\S]*trial\.days is 0/);
    const noFree = await run(["catalog", "check", fileWith("paid.json", { plans: plans.slice(1) })]);
    expect(noFree).toMatchObject({ code: 3 });
    expect(noFree.out).toContain("plans has none that is called free");
    expect(await run(["catalog", "check", fileWith("text.json", "{")])).toMatchObject({ code: 3 });
  });

  test("2 where there is no such file", async () => {
    const { code, out, errors } = await run(["catalog", "check", "/nonexistent.json", "--json"]);
    expect({ code, errors }).toEqual({ code: 2, errors: "There is no file /nonexistent.json.\n" });
    expect(JSON.parse(out).error.code).toBe("no-such-file");
  });
});

describe("catalog diff", () => {
  test("0 where nothing would change", async () => {
    expect(await diff(fileWith("same.json", { plans }))).toEqual({
      code: 0,
      out: "Nothing would change.\n",
      errors: "",
    });
  });

  test("1 with what changes at the next reset, for how many, and from when kinds cost something else", async () => {
    const changed = plans.map((plan) =>
      plan.name === "pro" ? { ...plan, monthlyCredits: 2000, monthlyPriceCents: 8900 } : plan,
    );
    const kinds = { page: { model: "claude-haiku-5-5" } };
    const packs = [{ credits: 500, priceCents: 600 }];
    const file = fileWith("changed.json", { plans: changed, kinds, packs, trial: { plan: "pro", days: 14 } });
    const { code, out } = await diff(file);
    expect(code).toBe(1);
    expect(out.trimEnd().split("\n")).toEqual([
      "pro (2 workspaces): 2500 → 2000 credits, for 2 workspaces from the next reset on; what was granted stays",
      "pro (2 workspaces): 79.00 usd → 89.00 usd a month",
      "trial of new workspaces: none → pro for 14 days; those that run stay",
      "top-up of 500: 5.00 usd → 6.00 usd",
      "top-up of 2500: 20.00 usd → 30.00 usd",
      "top-up of 10000: 70.00 usd → 120.00 usd",
      "page on claude-sonnet-5-5 → claude-haiku-5-5 from 2027-01-15T00:00:00.000Z: 30 → 2 credits for 2000 tokens in and 4000 out",
    ]);
    const json = JSON.parse((await diff(file, "--json")).out);
    expect(json).toMatchObject({ isUsable: true, isSame: false, vanishing: [] });
    expect(json.plans).toContainEqual(
      expect.objectContaining({ plan: "pro", workspaces: 2, monthlyCredits: { before: 2500, after: 2000 } }),
    );
  });

  test("3 where a plan that workspaces are on would be gone, or the file is wrong; nothing is written", async () => {
    const before = await database.pool.query("select * from credits.accounts order by workspace_id");
    const gone = await diff(fileWith("gone.json", { plans: plans.filter(({ name }) => name !== "pro") }));
    expect(gone.code).toBe(3);
    expect(gone.out).toContain("! pro is in use by 2 workspaces and would be gone");
    expect(await diff(fileWith("wrong.json", { plans: [] }))).toMatchObject({ code: 3 });
    const after = await database.pool.query("select * from credits.accounts order by workspace_id");
    expect(after.rows).toEqual(before.rows);
  });

  test("--from names what is in force instead of DOKLY_CONFIG", async () => {
    const old = fileWith("old.json", { plans: plans.map((plan) => ({ ...plan, monthlyPriceCents: 5 })) });
    expect((await diff(fileWith("new.json", { plans }), "--from", old)).out).toContain("0.05 usd → 79.00 usd a month");
    const environment = { DATABASE_URL: database.url, DOKLY_CONFIG: old };
    const { out } = await run(["catalog", "diff", "new.json"], environment);
    expect(out).toContain("0.05 usd → 79.00 usd a month");
  });

  test("3 without a database, and 2 without a file or such a command or option, each with a sentence", async () => {
    const empty = await run(["catalog", "diff", "new.json"]);
    expect(empty).toMatchObject({ code: 3, out: "" });
    expect(empty.errors).toContain("set DOKLY_DATA or DATABASE_URL");
    const away = await run(["catalog", "diff", "new.json", "--database", "postgres://127.0.0.1:1/none"]);
    expect(away.code).toBe(3);
    expect((await run(["catalog", "diff"])).errors).toContain("this command is followed by FILE");
    expect((await run(["catalog", "burn"])).errors).toContain('There is no command "catalog burn"');
    expect((await run(["catalog", "diff", "new.json", "--often"])).code).toBe(2);
  });

  test("help lists every command", async () => {
    const { code, out } = await run(["--help"]);
    expect(code).toBe(0);
    expect(out).toMatch(/catalog check {2,}Read[\s\S]*catalog diff {2,}Tell/);
    expect((await run(["catalog", "diff", "--help"])).out).toMatch(/catalog diff FILE[\s\S]*Ends with 0/);
  });
});
