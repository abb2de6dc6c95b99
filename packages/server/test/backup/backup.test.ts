import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Credits, createCredits, shippedCatalog } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderForData } from "../../../../test-servers/postgres/data-folder.ts";
import { drawMasterKey } from "../../src/byok/key-ring.ts";
import { withDatabase } from "../../src/command/command-database.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../src/embedded-postgres/embedded-postgres.ts";
import { type OpenDatabases, openDatabases } from "../../src/start/open-databases.ts";
import { type RunLine, runLine } from "../command/run-line.ts";

/** Everything is below it: the data folder, the backup with its keys, and what was restored. */
let made: string;
let source: EmbeddedPostgres;
let databases: OpenDatabases;
let credits: Credits;
const workspaces: string[] = [];
const actor = "test";

beforeAll(async () => {
  made = mkdtempSync(join(folderForData(), "dokly-backup-"));
  chmodSync(made, 0o711);
  const dataFolder = join(made, "data");
  mkdirSync(dataFolder, { mode: 0o711 });
  for (const [name, text] of [
    ["secret", "a secret of the tests, longer than thirty-two characters\n"],
    ["master-keys", `${drawMasterKey("first")}\n`],
  ] as const) {
    writeFileSync(join(dataFolder, name), text, { mode: 0o600 });
  }
  source = await startEmbeddedPostgres({ dataFolder, isDurable: false, onNotice: () => undefined });
  databases = await openDatabases({
    databaseUrl: source.url,
    creditsDatabaseUrl: null,
    logger: pino({ enabled: false }),
  });
  credits = createCredits({ database: postgresDatabase(databases.credits), catalog: shippedCatalog });
  for (const externalId of ["one", "two", "three"]) {
    workspaces.push((await credits.openWorkspace({ externalId, plan: "scale", actor })).workspace);
  }
});
afterAll(async () => {
  await credits.close();
  await databases.close();
  await source.stop();
  rmSync(made, { recursive: true, force: true });
});

const given = (folder = "data"): RunLine => ({
  environment: { DOKLY_DATA: join(made, folder), DOKLY_LOG_LEVEL: "silent" },
  workingFolder: made,
});

/** Holds, charges and refunds until it is told to stop, in all workspaces at once. */
function startLoad(): { stop(): Promise<void> } {
  let isRunning = true;
  const action = { kind: "render", member: null, document: null, model: null, estimate: null, group: null };
  const work = workspaces.map(async (workspace, index) => {
    for (let count = 0; isRunning; count += 1) {
      const key = `load ${index} ${count}`;
      const facts = { ...action, isDemo: false };
      const asked = { workspace, key, fingerprint: key, credits: 3n, deadlineMs: 60_000, action: facts, actor };
      const placed = await credits.placeHold(asked);
      // As fast as it can, it would take the machine from the backup, which would take all the longer.
      await wait(5);
      if (count % 10 === 9) continue;
      await credits.settleHold({ workspace, hold: placed.hold, charge: { credits: 2n }, status: "succeeded", actor });
      if (count % 3 === 0) {
        await credits.refund({ workspace, action: placed.action, credits: 1n, reason: "test", actor, key });
      }
      if (count % 50 === 0)
        await credits.grant({ workspace, source: "goodwill", credits: 200n, key, reason: "t", actor });
    }
  });
  return {
    stop: async () => {
      isRunning = false;
      await Promise.all(work);
    },
  };
}

const headsOf = (engine: Credits) => Promise.all(workspaces.map((workspace) => engine.getLedgerHead({ workspace })));

