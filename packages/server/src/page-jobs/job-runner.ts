import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { LiveRun } from "../ai/runner/drive-run.ts";
import { RunFeed } from "../ai/runner/run-feed.ts";
import type { JobDependencies } from "./job-dependencies.ts";
import { extendWaiting, isRefusal, takeLinkedHolds } from "./job-holds.ts";
import { nextStep } from "./job-progress.ts";
import type { JobKey, PageJob, PageOf } from "./job-rows.ts";
import { cancelWaiting, handedOver, recoverPage, writePage } from "./write-page.ts";

/** Jobs of one sort that one process works on at once, and pages of one job. */
const jobsAtOnce = 2;
const pagesAtOnce = 2;

export type JobRunner = {
  /** Somebody began or changed a job: it is looked for at once. */
  wake(): void;
  /** Milliseconds since jobs were last looked for in the database, and found or not. */
  msSinceLook(): number;
  /** Takes no more and begins no more pages; those that are not finished within `limitMs` are handed over. */
  close(limitMs: number, hurry?: AbortSignal): Promise<void>;
};

/** One job while this process has it. */
class JobWork<Job extends PageJob> {
  readonly #job: JobKey;
  readonly #runner: string;
  readonly #deps: JobDependencies<Job>;
  readonly #pages = new Set<LiveRun>();
  #isLost = false;
  #isStopping = false;
  #extendedAt = Date.now();

  constructor(job: JobKey, runner: string, deps: JobDependencies<Job>) {
    this.#job = job;
    this.#runner = runner;
    this.#deps = deps;
  }

  /** Begins no more pages; those that are being written may end. */
  stopSoon(): void {
    this.#isStopping = true;
  }

