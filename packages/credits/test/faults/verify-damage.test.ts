import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../src/command/run-command.ts";
import { type Credits, createCredits, shippedCatalog, type Verification } from "../../src/index.ts";
import { openPostgresEngineDatabase, type PostgresEngineDatabase } from "../databases/engine-database.ts";
import { openTestWorkspace, plainAction, type TestWorkspace } from "../histories/test-workspace.ts";
import { DAMAGES } from "./damages.ts";

const model = "claude-sonnet-5-5";
const usage = { input: 512, cacheRead: 0, cacheWrite: 0, output: 148, thinking: 0 };

describe("R8.3 P20 verify", () => {
  let database: PostgresEngineDatabase;
  let credits: Credits;
  beforeAll(async () => {
    database = await openPostgresEngineDatabase();
    credits = createCredits({ database: database.port, catalog: shippedCatalog });
    // The last line of defence refuses much of this damage: here it comes from somebody who has removed that, too.
    await database.pool.query(`do $$ declare named record; begin
      for named in select conrelid::regclass as of, conname from pg_constraint
        where contype = 'c' and connamespace = 'credits'::regnamespace loop
        execute format('alter table %s drop constraint %I', named.of, named.conname); end loop; end $$`);
    await database.pool.query("grant update, delete on credits.transfers to current_user");
  });
  afterAll(async () => {
    await credits.close();
    await database.drop();
  });

  /** 8 lines: a grant, two settled holds, an own key's, and one that runs. */
  async function openLedger(): Promise<TestWorkspace & { number: string }> {
    const w = await openTestWorkspace(credits);
    const limit = { member: null, kind: "render", credits: 40n, actor: "admin", key: "limit" };
    await credits.setLimit({ workspace: w.id, ...limit });
    await w.settle((await w.hold(3n)).hold, 2n);
    const priced = {
      workspace: w.id,
      fingerprint: "f",
      deadlineMs: 60_000,
      action: { ...plainAction, kind: "page", model },
    };
    const settle = { workspace: w.id, charge: { usage }, status: "succeeded", actor: "test" } as const;
    const placed = await credits.placeHold({ ...priced, key: "priced", credits: 3n, actor: "test" });
    await credits.settleHold({ ...settle, hold: placed.hold });
    const ownKey = { id: "key_1", nanoDollars: 3_000_000n };
    const own = await credits.placeHold({ ...priced, key: "own", credits: 0n, ownKey, actor: "test" });
    await credits.settleHold({ ...settle, hold: own.hold });
    await w.hold(4n);
    const asked = "select workspace_id::text as number from credits.accounts where external_id = $1";
    const { rows } = await database.pool.query<{ number: string }>(asked, [w.externalId]);
    return { ...w, number: rows[0]?.number ?? "" };
  }

  test.each(DAMAGES)("names the first bad row: $what", async ({ sql, first }) => {
    const w = await openLedger();
    expect((await credits.verify({ workspace: w.id })).differences).toEqual([]);
    const { rowCount } = await database.pool.query(sql.replaceAll("$w", w.number));
    expect(rowCount).toBe(1);
    const { differences } = await credits.verify({ workspace: w.id });
    expect(differences[0]?.workspace).toBe(w.id);
    expect(differences[0]?.what).toMatch(typeof first === "string" ? new RegExp(`^${first}$`) : first);
  });

  test("names what is bad of all workspaces, and nothing of one that is well", async () => {
    const [bad, well] = [await openLedger(), await openLedger()];
    await database.pool.query(`update credits.lots set spent = spent + 1 where workspace_id = ${bad.number}`);
    const { checked, differences } = await credits.verify();
    expect(checked.workspaces).toBeGreaterThan(1);
    const place = { table: "lots", row: "1", column: "spent" };
    expect(differences).toContainEqual({ workspace: bad.id, what: "lot 1 spent", ...place, expected: "4", found: "5" });
    expect(differences.filter(({ workspace }) => workspace === well.id)).toEqual([]);
  });

  test("names a grant and a refund whose key would have its effect again", async () => {
    const w = await openLedger();
    await w.grant(10n, { key: "g" });
    await w.refund((await credits.listActions({ workspace: w.id })).items.at(-1)?.id ?? "", 1n, { key: "r" });
    expect((await credits.verify({ workspace: w.id })).differences).toEqual([]);
    const gone = `delete from credits.operations where workspace_id = ${w.number} and operation in ('grant', 'refund')`;
    expect((await database.pool.query(gone)).rowCount).toBe(2);
    const missing = { workspace: w.id, table: "operations", column: null, expected: "a row", found: "none" };
    expect((await credits.verify({ workspace: w.id })).differences).toEqual([
      { ...missing, what: "operation grant of lot 6", row: "grant of lot 6" },
      { ...missing, what: "operation refund of action 2", row: "refund of action 2" },
    ]);
  });

  test("looks at all workspaces in parts that follow each other", async () => {
    const opened = await Promise.all(Array.from({ length: 3 }, () => openLedger()));
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const part: Verification = await credits.verify({ after, limit: 2 });
      expect(part.checked.workspaces).toBeLessThanOrEqual(2);
      if (part.last === null) break;
      seen.push(part.last);
      after = part.last;
    }
    const all = await credits.verify();
    expect(seen).toHaveLength(Math.ceil(all.checked.workspaces / 2));
    expect(seen.at(-1)).toBe(all.last);
    expect(opened.length).toBeLessThanOrEqual(all.checked.workspaces);
    await expect(credits.verify({ after: null, limit: 0 })).rejects.toMatchObject({ code: "invalid-argument" });
  });

  test("reads a ledger that is larger than a page in pages, and names what is bad on a later one", {
    timeout: 120_000,
  }, async () => {
    const w = await openTestWorkspace(credits, { plan: "scale" });
    const site = { workspace: w.id, fingerprint: "site", deadlineMs: 3_600_000, actor: "test" };
    const holds = Array.from({ length: 150 }, () => ({ credits: 2n, action: plainAction }));
    const placed: string[] = [];
    for (let count = 0; count < 14; count += 1) {
      const linked = await credits.placeHolds({ ...site, key: `site ${count}`, holds });
      placed.push(...linked.holds.map(({ hold }) => hold));
    }
    // Those before them still run. A hundred at once: on a busy machine more would wait longer than the queue allows.
    const ended = placed.slice(600);
    const caller = async () => {
      for (let hold = ended.pop(); hold !== undefined; hold = ended.pop()) await w.settle(hold, 1n);
    };
    await Promise.all(Array.from({ length: 100 }, caller));
    const { checked, differences } = await credits.verify({ workspace: w.id });
    expect(differences).toEqual([]);
    expect(checked).toEqual({ workspaces: 1, transfers: 5_101, lots: 1, holds: 2_100 });
    const of = `from credits.accounts as account where account.workspace_id = bad.workspace_id and external_id = '${w.externalId}'`;
    await database.pool.query(`update credits.actions as bad set charged = 0 ${of} and action_id = 2050`);
    await database.pool.query(`update credits.usage_slots as bad set actions = actions + 1 ${of}`);
    const found = (await credits.verify({ workspace: w.id })).differences.map(({ what }) => what);
    // A quarter of an hour may have ended meanwhile: the slot before is named first.
    const slots = found.filter((what) => what.startsWith("usage slot "));
    expect(slots.length).toBeGreaterThan(0);
    expect(found.filter((what) => !slots.includes(what))).toEqual(["action 2050 charged"]);
  });

  test("finds nothing to name while credits are held, charged, refunded, granted and reset, however often it is asked", async () => {
    // Days pass in milliseconds, so that the workspaces are reset again and again.
    let aheadMs = 0;
    const business = (now: Date) => new Date(now.getTime() + aheadMs);
    const busy = createCredits({ database: database.port, catalog: shippedCatalog, clock: { business } });
    const workspaces = await Promise.all(Array.from({ length: 3 }, () => openTestWorkspace(busy, { plan: "pro" })));
    let isDone = false;
    const work = workspaces.flatMap((w) =>
      Array.from({ length: 8 }, async (_, worker) => {
        for (let count = 0; !isDone; count += 1) {
          aheadMs += 12 * 3_600_000;
          const { hold, action } = await w.hold(3n);
          if (count % 5 === 4) await w.release(hold);
          else await w.settle(hold, 2n);
          if (count % 5 === worker % 4) await w.refund(action, 1n);
          if (count % 7 === worker) await w.grant(5n);
        }
      }),
    );
    try {
      // As long as it takes until each has been reset a few times.
      for (let [asked, resets] = [0, 0]; asked < 8 || resets < 9; asked += 1) {
        for (const { id } of workspaces) expect((await credits.verify({ workspace: id })).differences).toEqual([]);
        resets = (await database.pool.query("select from credits.transfers where cause = 'lot-expiry'")).rowCount ?? 0;
      }
    } finally {
      isDone = true;
      await Promise.all(work);
      await busy.close();
    }
  });

  describe("as a command", () => {
    async function run(...line: string[]): Promise<{ code: number; out: string; err: string }> {
      const said = { out: "", err: "" };
      const code = await runCommand(line, {
        environment: { DATABASE_URL: database.url },
        write: (words) => {
          said.out += words;
        },
        writeError: (words) => {
          said.err += words;
        },
      });
      return { code, ...said };
    }

    test("its exit code is that of its process, and the database is named by the environment", async () => {
      const w = await openLedger();
      await database.pool.query(`update credits.lots set spent = spent + 1 where workspace_id = ${w.number}`);
      const main = new URL("../../src/command/main.ts", import.meta.url).pathname;
      const child = spawn(process.execPath, ["--conditions=dokly-source", main, "verify", "--workspace", w.id], {
        env: { ...process.env, DATABASE_URL: database.url, NODE_OPTIONS: "" },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [out, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
      expect({ code, out }).toMatchObject({
        code: 1,
        out: expect.stringContaining("lot 1 spent: expected 4, found 5"),
      });
    });

    test("ends with 0 where all is well and with 1 where something differs, in words or as JSON", async () => {
      const w = await openLedger();
      const clean = await run("verify", "--workspace", w.id);
      const seen = "Looked at 8 transfers, 1 lots and 4 holds of 1 workspaces";
      expect(clean).toEqual({ code: 0, out: `${seen}: no difference.\n`, err: "" });
      await database.pool.query(`update credits.lots set spent = spent + 1 where workspace_id = ${w.number}`);
      const bad = await run("verify", "--workspace", w.id, "--database", database.url);
      expect(bad).toMatchObject({ code: 1, err: "" });
      expect(bad.out).toBe(`${w.id} lot 1 spent: expected 4, found 5\n${seen}: 1 differences.\n`);
      const json = await run("verify", "--workspace", w.id, "--json");
      expect(json.code).toBe(1);
      expect(JSON.parse(json.out)).toEqual({
        ok: false,
        checked: { workspaces: 1, transfers: 8, lots: 1, holds: 4 },
        differences: [
          { workspace: w.id, what: "lot 1 spent", table: "lots", row: "1", column: "spent", expected: "4", found: "5" },
        ],
      });
    });

    test("ends with 2 and a reason where it could not look, and never shows a password", async () => {
      const away = "postgres://someone:hidden@127.0.0.1:1/none";
      const unreachable = await run("verify", "--database", away);
      expect(unreachable).toMatchObject({ code: 2, out: "" });
      expect(unreachable.err).toContain("can not be reached");
      expect(unreachable.err).not.toContain("hidden");
      expect(await run("verify", "--workspace", "ws_nothing")).toMatchObject({ code: 2 });
      expect((await run("verify", "--schema", "elsewhere")).err).toContain("run migrateCredits");
      expect((await run("mend")).err).toContain('only "verify"');
      expect((await run()).out).toContain("dokly-credits verify");
    });
  });
});
