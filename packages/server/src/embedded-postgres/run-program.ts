import { spawn, spawnSync } from "node:child_process";
import type { SystemAccount } from "./system-account.ts";

/** How a program ended, with the last of what it said on either stream. */
export type ProgramResult = { readonly exitCode: number | null; readonly output: string };

const outputCharsMax = 8_000;

/**
 * Nothing of ours is passed on: PostgreSQL's processes must not carry our keys, and a PGDATA or LANG of the person's
 * shell must not change the cluster.
 */
function minimalEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
  for (const name of ["SystemRoot", "TEMP", "TMP"]) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/**
 * Runs one of PostgreSQL's programs to its end, in a session of its own, so that Ctrl-C in the terminal does not reach
 * it. The output is waited for only as long as the program itself: a server that pg_ctl leaves behind may keep the pipe
 * open.
 */
export function runProgram(
  path: string,
  programArguments: readonly string[],
  options: { account: SystemAccount; folder: string; input?: string },
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, programArguments, {
      cwd: options.folder,
      env: minimalEnvironment(),
      detached: true,
      windowsHide: true,
      stdio: ["pipe", "pipe", "pipe"],
      ...(options.account === null ? {} : { uid: options.account.uid, gid: options.account.gid }),
    });
    let output = "";
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString("utf8")).slice(-outputCharsMax);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
    child.once("error", reject);
    child.once("exit", (exitCode) => {
      setImmediate(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ exitCode, output: output.trim() });
      });
    });
  });
}

/**
 * Whether that account can execute this program where it lies; the one test that also sees mount options and access
 * lists.
 */
export function canRun(path: string, programArguments: readonly string[], account: SystemAccount): boolean {
  const result = spawnSync(path, programArguments, {
    cwd: "/",
    env: minimalEnvironment(),
    stdio: "ignore",
    ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
  });
  return result.status === 0;
}
