import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Client, LoadFigures, LoadOrder, LoadReport, LoadTotals } from "./load-messages.ts";

/** A load in a process of its own, so that its CPU is told apart from the server's. */
export type RunningLoad = {
  open(): Promise<void>;
  close(): Promise<LoadFigures>;
  /** Waits for what is in flight, so that no hold is left. */
  stop(): Promise<LoadTotals>;
};

const program = fileURLToPath(new URL("load-process.ts", import.meta.url));

/** Starts clients that hold and settle at once; `name` makes their idempotency keys different from all others. */
export async function startLoad(clients: readonly Client[], name: string): Promise<RunningLoad> {
  const child = fork(program, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = once(child, "exit").then(([code]): never => {
    throw new Error(`the load ended with ${String(code)}`);
  });
  ended.catch(() => undefined);

  async function ask<Type extends LoadReport["type"]>(order: LoadOrder, type: Type) {
    const answer = once(child, "message") as Promise<[LoadReport]>;
    child.send(order);
    const [report] = await Promise.race([answer, ended]);
    if (report.type !== type) throw new Error(`the load said ${report.type} instead of ${type}`);
    return report as Extract<LoadReport, { type: Type }>;
  }

  await ask({ type: "start", clients, name }, "started");
  return {
    open: async () => void (await ask({ type: "open" }, "opened")),
    close: async () => (await ask({ type: "close" }, "closed")).figures,
    stop: async () => (await ask({ type: "stop" }, "stopped")).totals,
  };
}