  /** Cuts what runs; what was cut is written anew, by whoever has the job next. */
  handOver(): void {
    this.#isLost = true;
    for (const page of this.#pages) page.fail(handedOver);
  }

  async run(): Promise<void> {
    const { store } = this.#deps;
    const stopped = new AbortController();
    const beating = this.#beat(stopped.signal);
    try {
      for (let isDone = false; !isDone && !this.#isLost && !this.#isStopping; ) {
        const job = await store.find(this.#job);
        // Between its steps this process writes nothing: whoever was writing these pages is gone, or late.
        const cut = job?.pages.filter(({ state }) => state === "running") ?? [];
        if (job === null || cut.length === 0) isDone = job === null || (await this.#step(job));
        else await this.#recover(job, cut);
      }
      // Where something went wrong, it is kept until its lease ends: the next try waits that long.
      await store.letGo(this.#job, this.#runner);
    } finally {
      stopped.abort();
      await beating;
    }
  }

  async #recover(job: Job, cut: readonly PageOf<Job>[]): Promise<void> {
    // Unless it is this process that is late, and another one has the job.
    if ((await this.#deps.store.renew(job, this.#runner)) === null) return this.handOver();
    await Promise.all(cut.map((page) => recoverPage(job, page, this.#deps)));
  }

  /** Does the next thing; true once nothing is left to do. */
  async #step(job: Job): Promise<boolean> {
    const { store } = this.#deps;
    const step = nextStep(job);
    if (step.type === "none") return true;
    if (step.type === "end") return await store.move(job, ["starting", "running"], step.state);
    if (step.type === "take-holds") return !(await this.#takeHolds(job));
    const waiting: readonly PageOf<Job>[] = job.pages.filter(({ state }) => state === "waiting");
    if (step.type === "cancel-waiting") {
      for (const page of waiting) await cancelWaiting(job, page, this.#deps);
      return false;
    }
    // Whoever had the job before may have left it for longer than its credits were held.
    if (await this.#extend(job)) await this.#writeAll(job, waiting);
    return false;
  }

  async #takeHolds(job: Job): Promise<boolean> {
    const { store } = this.#deps;
    try {
      await takeLinkedHolds(job, this.#deps);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // One that was stopped meanwhile needs none: its pages are given up.
      await store.move(job, ["starting"], job.isCancelRequested ? "running" : "needs-credits");
      return job.isCancelRequested;
    }
    return await store.move(job, ["starting"], "running");
  }

  /** Writes what waits, some pages at once, until all are through, or somebody stops the job. */
  async #writeAll(job: Job, waiting: readonly PageOf<Job>[]): Promise<void> {
    const queue = [...waiting];
    const warm = Promise.withResolvers<void>();
    const writers = Array.from({ length: pagesAtOnce }, async (_, writer) => {
      // What the first page brings into the provider's cache, the others read from there.
      if (writer > 0 && this.#deps.isPromptShared) await warm.promise;
      await this.#writeNext(job, queue, warm.resolve).finally(warm.resolve);
    });
    const ends = await Promise.allSettled(writers);
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  async #writeNext(job: Job, queue: PageOf<Job>[], onStarted: () => void): Promise<void> {
    for (let page = queue.shift(); page !== undefined && !this.#isLost && !this.#isStopping; page = queue.shift()) {
      const now = await this.#deps.store.find(job);
      if (now === null || now.isCancelRequested || now.state !== "running") return;
      const live = new LiveRun(new RunFeed());
      this.#pages.add(live);
      try {
        await writePage(now, page, { live, onStarted }, this.#deps);
      } catch (error) {
        this.handOver();
        throw error;
      } finally {
        this.#pages.delete(live);
      }
    }
  }

  /** Keeps the job and its holds, and looks for a cancel; tries again while the database is away. */
  async #beat(stopped: AbortSignal): Promise<void> {
    const { store, timing, logger, sort } = this.#deps;
    while (!stopped.aborted) {
      await wait(timing.beatMs, undefined, { signal: stopped }).catch(() => undefined);
      if (stopped.aborted) return;
      try {
        const kept = await store.renew(this.#job, this.#runner);
        if (kept === null) this.handOver();
        else if (kept.isCancelRequested) for (const page of this.#pages) page.cancel();
        else await this.#extendInTime();
      } catch (error) {
        logger.warn({ err: error, [sort]: this.#job.job }, "a job could not reach its database");
      }
    }
  }

  async #extendInTime(): Promise<void> {
    if (Date.now() - this.#extendedAt < this.#deps.timing.extendMs) return;
    const job = await this.#deps.store.find(this.#job);
    if (job?.state === "running") await this.#extend(job);
  }

  /** Moves the deadline of what waits; where it has passed, a person has to let the job go on. */
  async #extend(job: Job): Promise<boolean> {
    const isAlive = await extendWaiting(job, this.#deps);
    this.#extendedAt = Date.now();
    if (!isAlive) await this.#deps.store.move(job, ["running"], "needs-credits");
    return isAlive;
  }
}

/**
 * Works on jobs of one sort in the background: any number of processes may run it on one database, each job is worked
 * on by one of them at a time, and one whose process died is taken over.
 */
export function startJobRunner<Job extends PageJob>(deps: JobDependencies<Job>): JobRunner {
  const runner = randomUUID();
  const working = new Map<JobWork<Job>, Promise<void>>();
  let isClosing = false;
  let looking: Promise<void> = Promise.resolve();
  let keptAt = Date.now();
  let lookedAt = performance.now();

  /** Keeps the credits of jobs that nobody has time for yet. */
  const keepUnclaimed = async (): Promise<void> => {
    if (isClosing || Date.now() - keptAt < deps.timing.extendMs) return;
    keptAt = Date.now();
    for (const key of await deps.store.findUnclaimed()) {
      const job = await deps.store.find(key);
      // Where they have lapsed all the same, whoever takes the job says so.
      if (job !== null) await extendWaiting(job, deps);
    }
  };
  const look = async (): Promise<void> => {
    while (!isClosing && working.size < jobsAtOnce) {
      const job = await deps.store.claim(runner);
      // Where none is left to claim, none waits either.
      if (job === null) {
        lookedAt = performance.now();
        return;
      }
      const work = new JobWork(job, runner, deps);
      const done = deps.traces
        .within(job, () => work.run())
        .catch((error: unknown) => deps.logger.error({ err: error, [deps.sort]: job.job }, "a job could not go on"))
        .finally(() => {
          working.delete(work);
          wake();
        });
      working.set(work, done);
    }
    await keepUnclaimed();
    lookedAt = performance.now();
  };
  const wake = (): void => {
    looking = looking.then(look).catch((error: unknown) => {
      deps.logger.warn({ err: error }, "jobs could not be looked for; tried again soon");
    });
  };
  const timer = setInterval(wake, deps.timing.pollMs).unref();
  return {
    wake,
    msSinceLook: () => performance.now() - lookedAt,
    close: async (limitMs, hurry) => {
      isClosing = true;
      clearInterval(timer);
      await looking;
      for (const work of working.keys()) work.stopSoon();
      const patience = { ref: false, ...(hurry && { signal: hurry }) };
      const limit = wait(limitMs, undefined, patience).catch(() => undefined);
      await Promise.race([Promise.all(working.values()), limit]);
      for (const work of working.keys()) work.handOver();
      await Promise.all(working.values());
    },
  };
}
