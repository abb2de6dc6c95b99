import { Worker } from "node:worker_threads";

type Waiting = {
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
};
type Reply = { readonly id: number; readonly value?: unknown; readonly error?: string };

/**
 * A worker thread that starts with its first task and ends when it was idle for a while, so that heavy parsing and
 * checking neither block the loop that holds row locks nor keep memory for ever. A task that takes too long ends
 * the thread, and a new one is started for the next.
 */
export class LazyWorker<Task, Value> {
  readonly #entry: URL;
  readonly #idleMs: number;
  readonly #taskMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | null = null;
  #lastId = 0;

  constructor(entry: URL, limits: { idleMs: number; taskMs: number }) {
    this.#entry = entry;
    this.#idleMs = limits.idleMs;
    this.#taskMs = limits.taskMs;
  }

  /** Runs one task; rejects when the worker fails, ends or takes longer than its limit. */
  run(task: Task): Promise<Value> {
    const worker = this.#worker ?? this.#start();
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    const id = ++this.#lastId;
    return new Promise<Value>((resolve, reject) => {
      const timer = setTimeout(() => this.#stop(new Error("a worker's task took too long")), this.#taskMs);
      this.#waiting.set(id, { resolve: (value) => resolve(value as Value), reject, timer });
      worker.ref();
      worker.postMessage({ id, task });
    });
  }

  /** Ends the thread; what is still running is rejected. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#stop(new Error("the worker was closed"));
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#entry);
    worker.on("message", (reply: Reply) => this.#receive(reply));
    worker.on("error", (error: Error) => this.#stop(error, worker));
    worker.on("exit", () => this.#stop(new Error("the worker ended"), worker));
    this.#worker = worker;
    return worker;
  }

  #receive(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    this.#waiting.delete(reply.id);
    clearTimeout(waiting.timer);
    if (reply.error === undefined) waiting.resolve(reply.value);
    else waiting.reject(new Error(reply.error));
    if (this.#waiting.size > 0) return;
    this.#worker?.unref();
    this.#idle = setTimeout(() => this.#stop(new Error("idle")), this.#idleMs).unref();
  }

  /** `of` is the worker that said so: one that was already replaced takes nobody with it. */
  #stop(error: Error, of: Worker | null = this.#worker): void {
    if (this.#worker === null || this.#worker !== of) return;
    this.#worker = null;
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) {
      clearTimeout(one.timer);
      one.reject(error);
    }
    void of.terminate();
  }
}

/** The address of a worker's entry beside a module: `.ts` while sources run as they are, `.js` once built. */
export function workerEntry(name: string, moduleUrl: string): URL {
  const extension = moduleUrl.endsWith(".ts") ? ".ts" : ".js";
  return new URL(`./${name}${extension}`, moduleUrl);
}
