import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The server as a process of its own, from its sources, as `npm start` runs it from its bundle. */
export type ServerProcess = {
  readonly process: ChildProcess;
  /** All that it has said so far, on either stream. */
  output(): string;
  /** Resolves with the address once it answers; rejects when it ends before. */
  readonly ready: Promise<string>;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
};

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** Starts it with these variables and no others of Dokly's. */
export function startServerProcess(environment: Readonly<Record<string, string>>): ServerProcess {
  const child = spawn(process.execPath, ["--conditions=dokly-source", "--no-warnings", main], {
    env: { PATH: process.env["PATH"] ?? "", PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = new Promise<number | string>((resolve) => {
    child.once("close", (code, signal) => resolve(signal ?? code ?? -1));
  });
  const ready = new Promise<string>((resolve, reject) => {
    const collect = (chunk: Buffer): void => {
      output += chunk.toString("utf8");
      const address = /Dokly is ready: (\S+)/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    ended.then((how) => reject(new Error(`the server ended with ${how}:\n${output}`)), reject);
  });
  // Whoever waits for the end alone does not look at this.
  ready.catch(() => undefined);
  return { process: child, output: () => output, ready, ended };
}
