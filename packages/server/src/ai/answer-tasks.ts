import { parentPort } from "node:worker_threads";

/** The other side of `LazyWorker`: answers each task of this thread with what `work` makes of it. */
export function answerTasks<Task, Value>(work: (task: Task) => Promise<Value> | Value): void {
  const port = parentPort;
  if (port === null) throw new Error("this file runs in a worker thread only");
  const answer = async ({ id, task }: { id: number; task: Task }): Promise<void> => {
    try {
      port.postMessage({ id, value: await work(task) });
    } catch (error) {
      port.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
    }
  };
  port.on("message", (message: { id: number; task: Task }) => void answer(message));
}
