import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** The built server as a process of its own, in production, as a service manager runs it. */
export type BenchServer = {
  readonly address: string;
  readonly pid: number;
  /** Bytes of memory that the process has now; null where the system does not tell. */
  rssBytes(): number | null;
  /** SIGTERM, and waits for its end; fails where that is not a clean one. */
  stop(): Promise<void>;
};

export type BenchServerOptions = {
  readonly databaseUrl: string;
  /** For what it says, its profile, and the file of its plans. */
  readonly folder: string;
  readonly name: string;
  /** The folder of the built server. */
  readonly bundle: string;
  readonly providerUrl: string;
  /** Where the CPU profile of the process goes at its end. */
  readonly profile?: string;
};

const startMs = 60_000;
/** As scripts/prepare/server-command.mjs and the files of deploy/ start it. */
const memory = "--max-semi-space-size=8";
/** Two servers on one database share it, as they have to. */
const secret = "of a server that is measured and then thrown away";

/**
 * Starts it as an operator would: production, logs at `info` to a file, every limit in force. Limits on AI actions are
 * set by their variables, since one caller runs hundreds in a row.
 */
export async function startBenchServer(options: BenchServerOptions): Promise<BenchServer> {
  const { folder, name, bundle } = options;
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const logPath = join(folder, `${name}.log`);
  const log = openSync(logPath, "w");
  const profiling =
    options.profile === undefined ? [] : ["--cpu-prof", "--cpu-prof-interval=500", `--cpu-prof-dir=${options.profile}`];
  const child = spawn(process.execPath, [memory, ...profiling, join(bundle, "main.js")], {
    cwd: folder,
    stdio: ["ignore", log, log],
    env: { ...environmentOf(options, port), PATH: process.env["PATH"] ?? "" },
  });
  await answers(child, address, logPath);
  const pid = child.pid ?? 0;
  return {
    address,
    pid,
    rssBytes: () => rssOf(pid),
    stop: async () => {
      if (child.exitCode !== null) throw new Error(`the server had ended with ${child.exitCode}, see ${logPath}`);
      child.kill("SIGTERM");
      const [code] = (await once(child, "exit")) as [number | null];
      if (code !== 0) throw new Error(`the server ended with ${code}:\n${lastOf(logPath)}`);
    },
  };
}

function environmentOf({ databaseUrl, folder, providerUrl }: BenchServerOptions, port: number) {
  return {
    NODE_ENV: "production",
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: databaseUrl,
    DOKLY_SECRET: secret,
    DOKLY_CONFIG: join(folder, "plans.json"),
    DOKLY_DATA: join(folder, "data"),
    DOKLY_FREE_CREDITS: "every-workspace",
    ANTHROPIC_API_KEY: "sk-ant-bench",
    ANTHROPIC_BASE_URL: providerUrl,
    DOKLY_AI_STARTS_PER_MEMBER: "99999",
    DOKLY_AI_STARTS_PER_WORKSPACE: "99999",
  };
}

/** In production the port is known before, since the address that people use is. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

async function answers(child: ChildProcess, address: string, logPath: string): Promise<void> {
  const endsAtMs = performance.now() + startMs;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server did not start:\n${lastOf(logPath)}`);
    const isReady = await fetch(`${address}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    if (performance.now() > endsAtMs) {
      child.kill("SIGKILL");
      throw new Error(`the server is not ready after ${startMs / 1_000} s:\n${lastOf(logPath)}`);
    }
    await setTimeout(50);
  }
}

function lastOf(logPath: string): string {
  return readFileSync(logPath, "utf8").split("\n").slice(-20).join("\n");
}

function rssOf(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1_024;
  } catch {
    return null;
  }
}
