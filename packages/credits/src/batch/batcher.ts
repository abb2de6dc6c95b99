import { CreditsError } from "../domain/errors.ts";
import type { BatchReport, EngineObserver } from "../observer.ts";
import type { Command } from "../operations/command.ts";
import type { Outcome } from "./plan-commands.ts";
import { type BatchSize, CommandQueue, type Waiting } from "./queue.ts";
import type { Engine } from "./run-batch.ts";
import { runToEnd } from "./run-to-end.ts";

/**
 * RULES R1.4. The last tenth of the queue is for ends and extensions, so that new holds are the first to be turned
 * away.
 */
const batchSize = { commands: 1_000, rows: 4_000 };
const queueMax = 20_000;
const queueMaxForNew = 18_000;
const waitMsMax = 2_000;
const overloaded = (): CreditsError => new CreditsError("overloaded", { retryAfterMs: 1_000 });

/** Batches at once, with disjoint workspaces; more gained nothing in the prototype. */
const lanes = 2;
/** Workspaces at once that wait for another process to let go of them. */
const soloLanes = 2;

export type Batcher = {
  /** Puts a command into the next batch that has room for it, and answers when that is committed. */
  submit<Reply>(command: Command<Reply>, signal?: AbortSignal): Promise<Reply>;
  /** Finishes what was submitted and takes no more. */
  close(): Promise<void>;
};

/**
 * Collects commands into batches. There is no timer: what arrives while batches are in flight makes up the next one.
 */
export function createBatcher(engine: Engine, observer: EngineObserver = {}): Batcher {
  const queue = new CommandQueue();
  const busy = new Set<bigint>();
  const soloists: (readonly Waiting[])[] = [];
  let running = 0;
  let runningSolo = 0;
  let isScheduled = false;
  let watch: NodeJS.Timeout | null = null;
  let onIdle: (() => void) | null = null;
  let closing: Promise<void> | null = null;
  const size: BatchSize = { ...batchSize, workspaces: engine.database.spansWorkspaces ? batchSize.commands : 1 };

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    // One turn of the loop later: callers who were just answered, or who ask together, are in the same batch.
    setImmediate(() => {
      isScheduled = false;
      pump();
    });
  }

  function pump(): void {
    while (running < lanes && queue.length > 0) {
      const taken = queue.take(size, busy);
      if (taken.length === 0) break;
      const batch = taken.filter(isWanted);
      if (batch.length === 0) continue;
      running += 1;
      void run(batch).finally(() => {
        running -= 1;
        schedule();
      });
    }
    while (runningSolo < soloLanes) {
      const solo = soloists.shift();
      if (!solo) break;
      runningSolo += 1;
      void run(solo).finally(() => {
        runningSolo -= 1;
        schedule();
      });
    }
    watchQueue();
    if (running === 0 && runningSolo === 0 && queue.length === 0 && soloists.length === 0) onIdle?.();
  }

  async function run(batch: readonly Waiting[]): Promise<void> {
    for (const { command } of batch) busy.add(command.workspace);
    const startedAt = performance.now();
    let outcomes: readonly Outcome[];
    try {
      outcomes = await runToEnd(
        engine,
        batch.map(({ command }) => command),
      );
    } catch (error) {
      outcomes = batch.map(() => ({ kind: "error", error }));
    }
    if (observer.batchEnded) observer.batchEnded(reportOf(batch, outcomes, { startedAt, waiting: queue.length }));
    const skipped: Waiting[] = [];
    for (const [index, waiting] of batch.entries()) {
      const outcome = outcomes[index] ?? { kind: "error", error: overloaded() };
      if (outcome.kind === "reply") waiting.resolve(outcome.reply);
      else if (outcome.kind === "error") waiting.reject(outcome.error);
      else skipped.push(waiting);
    }
    for (const { command } of batch) busy.delete(command.workspace);
    for (const [workspace, commands] of Map.groupBy(skipped, ({ command }) => command.workspace)) {
      // It stays busy until it has had its turn alone, so that its commands keep their order.
      busy.add(workspace);
      soloists.push(commands);
    }
  }

  /** Turns away what has waited too long while every lane was taken; runs only while something waits. */
  function watchQueue(): void {
    if (queue.length === 0 && watch) {
      clearInterval(watch);
      watch = null;
    }
    if (queue.length > 0) watch ??= setInterval(turnAway, 100);
  }

  function turnAway(): void {
    for (const waiting of queue.takeOlderThan(performance.now() - waitMsMax)) waiting.reject(overloaded());
    watchQueue();
  }

  return {
    submit: <Reply>(command: Command<Reply>, signal?: AbortSignal) =>
      new Promise<Reply>((resolve, reject) => {
        if (closing || queue.length >= (command.isUrgent ? queueMax : queueMaxForNew)) return reject(overloaded());
        const settle = (reply: unknown): void => resolve(reply as Reply);
        const mark = observer.commandSubmitted?.();
        queue.push({ command, signal, since: performance.now(), mark, resolve: settle, reject });
        schedule();
      }),
    close: () => {
      closing ??= new Promise<void>((resolve) => {
        onIdle = resolve;
        schedule();
      });
      return closing;
    },
  };
}

/** Commands whose caller has gone leave before anything is done for them. */
function isWanted(waiting: Waiting): boolean {
  if (!waiting.signal?.aborted) return true;
  waiting.reject(waiting.signal.reason);
  return false;
}

function reportOf(
  batch: readonly Waiting[],
  outcomes: readonly Outcome[],
  { startedAt, waiting }: { startedAt: number; waiting: number },
): BatchReport {
  const isFault = (outcome: Outcome): boolean => outcome.kind === "error" && !isRefusal(outcome.error);
  return {
    commands: batch.length,
    faults: outcomes.filter(isFault).length,
    waitedMs: startedAt - Math.min(...batch.map(({ since }) => since)),
    durationMs: performance.now() - startedAt,
    waiting,
    marks: batch.flatMap(({ mark }) => (mark === undefined ? [] : [mark])),
  };
}

const faultCodes: ReadonlySet<string> = new Set(["database-unavailable", "outcome-unknown", "overloaded"]);

/** What a rule forbids is an answer like any other. */
function isRefusal(error: unknown): boolean {
  return error instanceof CreditsError && !faultCodes.has(error.code);
}
