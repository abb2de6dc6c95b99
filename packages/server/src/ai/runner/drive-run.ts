import { setTimeout as wait } from "node:timers/promises";
import type { Action } from "@dokly/contract";
import { type Credits, CreditsError, type EndedHold, type WorkspaceId } from "@dokly/credits";
import type { Logger } from "pino";
import type { ActionRequest } from "../build-request.ts";
import type { EstimateBasis, FinishedAction } from "../estimates/finished-action.ts";
import { type Provider, ProviderFailure } from "../provider.ts";
import type { Landing } from "../selection/brief-subject.ts";
import { holdExpired } from "./hold-expired.ts";
import { keepAlive } from "./keep-alive.ts";
import type { LandDraft } from "./land-draft.ts";
import type { RunFeed } from "./run-feed.ts";
import {
  applyEvent,
  closingDelta,
  decideEnd,
  newRun,
  type RunEnd,
  type RunFailure,
  type RunState,
} from "./run-state.ts";
import type { RunHold, RunStore } from "./run-store.ts";
import { isWorthAnother } from "./worth-another.ts";

/** Rhythms of a run; shorter in tests. */
export type RunTiming = {
  /** How long a hold lives without the server that runs it. */
  readonly holdMs: number;
  readonly extendMs: number;
  /** Between two looks at the database: keeps the text, finds a cancel. */
  readonly beatMs: number;
  /** How long the end of a run is tried again while the database is away. */
  readonly endingMs: number;
  /** How often an action whose provider failed before any text is begun anew by itself, and after what pause. */
  readonly retriesMax: number;
  readonly retryMs: number;
};

export const shippedTiming: RunTiming = {
  holdMs: 60_000,
  extendMs: 15_000,
  beatMs: 500,
  endingMs: 45_000,
  retriesMax: 1,
  retryMs: 1_000,
};

export type RunDependencies = {
  readonly credits: Credits;
  readonly store: RunStore;
  readonly timing: RunTiming;
  readonly logger: Logger;
  /** The action as people read it. */
  readonly readAction: (workspace: WorkspaceId, action: string) => Promise<Action>;
  /** Takes in what a finished action has shown about lengths; never throws. */
  readonly learn: (finished: FinishedAction) => void;
  /** Stores a new page that was written. */
  readonly land: LandDraft;
};

export type StartedRun = {
  readonly workspace: WorkspaceId;
  readonly actor: string;
  readonly hold: RunHold;
  readonly request: ActionRequest;
  readonly model: string;
  readonly outputCapTokens: number;
  /** Null: nothing is learnt of its lengths. */
  readonly basis: EstimateBasis | null;
  /** Where what it writes is stored; null where it changes a page or makes none. */
  readonly landing: Landing | null;
  readonly provider: Provider;
  /** Begins the same anew, with a hold of its own; null where that can not be or was done often enough. */
  readonly beginAgain: (failed: RunFailure) => Promise<NextAttempt | null>;
};

/** A run that goes on in the stream of one that failed before any text. */
export type NextAttempt = { readonly live: LiveRun; readonly run: StartedRun };

/** A run that is going on in this process. */
export class LiveRun {
  readonly feed: RunFeed;
  readonly #abort = new AbortController();
  #isCancelled = false;
  #failure: RunFailure | null = null;

  constructor(feed: RunFeed) {
    this.feed = feed;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** A person stops it: the cancel rule applies. */
  cancel(): void {
    this.#isCancelled = true;
    this.#abort.abort();
  }

  /** It can not go on, for a reason that is nobody's wish: it fails and costs nothing. */
  fail(failure: RunFailure): void {
    this.#failure ??= failure;
    this.#abort.abort();
  }

  get stop(): { isCancelled: boolean; failure: RunFailure | null } {
    return { isCancelled: this.#isCancelled, failure: this.#failure };
  }
}

export function failureOf(error: unknown, deps: Pick<RunDependencies, "logger">, action: string): RunFailure {
  if (error instanceof ProviderFailure) {
    const { code, requestId, retryAfterSeconds } = error;
    deps.logger.warn({ action, code, providerRequestId: requestId }, "the AI provider failed an action");
    return { code, message: error.message, requestId, retryAfterSeconds };
  }
  deps.logger.error({ err: error, action }, "an action failed for a reason of ours");
  return { code: "internal", message: "Something went wrong on our side. Try again." };
}

const unsure: ReadonlySet<string> = new Set(["outcome-unknown", "database-unavailable", "overloaded"]);

/** Whether an end may be tried again: the engine's ends are idempotent, whatever became of the first try. */
function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof CreditsError) || unsure.has(error.code);
}

/** Does a step of a run's end again and again while the database is away, until the instant `until`. */
export async function untilDone<Result>(until: number, step: () => Promise<Result>): Promise<Result> {
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 5_000)) {
    try {
      return await step();
    } catch (error) {
      if (!isWorthRetrying(error) || Date.now() + pauseMs > until) throw error;
      await wait(pauseMs);
    }
  }
}

