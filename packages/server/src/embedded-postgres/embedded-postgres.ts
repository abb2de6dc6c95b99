import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { findPostgresBinaries, type PostgresBinaries, type PostgresProgram, programPath } from "./binaries.ts";
import { type ClusterAddress, chooseAddress, connectionUrl } from "./cluster-address.ts";
import { clusterSettings } from "./cluster-settings.ts";
import {
  type ClusterCredentials,
  ownerName,
  readOrDrawCredentials,
  superuserName,
  writePrivateFile,
} from "./credentials.ts";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { type ClusterPlaces, placesForCluster } from "./places.ts";
import { hasEndedUnfetched, isRunning, readPostmaster } from "./postmaster.ts";
import { type ProgramResult, runProgram } from "./run-program.ts";

/** A PostgreSQL that this process started, or took over from one that died. */
export type EmbeddedPostgres = {
  /** Connects as `dokly`, who owns the database `dokly` and is no superuser. */
  readonly url: string;
  /** Of the server that runs now, or ran last. */
  readonly pid: number;
  /** Where its data is: below the data folder, or in /var/lib/dokly. */
  readonly folder: string;
  /** True when it was running already: its server was killed and left it behind. */
  readonly wasTakenOver: boolean;
  /**
   * Starts it again where it was, after it has ended by itself: whoever connects by `url` finds it there.
   * @throws EmbeddedPostgresError `start-failed`
   */
  restart(): Promise<void>;
  /** Ends open connections, writes a checkpoint and stops. Safe to call twice. */
  stop(): Promise<void>;
};

export type StartEmbeddedPostgres = {
  /** The product's data folder; the cluster lies in `postgres` below it, or where a notice says. It must exist. */
  readonly dataFolder: string;
  /** False only for tests: nothing is forced to disk. */
  readonly isDurable: boolean;
  /** Other programs than those of the product: tests run on an older PostgreSQL too. */
  readonly binaries?: PostgresBinaries;
  /** Told, in sentences, what the person should know: a folder elsewhere, a server taken over. */
  readonly onNotice: (sentence: string) => void;
};

const startSecondsMax = 60;
const startAttemptsMax = 20;

/**
 * Starts the PostgreSQL of a data folder, making its cluster first where there is none. One process at a time may do
 * this for one folder.
 * @throws EmbeddedPostgresError with a sentence for the person who starts the server
 */
export async function startEmbeddedPostgres(options: StartEmbeddedPostgres): Promise<EmbeddedPostgres> {
  const places = placesForCluster(options.dataFolder, options.binaries ?? findPostgresBinaries(), options.onNotice);
  const credentials = readOrDrawCredentials(places.folder, places.account);
  await initialiseCluster(places, credentials);
  const orphan = await findOrphan(places, credentials);
  if (orphan !== null)
    options.onNotice(`Took over the PostgreSQL (process ${orphan.pid}) that a killed server had left.`);
  let server = orphan ?? (await startServer(places, options.isDurable, await chooseAddress(places.folder)));
  await createDatabase(server.address, credentials);
  const { address } = server;
  let stopping: Promise<void> | null = null;
  return {
    url: connectionUrl(address, { user: ownerName, password: credentials.owner, database: ownerName }),
    get pid() {
      return server.pid;
    },
    folder: places.folder,
    wasTakenOver: orphan !== null,
    restart: async () => {
      server = (await findOrphan(places, credentials)) ?? (await startServer(places, options.isDurable, address));
    },
    stop: () => (stopping ??= stopServer(places)),
  };
}

const dataOf = (places: ClusterPlaces): string => join(places.folder, "data");

function run(places: ClusterPlaces, program: PostgresProgram, programArguments: string[]): Promise<ProgramResult> {
  return runProgram(programPath(places.binaries, program), programArguments, places);
}

/**
 * Makes the cluster beside its place and renames it there, so that a start that was cut short leaves nothing half made.
 */