test("a backup that is taken under load comes back with all that was acknowledged before it, and verifies", async () => {
  const load = startLoad();
  const before = await headsOf(credits);
  const taken = await runLine(["backup", "copy", "--json"], given());
  await load.stop();
  expect(taken).toMatchObject({ code: 0, errors: "" });
  const { folder, keys } = JSON.parse(taken.out);
  expect({ folder, keys }).toEqual({
    folder: join(made, "copy"),
    keys: { folder: join(made, "copy-keys"), files: ["secret", "master-keys"] },
  });
  const after = await headsOf(credits);
  expect(after.every(({ sequence }, index) => sequence > (before[index]?.sequence ?? 0n))).toBe(true);

  const restored = await runLine(["restore", "copy", "--to", "again", "--yes", "--json"], given());
  expect(restored).toMatchObject({ code: 0, errors: "" });
  expect(JSON.parse(restored.out)).toMatchObject({ ok: true, differences: [], checked: { workspaces: 3 } });
  await withDatabase(
    { ...given("again"), now: new Date(), write: () => 0, writeError: () => 0, workingFolder: made },
    async (again) => {
      const heads = await headsOf(again.credits);
      for (const [index, workspace] of workspaces.entries()) {
        const [from, head, to] = [before[index], heads[index], after[index]];
        if (from === undefined || head === undefined || to === undefined) throw new Error("a workspace is missing");
        expect(head.sequence).toBeGreaterThanOrEqual(from.sequence);
        expect(head.sequence).toBeLessThanOrEqual(to.sequence);
        // Up to its end it is the same ledger, line by line.
        const asked = { workspace, after: head.sequence - 1n, limit: 1 };
        expect(await again.credits.listTransfers(asked)).toEqual(await credits.listTransfers(asked));
        const [oldest] = (await again.credits.listTransfers({ workspace, limit: 3 })).slice(-1);
        expect(oldest).toEqual((await credits.listTransfers({ workspace, limit: 3 })).at(-1));
      }
    },
  );
});

test("keys are apart from the data, and nobody else can read either", () => {
  expect(readdirSync(join(made, "copy")).sort()).toEqual(["backup.json", "credentials.json", "data"]);
  for (const name of ["secret", "master-keys"]) {
    const kept = join(made, "copy-keys", name);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    expect(readFileSync(kept, "utf8")).toBe(readFileSync(join(made, "data", name), "utf8"));
    expect(readFileSync(join(made, "again", name), "utf8")).toBe(readFileSync(kept, "utf8"));
  }
  expect(statSync(join(made, "copy")).mode & 0o077).toBe(0);
  expect(statSync(join(made, "copy", "credentials.json")).mode & 0o077).toBe(0);
  expect(readdirSync(made).filter((name) => name.includes("unfinished"))).toEqual([]);
});

describe("nothing is overwritten, and nothing half made is left", () => {
  test("a backup is not taken over another", async () => {
    const said = await runLine(["backup", "copy"], given());
    expect(said).toMatchObject({ code: 3, out: "", errors: expect.stringContaining("is there already") });
  });

  test("a backup is not restored over a Dokly, nor without being asked, nor into another PostgreSQL", async () => {
    const over = await runLine(["restore", "copy", "--to", "again", "--yes"], given());
    expect(over).toMatchObject({ code: 3, errors: expect.stringContaining("is not empty") });
    const unasked = await runLine(["restore", "copy", "--to", "new"], given());
    expect(unasked).toMatchObject({ code: 4, errors: expect.stringContaining("Add --yes") });
    const declined = await runLine(["restore", "copy", "--to", "new"], { ...given(), answer: "no" });
    expect(declined).toMatchObject({ code: 4, errors: expect.stringContaining("Nothing was changed") });
    const environment = { DATABASE_URL: "postgres://127.0.0.1:1/none" };
    for (const [words, tool] of [
      ["restore", "pg_restore --no-owner"],
      ["backup", "pg_dump --format=custom"],
    ] as const) {
      const said = await runLine([words, "copy"], { environment, workingFolder: made });
      expect(said).toMatchObject({ code: 2, errors: expect.stringContaining(tool) });
    }
    expect(existsSync(join(made, "new"))).toBe(false);
  });

  test("a damaged backup names the file, and leaves no folder behind", async () => {
    const path = join(made, "copy", "data", "PG_VERSION");
    const whole = readFileSync(path);
    writeFileSync(path, "19\n");
    const said = await runLine(["restore", "copy", "--to", "new", "--yes"], given());
    expect(said).toMatchObject({ code: 3, errors: expect.stringContaining("PG_VERSION is not what was copied") });
    expect(existsSync(join(made, "new"))).toBe(false);
    rmSync(path);
    const missing = await runLine(["restore", "copy", "--to", "new", "--yes"], given());
    expect(missing).toMatchObject({ code: 3, errors: expect.stringContaining("PG_VERSION is missing") });
    writeFileSync(path, whole);
    const none = await runLine(["restore", "data", "--to", "new", "--yes"], given());
    expect(none).toMatchObject({ code: 3, errors: expect.stringContaining("is no backup of Dokly") });
    expect(existsSync(join(made, "new"))).toBe(false);
  });
});
