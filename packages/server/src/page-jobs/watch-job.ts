import { setTimeout as wait } from "node:timers/promises";
import type { StreamedEvent } from "../http/event-stream.ts";
import type { PageJob } from "./job-rows.ts";
import type { JobStore } from "./job-store.ts";

/** How often an open view looks whether its job has changed. */
const watchMs = 500;
/** For how long an open view believes that its reader may read. */
const accessMs = 5_000;

/** Tells the whole job whenever something of it has changed, until it is over or its reader is let in no more. */
export async function* watchJob<Job extends PageJob>(
  store: JobStore<Job>,
  first: Job,
  on: {
    readonly event: string;
    readonly toWire: (job: Job) => unknown;
    readonly signal: AbortSignal;
    readonly isLetIn: () => Promise<boolean>;
  },
): AsyncGenerator<StreamedEvent> {
  let told: bigint | null = null;
  let askedAt = Date.now();
  for (let found: Job | null = first; found !== null && !on.signal.aborted; ) {
    if (found.version !== told) {
      told = found.version;
      yield { event: on.event, id: String(told), data: on.toWire(found) };
    }
    if (found.endedAt !== null) return;
    await wait(watchMs, undefined, { signal: on.signal }).catch(() => undefined);
    if (Date.now() - askedAt >= accessMs) {
      if (!(await on.isLetIn())) return;
      askedAt = Date.now();
    }
    if ((await store.versionOf(first)) !== told) found = await store.find(first);
  }
}
