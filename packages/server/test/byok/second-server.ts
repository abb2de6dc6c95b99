import { spawn } from "node:child_process";
import { childEnvironment } from "../../../../test-servers/child-environment.ts";
import type { Client } from "../server-harness.ts";
import { commandProgram } from "../start/built-programs.ts";
import { type ServerProcess, startServerProcess } from "../start/server-process.ts";
import type { ByokServer } from "./byok-harness.ts";

/** A server process on the database of a test's server, as the same person sees it. */
export type SecondServer = ServerProcess & { readonly owner: Client };

function surroundings({ server, anthropic }: ByokServer, ring: string): Record<string, string> {
  return {
    DATABASE_URL: server.database.url,
    DOKLY_SECRET: server.services.configuration.secret,
    DOKLY_MASTER_KEYS: ring,
    ANTHROPIC_API_KEY: "sk-ant-test",
    ANTHROPIC_BASE_URL: anthropic.url,
    DOKLY_AI_RUNS_PER_MEMBER: "1000",
    DOKLY_AI_RUNS_PER_WORKSPACE: "1000",
    DOKLY_AI_STARTS_PER_MEMBER: "100000",
    DOKLY_AI_STARTS_PER_WORKSPACE: "100000",
  };
}

/** Starts one, which answers by the time it is returned. */
export async function startSecondServer(world: ByokServer, ring: string): Promise<SecondServer> {
  const server = startServerProcess(surroundings(world, ring));
  const address = await server.ready;
  const send: Client["send"] = async (method, path, { json, headers } = {}) => {
    const own = { cookie: world.owner.cookie, origin: address, "content-type": "application/json" };
    const init: RequestInit = { method, headers: { ...own, ...headers } };
    return await fetch(`${address}${path}`, json === undefined ? init : { ...init, body: JSON.stringify(json) });
  };
  return { ...server, owner: { send } };
}

/** `npx dokly keys rotate` as a process; `ended` resolves with its exit code, or the signal that ended it. */
export function startKeysRotate(world: ByokServer, ring: string) {
  const child = spawn(process.execPath, ["--no-warnings", commandProgram, "keys", "rotate"], {
    env: { ...childEnvironment, ...surroundings(world, ring) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
  }
  const ended = new Promise<number | string>((resolve) => {
    child.once("close", (code, signal) => resolve(signal ?? code ?? -1));
  });
  return { process: child, output: () => output, ended };
}
