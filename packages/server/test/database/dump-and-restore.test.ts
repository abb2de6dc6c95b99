import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Credits, createCredits, shippedCatalog } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folderForData } from "../../../../test-servers/postgres/data-folder.ts";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { openDatabases } from "../../src/start/open-databases.ts";

const asOf = new Date("2026-11-23T12:00:00Z");
let folder: string;
let source: TestDatabase;
let target: TestDatabase;
beforeEach(async () => {
  folder = mkdtempSync(join(folderForData(), "dokly-dump-"));
  [source, target] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterEach(async () => {
  await Promise.all([source.drop(), target.drop()]);
  rmSync(folder, { recursive: true });
});

/** The major version of PostgreSQL's own tool on this machine; null where it has none. */
function toolVersion(): number | null {
  try {
    return Number(/(\d+)/.exec(execFileSync("pg_dump", ["--version"], { encoding: "utf8" }))?.[1]);
  } catch {
    return null;
  }
}

async function withEngine<Result>(url: string, work: (credits: Credits) => Promise<Result>): Promise<Result> {
  const input = { databaseUrl: url, creditsDatabaseUrl: null, logger: pino({ enabled: false }) };
  const databases = await openDatabases(input);
  // At one instant, as answers tell theirs.
  const clock = { business: () => asOf };
  const credits = createCredits({ database: postgresDatabase(databases.credits), catalog: shippedCatalog, clock });
  try {
    return await work(credits);
  } finally {
    await credits.close();
    await databases.close();
  }
}

test("a dump by PostgreSQL's own tools comes back with the same answers, verifies, and protects the ledger again", async ({
  skip,
}) => {
  const { rows } = await source.pool.query<{ version: number }>(
    "select current_setting('server_version_num')::int / 10000 as version",
  );
  const version = toolVersion();
  // A tool of an older PostgreSQL refuses to read a newer one.
  if (version === null || version < (rows[0]?.version ?? 0)) skip("no pg_dump of this PostgreSQL is installed");
  const actor = "test";
  const answer = (credits: Credits, workspace: string) =>
    Promise.all([
      credits.getBalance({ workspace }),
      credits.getLedgerHead({ workspace }),
      credits.listTransfers({ workspace }),
      credits.listActions({ workspace }),
    ]);
  const { workspace, before } = await withEngine(source.url, async (credits) => {
    const opened = await credits.openWorkspace({ externalId: "one", plan: "free", actor });
    const facts = { kind: "render", member: "ada", document: null, model: null, estimate: null, group: null };
    const action = { ...facts, isDemo: false };
    const asked = { workspace: opened.workspace, fingerprint: "f", credits: 5n, deadlineMs: 3_600_000, action, actor };
    const { hold } = await credits.placeHold({ ...asked, key: "a" });
    const end = { workspace: opened.workspace, hold, charge: { credits: 3n }, status: "succeeded", actor } as const;
    await credits.settleHold(end);
    await credits.placeHold({ ...asked, key: "b" });
    return { workspace: opened.workspace, before: await answer(credits, opened.workspace) };
  });

  const file = join(folder, "dokly.dump");
  execFileSync("pg_dump", ["--format=custom", `--file=${file}`, source.url]);
  execFileSync("pg_restore", ["--no-owner", "--no-privileges", "--exit-on-error", `--dbname=${target.url}`, file]);
  await withEngine(target.url, async (credits) => {
    expect(await answer(credits, workspace)).toEqual(before);
    expect((await credits.verify()).differences).toEqual([]);
  });
  for (const sql of ["update credits.transfers set credits = 9", "delete from credits.transfers"]) {
    await expect(target.pool.query(sql)).rejects.toMatchObject({ code: "42501" });
  }
});