function endHold(run: StartedRun, end: RunEnd, requestId: string | null, { credits }: RunDependencies) {
  const { workspace, actor } = run;
  const named = { workspace, hold: run.hold.hold, actor, ...(requestId === null ? {} : { requestId }) };
  return end.type === "release"
    ? credits.releaseHold({ ...named, status: end.status, failure: end.failure })
    : credits.settleHold({ ...named, status: end.status, charge: { usage: end.usage } });
}

function failureCodeOf(end: RunEnd, ended: EndedHold): string | null {
  if (ended.state === "expired") return holdExpired.code;
  if (end.type === "settle") return null;
  return end.failure?.code ?? "cancelled";
}

function learnFrom({ workspace, hold, basis }: StartedRun, state: RunState, ended: EndedHold, deps: RunDependencies) {
  if (state.finished === null || basis === null) return;
  const { low, high } = hold;
  deps.learn({ ...basis, ...state.finished, workspace, low, high, charged: ended.charged });
}

/** One line of the log for each action, by whose id an operator finds it. */
function logEnd(
  { workspace, hold: { action, hold } }: StartedRun,
  { state, charged }: EndedHold,
  more: { readonly providerRequestId: string | null; readonly code: string | null },
  { logger }: RunDependencies,
): void {
  logger.info({ workspace, action, hold, state, charged: Number(charged), ...more }, "an action ended");
}

async function landPage(
  { workspace, hold, landing }: StartedRun,
  text: string,
  { until, deps }: { until: number; deps: RunDependencies },
): Promise<string | null> {
  if (landing === null) return null;
  return await untilDone(until, () => deps.land({ workspace, action: hold.action, path: landing.path, text }));
}

/**
 * Ends the run in the ledger once, then tells it. Where the ledger can not be reached, nothing is told: the
 * action's own page knows later.
 */
async function finishRun(
  live: LiveRun,
  run: StartedRun,
  state: RunState,
  text: string,
  deps: RunDependencies,
): Promise<NextAttempt | null> {
  const { workspace, hold } = run;
  const decided = decideEnd(state, run.request, live.stop);
  const closing = closingDelta(decided, run.request, state.answer);
  // The text is kept before it is charged: nobody pays for one that a crash then lost.
  const until = Date.now() + deps.timing.endingMs;
  if (decided.type === "settle")
    await untilDone(until, () => deps.store.beat({ workspace, action: hold.action, text: text + closing }));
  const requestId = state.requestId ?? live.stop.failure?.requestId ?? null;
  const ended = await untilDone(until, () => endHold(run, decided, requestId, deps));
  logEnd(run, ended, { providerRequestId: requestId, code: failureCodeOf(decided, ended) }, deps);
  learnFrom(run, state, ended, deps);
  const next = isWorthAnother(state, live.stop) ? await run.beginAgain(live.stop.failure ?? holdExpired) : null;
  if (next !== null) return next;
  const isWritten = decided.type === "settle" && decided.status === "succeeded" && ended.state === "settled";
  const landed = isWritten ? await landPage(run, text + closing, { until, deps }) : null;
  const outcome = { workspace, action: hold.action, failureCode: failureCodeOf(decided, ended), landedPath: landed };
  await untilDone(until, () => deps.store.end(outcome));
  const action = await deps.readAction(workspace, hold.action);
  if (closing !== "") live.feed.push({ event: "text", data: { delta: closing } });
  const event = ended.state === "settled" ? "settled" : "refunded";
  live.feed.push({
    event,
    data: { action, available: Number(ended.available), ...(landed === null ? {} : { landed }) },
  });
  return null;
}

/**
 * Runs one action from its hold to its end: stream, validate, settle or release. Never throws; what it tells stands
 * in the feed.
 */
export async function driveRun(live: LiveRun, run: StartedRun, deps: RunDependencies): Promise<void> {
  let state = newRun;
  let text = "";
  const alive = keepAlive(live, run, () => text, deps);
  const { request, model, outputCapTokens } = run;
  try {
    const asked = { ...request, model, outputCapTokens };
    for await (const event of run.provider.stream(asked, live.signal)) {
      const applied = applyEvent(state, event, request);
      state = applied.state;
      if (applied.delta === "") continue;
      text += applied.delta;
      live.feed.push({ event: "text", data: { delta: applied.delta } });
    }
  } catch (error) {
    if (!live.stop.isCancelled) live.fail(failureOf(error, deps, run.hold.action));
  } finally {
    await alive.stop();
    const next = await finishRun(live, run, state, text, deps).catch((error: unknown) => {
      deps.logger.error(
        { err: error, action: run.hold.action },
        "the end of an action could not be recorded; its hold expires",
      );
      return null;
    });
    if (next === null) live.feed.close();
    else await driveRun(next.live, next.run, deps);
  }
}
