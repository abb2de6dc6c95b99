import { LazyWorker, workerEntry } from "../lazy-worker.ts";
import type { SelectionReply, SelectionTask } from "./locate-selection.ts";

/** Parses pages beside the loop that holds row locks. */
export type SelectionWorker = LazyWorker<SelectionTask, SelectionReply>;

/** A page of 2 MB of the worst Markdown takes seconds; what takes longer is given up. */
const taskMs = 20_000;
const idleMs = 300_000;

export function createSelectionWorker(): SelectionWorker {
  return new LazyWorker(workerEntry("markdown-thread", import.meta.url), { idleMs, taskMs });
}