async function initialiseCluster(places: ClusterPlaces, credentials: ClusterCredentials): Promise<void> {
  const data = dataOf(places);
  if (existsSync(join(data, "PG_VERSION"))) return refuseOtherVersion(places);
  const unfinished = join(places.folder, "data.unfinished");
  const passwordFile = join(places.folder, "superuser-password");
  rmSync(unfinished, { recursive: true, force: true });
  writePrivateFile(passwordFile, `${credentials.superuser}\n`, places.account);
  // Other systems lack C.UTF-8 in their C library; PostgreSQL brings its own since 17.
  const locale =
    process.platform === "linux"
      ? ["--locale=C.UTF-8"]
      : ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const result = await run(places, "initdb", [
    `--pgdata=${unfinished}`,
    `--username=${superuserName}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    ...locale,
  ]);
  rmSync(passwordFile, { force: true });
  if (result.exitCode !== 0) {
    throw new EmbeddedPostgresError(
      "initialisation-failed",
      `PostgreSQL could not make its cluster in ${unfinished} (initdb ended with ${result.exitCode}):\n${result.output}`,
    );
  }
  const settings = join(unfinished, "postgresql.conf");
  writePrivateFile(settings, `${readFileSync(settings, "utf8")}\ninclude_if_exists = 'dokly.conf'\n`, places.account);
  renameSync(unfinished, data);
}

async function refuseOtherVersion(places: ClusterPlaces): Promise<void> {
  const clusterVersion = readFileSync(join(dataOf(places), "PG_VERSION"), "utf8").trim();
  const programVersion = places.binaries.packageVersion.split(".")[0] ?? "";
  if (clusterVersion === programVersion) return;
  throw new EmbeddedPostgresError(
    "other-version",
    `${dataOf(places)} was made by PostgreSQL ${clusterVersion}, and PostgreSQL ${programVersion} is installed. ` +
      "Start the Dokly that made it, or move the data with pg_dump and pg_restore.",
  );
}

/**
 * A server that runs on our own cluster and lets our own superuser in, without a Dokly that owns it: that one was
 * killed.
 */
async function findOrphan(
  places: ClusterPlaces,
  credentials: ClusterCredentials,
): Promise<{ address: ClusterAddress; pid: number } | null> {
  const postmaster = readPostmaster(dataOf(places));
  if (postmaster === null) return null;
  if (!isRunning(postmaster.pid)) {
    // PostgreSQL itself takes the number of an ended process for a running one, as long as nobody fetches that.
    if (hasEndedUnfetched(postmaster.pid)) rmSync(join(dataOf(places), "postmaster.pid"), { force: true });
    return null;
  }
  const address: ClusterAddress =
    postmaster.socketFolder === ""
      ? { kind: "loopback", port: postmaster.port }
      : { kind: "socket", folder: postmaster.socketFolder, port: postmaster.port };
  try {
    const rows = await asSuperuser(address, credentials, superuserName, (client) =>
      client.query<{ folder: string }>("select current_setting('data_directory') as folder"),
    );
    return rows.rows[0]?.folder === dataOf(places) ? { address, pid: postmaster.pid } : null;
  } catch {
    // The number belongs to another program by now, or the server is going down: starting will tell, in PostgreSQL's
    // own words.
    return null;
  }
}

async function startServer(
  places: ClusterPlaces,
  isDurable: boolean,
  address: ClusterAddress,
): Promise<{ address: ClusterAddress; pid: number }> {
  const data = dataOf(places);
  if (address.kind === "socket") {
    // Ours alone, and its server does not run: what a killed one left there is in the way.
    rmSync(address.folder, { recursive: true, force: true });
    mkdirSync(address.folder, { mode: 0o700 });
    if (places.account !== null) chownSync(address.folder, places.account.uid, places.account.gid);
  }
  writePrivateFile(join(data, "dokly.conf"), clusterSettings(address, isDurable), places.account);
  return { address, pid: await runToReady(places) };
}

/**
 * Starts the server and waits until it takes connections. Processes of a server that was killed live on for a moment,
 * and PostgreSQL does not start beside them: then it is tried again.
 */
async function runToReady(places: ClusterPlaces): Promise<number> {
  const data = dataOf(places);
  const log = join(places.folder, "start.log");
  const command = ["start", "--wait", `--timeout=${startSecondsMax}`, `--pgdata=${data}`, `--log=${log}`];
  for (let attempt = 1; ; attempt += 1) {
    rmSync(log, { force: true });
    const startedAtMs = Date.now();
    const result = await run(places, "pg_ctl", command);
    const postmaster = readPostmaster(data);
    if (result.exitCode === 0 && postmaster !== null) return postmaster.pid;
    const said = [log, ...logFilesSince(join(data, "log"), startedAtMs)].map(lastLines).join("\n").trim();
    if (attempt < startAttemptsMax && said.includes("pre-existing shared memory block")) {
      await setTimeout(500);
      continue;
    }
    throw new EmbeddedPostgresError(
      "start-failed",
      `PostgreSQL did not start on ${data}. It said:\n${said === "" ? result.output : said}`,
    );
  }
}

function logFilesSince(folder: string, sinceMs: number): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).mtimeMs >= sinceMs);
}

function lastLines(path: string): string {
  if (!existsSync(path)) return "";
  return readFileSync(path, "utf8").trimEnd().split("\n").slice(-8).join("\n");
}

/** The role and the database that the product uses; nothing happens where they exist. */
async function createDatabase(address: ClusterAddress, credentials: ClusterCredentials): Promise<void> {
  await asSuperuser(address, credentials, superuserName, async (client) => {
    const { rows } = await client.query("select 1 from pg_catalog.pg_database where datname = $1", [ownerName]);
    if (rows.length > 0) return;
    const roles = await client.query("select 1 from pg_catalog.pg_roles where rolname = $1", [ownerName]);
    if (roles.rows.length === 0) {
      const password = client.escapeLiteral(credentials.owner);
      await client.query(`create role ${ownerName} login createrole createdb password ${password}`);
    }
    await client.query(`create database ${ownerName} owner ${ownerName}`);
  });
}

async function asSuperuser<Result>(
  address: ClusterAddress,
  credentials: ClusterCredentials,
  database: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const connectionString = connectionUrl(address, { user: superuserName, password: credentials.superuser, database });
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function stopServer(places: ClusterPlaces): Promise<void> {
  const postmaster = readPostmaster(dataOf(places));
  if (postmaster === null || !isRunning(postmaster.pid)) return;
  const result = await run(places, "pg_ctl", [
    "stop",
    "--mode=fast",
    "--wait",
    "--timeout=60",
    `--pgdata=${dataOf(places)}`,
  ]);
  // pg_ctl is content when the pid file is gone, which is a moment before the process is.
  for (let waits = 0; waits < 100 && isRunning(postmaster.pid); waits += 1) await setTimeout(20);
  if (isRunning(postmaster.pid)) {
    throw new EmbeddedPostgresError(
      "stop-failed",
      `PostgreSQL (process ${postmaster.pid}) did not stop: ${result.output}`,
    );
  }
}
