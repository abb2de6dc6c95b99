import { type ChildProcess, spawn } from "node:child_process";
import { childEnvironment } from "../../../../test-servers/child-environment.ts";
import { noteSecret, requireNoSecret } from "../suite-secrets.ts";
import { serverProgram } from "./built-programs.ts";

/** The server as a process of its own, as `npm start` runs it. */
export type ServerProcess = {
  readonly process: ChildProcess;
  /** All that it has said so far, on either stream. */
  output(): string;
  /** Resolves with the address once it answers; rejects when it ends before. */
  readonly ready: Promise<string>;
  /** Resolves with its exit code, or the signal that ended it; fails where it said a secret that it was given. */
  readonly ended: Promise<number | string>;
};

function noteGiven(environment: Readonly<Record<string, string>>): void {
  const { DOKLY_SECRET, ANTHROPIC_API_KEY, AWS_SECRET_ACCESS_KEY, DOKLY_MASTER_KEYS = "" } = environment;
  const keys = DOKLY_MASTER_KEYS.split(/[,\n]/).map((entry) => entry.slice(entry.indexOf(":") + 1));
  const given = [DOKLY_SECRET, ANTHROPIC_API_KEY, AWS_SECRET_ACCESS_KEY, ...keys.filter((key) => !key.includes(":"))];
  for (const secret of given) if (secret !== undefined && secret.length >= 20) noteSecret(secret);
}

/** Starts it with these variables and no others of Dokly's. */
export function startServerProcess(environment: Readonly<Record<string, string>>): ServerProcess {
  noteGiven(environment);
  const child = spawn(process.execPath, ["--no-warnings", serverProgram], {
    env: { ...childEnvironment, PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = new Promise<number | string>((resolve, reject) => {
    child.once("close", (code, signal) => {
      try {
        requireNoSecret("what the server said", output.split("\n"));
        resolve(signal ?? code ?? -1);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
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
  // Whoever waits for the one alone does not look at the other.
  ready.catch(() => undefined);
  ended.catch(() => undefined);
  return { process: child, output: () => output, ready, ended };
}
