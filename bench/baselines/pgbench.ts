import { spawn, spawnSync } from "node:child_process";
import type { Baseline, BaselineLoad, BaselineRate } from "./baseline-tables.ts";

/** The version of the machine's pgbench; null where it has none. */
export function findPgbench(): string | null {
  const { status, stdout } = spawnSync("pgbench", ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

const scripts: Readonly<Record<Baseline, string>> = {
  insert: "\\set w random(1, 10000)\ninsert into bench_rows (workspace_id, credits) values (:w, 3);\n",
  update: "update bench_hot_row set credits = credits + 3 where workspace_id = 1;\n",
};

/** Of a run that is too short to be timed: pgbench counts connecting into its seconds. */
const transactionsPerClient = 10;

/**
 * Runs one baseline by pgbench with prepared statements, in whole seconds; below one second, a few transactions per
 * client. Making the connections is not part of the rate.
 */
export async function runPgbench(url: string, options: BaselineLoad): Promise<BaselineRate> {
  const { baseline, clients, seconds } = options;
  const length = seconds < 1 ? ["-t", `${transactionsPerClient}`] : ["-T", `${Math.round(seconds)}`];
  const output = await run(
    ["-n", "-M", "prepared", "-c", `${clients}`, "-j", `${Math.min(2, clients)}`, ...length, "-f", "-"],
    { input: scripts[baseline], environment: loginOf(url) },
  );
  const read = (pattern: RegExp): number => Number(pattern.exec(output)?.[1]);
  const rate: BaselineRate = {
    operations: read(/^number of transactions actually processed: (\d+)/m),
    perSecond: read(/^tps = ([\d.]+)/m),
    averageMs: read(/^latency average = ([\d.]+) ms/m),
  };
  if (Object.values(rate).every(Number.isFinite)) return rate;
  throw new Error(`pgbench said nothing that could be read:\n${output}`);
}

/** By the environment, since everybody on the machine can read a program's arguments. */
function loginOf(url: string): NodeJS.ProcessEnv {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  return {
    PGHOST: searchParams.get("host") ?? hostname,
    PGPORT: searchParams.get("port") ?? (port === "" ? "5432" : port),
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
  };
}

function run(
  programArguments: readonly string[],
  options: { readonly input: string; readonly environment: NodeJS.ProcessEnv },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("pgbench", programArguments, {
      env: { PATH: process.env["PATH"], ...options.environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let output = "";
    const collect = (chunk: Buffer): void => {
      output += chunk.toString("utf8");
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`pgbench ended with ${code}:\n${output}`));
    });
    child.stdin.end(options.input);
  });
}
