import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a worker is to do. Numbers instead of bigint: tasks and messages travel as JSON. */
export type Task =
  | {
      readonly kind: "holds";
      readonly url: string;
      readonly name: string;
      /** Whether its connections are in pg's pipeline mode. */
      readonly isPipelined: boolean;
      readonly workspace: string;
      readonly holds: number;
      readonly credits: number;
    }
  | {
      readonly kind: "load";
      readonly url: string;
      readonly name: string;
      /** Whether its connections are in pg's pipeline mode. */
      readonly isPipelined: boolean;
      readonly workspaces: readonly string[];
      readonly callers: number;
      readonly deadlineMs: number;
    };

export type ToWorker = "go" | "end";

/** An answer that a caller really received. */
export type Acknowledged = {
  readonly workspace: string;
  readonly key: string;
  readonly hold: string;
  readonly state: "held" | "settled" | "released" | "expired";
  readonly charged: number;
};

export type FromWorker =
  | { readonly say: "ready" }
  | { readonly say: "codes"; readonly codes: readonly string[] }
  | ({ readonly say: "acknowledged" } & Acknowledged)
  | { readonly say: "failed"; readonly reason: string };

export type Worker = {
  go(): void;
  readonly acknowledged: readonly Acknowledged[];
  /** Resolves with the answers of a `holds` task. */
  codes(): Promise<readonly string[]>;
  /** Resolves when so many answers have been received; rejects when the worker fails or ends before. */
  until(acknowledged: number): Promise<void>;
  /** SIGKILL, and waits until the process is gone. */
  kill(): Promise<void>;
};

const program = fileURLToPath(new URL("./worker.ts", import.meta.url));

/** Starts a process and waits until it is connected to the database and ready to go. */
export async function startWorker(task: Task): Promise<Worker> {
  const child = fork(program, [], {
    execArgv: ["--conditions=dokly-source"],
    env: { PATH: process.env["PATH"], DOKLY_TEST_TASK: JSON.stringify(task) },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const acknowledged: Acknowledged[] = [];
  const ready = waitFor(child, (message) => message.say === "ready");
  child.on("message", (message: FromWorker) => {
    if (message.say === "acknowledged") acknowledged.push(message);
  });
  await ready;
  return {
    acknowledged,
    go: () => void child.send("go" satisfies ToWorker),
    codes: async () => {
      const message = await waitFor(child, ({ say }) => say === "codes");
      return message.say === "codes" ? message.codes : [];
    },
    until: async (count) => {
      if (acknowledged.length >= count) return;
      await waitFor(child, () => acknowledged.length >= count);
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

function waitFor(child: ChildProcess, isIt: (message: FromWorker) => boolean): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    if (child.exitCode !== null || child.signalCode !== null) return reject(new Error("the worker has ended"));
    const onMessage = (message: FromWorker): void => {
      if (message.say === "failed") finish(() => reject(new Error(`the worker failed: ${message.reason}`)));
      else if (isIt(message)) finish(() => resolve(message));
    };
    const onExit = (code: number | null): void => finish(() => reject(new Error(`the worker ended with ${code}`)));
    const finish = (settle: () => void): void => {
      child.off("message", onMessage);
      child.off("exit", onExit);
      settle();
    };
    child.on("message", onMessage);
    child.on("exit", onExit);
  });
}
