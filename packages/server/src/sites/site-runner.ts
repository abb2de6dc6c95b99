import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { LiveRun } from "../ai/runner/drive-run.ts";
import { RunFeed } from "../ai/runner/run-feed.ts";
import type { SiteDependencies } from "./site-dependencies.ts";
import { extendRound, isRefusal, takeLinkedHolds } from "./site-holds.ts";
import { nextStep } from "./site-progress.ts";
import type { SiteKey, SitePageRow, SiteRow } from "./site-rows.ts";
import { cancelWaiting, handedOver, recoverPage, writePage } from "./write-page.ts";

/** Sites that one process writes at once, and pages of one site. */
const sitesAtOnce = 2;
const pagesAtOnce = 2;

export type SiteRunner = {
  /** Somebody began or changed a site: it is looked for at once. */
  wake(): void;
  /** Takes no more; pages that are not finished within `limitMs` are handed over. */
  close(limitMs: number): Promise<void>;
};

/** One site while this process has it. */
class SiteWork {
  readonly #site: SiteKey;
  readonly #runner: string;
  readonly #deps: SiteDependencies;
  readonly #pages = new Set<LiveRun>();
  #isLost = false;
  #extendedAt = Date.now();

  constructor(site: SiteKey, runner: string, deps: SiteDependencies) {
    this.#site = site;
    this.#runner = runner;
    this.#deps = deps;
  }

  /** Cuts what runs; what was cut is written anew, by whoever has the site next. */
  handOver(): void {
    this.#isLost = true;
    for (const page of this.#pages) page.fail(handedOver);
  }

  async run(): Promise<void> {
    const { store } = this.#deps;
    const stopped = new AbortController();
    const beating = this.#beat(stopped.signal);
    try {
      const first = await store.find(this.#site);
      // No other process has it, so whoever was writing these pages is gone.
      const cut = first?.pages.filter(({ state }) => state === "running") ?? [];
      if (first !== null) await Promise.all(cut.map((page) => recoverPage(first, page, this.#deps)));
      for (let isDone = false; !isDone && !this.#isLost; ) {
        const site = await store.find(this.#site);
        isDone = site === null || (await this.#step(site));
      }
      // Where something went wrong, it is kept until its lease ends: the next try waits that long.
      await store.letGo(this.#site, this.#runner);
    } finally {
      stopped.abort();
      await beating;
    }
  }

  /** Does the next thing; true once nothing is left to do. */
  async #step(site: SiteRow): Promise<boolean> {
    const { store } = this.#deps;
    const step = nextStep({ ...site });
    if (step.type === "none") return true;
    if (step.type === "end") return await store.move(site, ["starting", "running"], step.state);
    if (step.type === "take-holds") return !(await this.#takeHolds(site));
    const waiting = site.pages.filter(({ state }) => state === "waiting");
    if (step.type === "cancel-waiting") {
      for (const page of waiting) await cancelWaiting(site, page, this.#deps);
      return false;
    }
    // Whoever had the site before may have left it for longer than its credits were held.
    if (await this.#extend(site)) await this.#writeAll(site, waiting);
    return false;
  }

  async #takeHolds(site: SiteRow): Promise<boolean> {
    const { store } = this.#deps;
    try {
      await takeLinkedHolds(site, this.#deps);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await store.move(site, ["starting"], "needs-credits");
      return false;
    }
    return await store.move(site, ["starting"], "running");
  }

  /** Writes what waits, some pages at once, until all are through, or somebody stops the site. */
  async #writeAll(site: SiteRow, waiting: readonly SitePageRow[]): Promise<void> {
    const queue = [...waiting];
    const writeNext = async (): Promise<void> => {
      for (let page = queue.shift(); page !== undefined && !this.#isLost; page = queue.shift()) {
        const now = await this.#deps.store.find(site);
        if (now === null || now.isCancelRequested || now.state !== "running") return;
        const live = new LiveRun(new RunFeed());
        this.#pages.add(live);
        await writePage(now, page, live, this.#deps).finally(() => this.#pages.delete(live));
      }
    };
    await Promise.all(Array.from({ length: pagesAtOnce }, writeNext));
  }

  /** Keeps the site and its holds, and looks for a cancel; tries again while the database is away. */
  async #beat(stopped: AbortSignal): Promise<void> {
    const { store, timing, logger } = this.#deps;
    while (!stopped.aborted) {
      await wait(timing.beatMs, undefined, { signal: stopped }).catch(() => undefined);
      if (stopped.aborted) return;
      try {
        const kept = await store.renew(this.#site, this.#runner);
        if (kept === null) this.handOver();
        else if (kept.isCancelRequested) for (const page of this.#pages) page.cancel();
        else await this.#extendInTime();
      } catch (error) {
        logger.warn({ err: error, site: this.#site.site }, "a site could not reach its database");
      }
    }
  }

  async #extendInTime(): Promise<void> {
    if (Date.now() - this.#extendedAt < this.#deps.timing.extendMs) return;
    const site = await this.#deps.store.find(this.#site);
    if (site?.state === "running") await this.#extend(site);
  }

  /** Moves the deadline of what waits; where it has passed, a person has to let the site go on. */
  async #extend(site: SiteRow): Promise<boolean> {
    const isHeld = site.pages.some(({ state, isLinked }) => state === "waiting" && isLinked);
    const isAlive = !isHeld || (await extendRound(site, this.#deps));
    this.#extendedAt = Date.now();
    if (!isAlive) await this.#deps.store.move(site, ["running"], "needs-credits");
    return isAlive;
  }
}

/**
 * Writes sites in the background: any number of processes may run it on one database, each site is written by one of
 * them at a time, and one whose process died is taken over.
 */
export function startSiteRunner(deps: SiteDependencies): SiteRunner {
  const runner = randomUUID();
  const working = new Map<SiteWork, Promise<void>>();
  let isClosing = false;
  let looking: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    while (!isClosing && working.size < sitesAtOnce) {
      const site = await deps.store.claim(runner);
      if (site === null) return;
      const work = new SiteWork(site, runner, deps);
      const done = work
        .run()
        .catch((error: unknown) => deps.logger.error({ err: error, site: site.site }, "a site could not be written"))
        .finally(() => {
          working.delete(work);
          wake();
        });
      working.set(work, done);
    }
  };
  const wake = (): void => {
    looking = looking.then(look).catch((error: unknown) => {
      deps.logger.warn({ err: error }, "sites could not be looked for; tried again soon");
    });
  };
  const timer = setInterval(wake, deps.timing.pollMs).unref();
  return {
    wake,
    close: async (limitMs) => {
      isClosing = true;
      clearInterval(timer);
      await looking;
      const limit = wait(limitMs, undefined, { ref: false });
      await Promise.race([Promise.all(working.values()), limit]);
      for (const work of working.keys()) work.handOver();
      await Promise.all(working.values());
    },
  };
}
