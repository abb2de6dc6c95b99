import { setTimeout as wait } from "node:timers/promises";
import type { RunEvent } from "@dokly/contract";
import { type ActionFacts, isCreditsError, type PlaceHold } from "@dokly/credits";
import type { Payer } from "../../byok/choose-payer.ts";
import { ProblemError } from "../../http/problem-error.ts";
import type { PlannedAction } from "../plan-action.ts";
import type { Provider } from "../provider.ts";
import type { Subject } from "../selection/subject.ts";
import { driveRun, LiveRun, type NextAttempt, type RunDependencies } from "./drive-run.ts";
import { followRun, heldEvent } from "./follow-run.ts";
import { RunFeed } from "./run-feed.ts";
import type { RunFailure } from "./run-state.ts";
import type { RunHold, RunKey, RunRow } from "./run-store.ts";
import { retryPauseMsMax } from "./worth-another.ts";

/** One request to run an action, already read and allowed, not yet priced. */
export type RunRequest = RunKey & {
  readonly fingerprint: string;
  readonly kind: string;
  readonly actor: string;
  /** Under which the server's log knows it. */
  readonly requestId?: string | null;
  /** Reads, plans and decides what to hold; refuses by throwing. Called only when the key starts something new. */
  readonly prepare: () => Promise<PreparedRun>;
};

export type PreparedRun = {
  readonly planned: PlannedAction;
  readonly subject: Subject;
  readonly payer: Exclude<Payer, { type: "refused" }>;
  /** Who writes; asked for only once the hold is there. A trial goes wrong as a person asked for. */
  readonly openProvider: (held: {
    readonly action: string;
    readonly ownKey: string | null;
  }) => Promise<{ readonly provider: Provider; readonly isTrial: boolean }>;
  /** The estimate that the person saw; `high` is what is held. */
  readonly low: bigint;
  readonly high: bigint;
};

/** What all attempts of one request have in common, and which one it is. */
type Begun = {
  readonly prepared: PreparedRun;
  readonly feed: RunFeed;
  readonly provider: Provider;
  readonly isTrial: boolean;
  /** The key of the workspace's own that pays, in all attempts; null: credits. */
  readonly ownKey: string | null;
  /** 0 for the first. */
  readonly attempt: number;
};

export type StartedStream = { readonly isReplay: boolean; readonly events: AsyncIterable<RunEvent> };

/** How long a second request waits for the first one with its key to get its hold. */
const holdWaitMs = 10_000;
/** How often what another process writes is looked at. */
const followPollMs = 250;

/** The runs of this process. */
export function createRunner(deps: RunDependencies & { readonly writer: Provider["writer"] }) {
  const live = new Map<string, LiveRun>();
  const running = new Set<Promise<void>>();
  let isClosing = false;

  function join(row: RunRow, hold: RunHold): StartedStream {
    const here = live.get(hold.action);
    if (here !== undefined) return { isReplay: true, events: here.feed.listen() };
    return { isReplay: true, events: followRun(row, hold, { ...deps, pollMs: followPollMs }) };
  }

  /** Waits for the request that has the key: null once it was refused and the key is free again. */
  async function waitForHold(request: RunRequest): Promise<StartedStream | null> {
    for (const until = Date.now() + holdWaitMs; Date.now() < until; await wait(100)) {
      const row = await deps.store.find(request);
      if (row === null) return null;
      if (row.fingerprint !== request.fingerprint) {
        throw new ProblemError(
          "idempotency-key-reused",
          `The Idempotency-Key "${row.key}" was used for another request.`,
        );
      }
      if (row.hold !== null) return join(row, row.hold);
      if (row.secondsSinceHeartbeat > 30) return null;
    }
    throw new ProblemError(
      "overloaded",
      "The first request with this Idempotency-Key has not begun yet. Try again.",
      {},
      {
        "retry-after": "5",
      },
    );
  }

  /** Holds credits, or on the first of the own keys whose budget has room, dollars. */
  async function placeHold(
    request: RunRequest,
    prepared: PreparedRun,
    attempt: number,
  ): Promise<{ hold: RunHold; ownKey: string | null; isOver: boolean }> {
    const { payer } = prepared;
    if (payer.type === "credits") return await placeOne(request, prepared, { attempt, ownKey: null });
    const { keys, nanoDollars } = payer;
    for (const [index, id] of keys.entries()) {
      try {
        return await placeOne(request, prepared, { attempt, ownKey: { id, nanoDollars } });
      } catch (error) {
        const isSpent = isCreditsError(error, "limit-reached") && error.details.ownKey === id;
        if (!isSpent || index === keys.length - 1) throw error;
      }
    }
    throw new Error("an own key pays, and there is none");
  }

  async function placeOne(
    request: RunRequest,
    prepared: PreparedRun,
    { attempt, ownKey }: { readonly attempt: number; readonly ownKey: NonNullable<PlaceHold["ownKey"]> | null },
  ): Promise<{ hold: RunHold; ownKey: string | null; isOver: boolean }> {
    const { planned, subject, low, high } = prepared;
    const about = subject.document ?? subject.landing;
    const document = about === null ? null : { path: about.path, title: about.title };
    const action: ActionFacts = {
      kind: request.kind,
      member: request.member,
      document,
      model: planned.model,
      estimate: { low, high },
      group: null,
      isDemo: ownKey === null && deps.writer === "demo",
    };
    const placed = await deps.credits.placeHold({
      workspace: request.workspace,
      key: `ai:${request.member}:${request.key}${attempt === 0 ? "" : ` ${attempt}`}`,
      fingerprint: request.fingerprint,
      credits: high,
      deadlineMs: deps.timing.holdMs,
      action,
      ownKey,
      actor: request.actor,
    });
    const { action: id, hold, credits: held, available } = placed;
    if (placed.isReplay) await refuseOtherPayer(request, id, ownKey?.id ?? null);
    return {
      hold: { action: id, hold, low, high, held, available },
      ownKey: ownKey?.id ?? null,
      isOver: placed.state !== "held",
    };
  }

  /**
   * The hold is of a server that died before it wrote that down. Where somebody else was to pay then, what runs now
   * would be written at the cost of the one and counted on the other: it is asked for anew, and that hold lapses.
   */
  async function refuseOtherPayer({ workspace }: RunRequest, action: string, paying: string | null): Promise<void> {
    const { ownKey } = (await deps.credits.getAction({ workspace, action })).action;
    if ((ownKey?.id ?? null) === paying) return;
    throw new ProblemError("estimate-changed", "Who pays for this has changed. Ask for it anew; nothing was charged.");
  }

  /** Holds anew for a request whose provider failed before any text; null where it stays failed. */
  async function holdAgain(request: RunRequest, failed: RunHold, failure: RunFailure, begun: Begun) {
    const { retriesMax, retryMs } = deps.timing;
    const pauseMs =
      failure.retryAfterSeconds == null ? retryMs * (1 + Math.random()) : failure.retryAfterSeconds * 1_000;
    if (begun.attempt >= retriesMax || pauseMs > retryPauseMsMax || begun.isTrial || isClosing) return null;
    await wait(pauseMs);
    if (isClosing || (await deps.store.find(request))?.isCancelRequested !== false) return null;
    const { prepared, ownKey } = begun;
    const payer =
      ownKey === null || prepared.payer.type === "credits" ? prepared.payer : { ...prepared.payer, keys: [ownKey] };
    const { hold } = await placeHold(request, { ...prepared, payer }, begun.attempt + 1);
    if (await deps.store.reattach(request, failed.action, hold)) return hold;
    const named = { workspace: request.workspace, hold: hold.hold, actor: request.actor };
    await deps.credits.releaseHold({ ...named, status: "cancelled", failure: null });
    return null;
  }

  function startedRun(request: RunRequest, hold: RunHold, begun: Begun): NextAttempt {
    const { prepared, feed, provider, attempt } = begun;
    const run = new LiveRun(feed);
    feed.push(heldEvent({ hold, writer: provider.writer }));
    live.set(hold.action, run);
    const { planned, subject, payer } = prepared;
    const most = payer.type === "byok" ? payer.nanoDollars / planned.nanoDollarsPerCredit : hold.held;
    const beginAgain = async (failure: RunFailure): Promise<NextAttempt | null> => {
      const next = await holdAgain(request, hold, failure, begun).catch((error: unknown) => {
        deps.logger.warn({ err: error, action: hold.action }, "a failed action could not be begun anew");
        return null;
      });
      if (next === null) return null;
      const again = startedRun(request, next, { ...begun, attempt: attempt + 1 });
      // Whoever stops the first attempt stops what became of it.
      live.set(hold.action, again.live);
      return again;
    };
    return {
      live: run,
      run: {
        workspace: request.workspace,
        actor: request.actor,
        hold,
        request: planned.request,
        model: planned.model,
        outputCapTokens: planned.capWithin(most),
        // What a workspace pays the provider itself tells it about, and nobody else.
        basis: begun.ownKey === null ? planned.basis : null,
        landing: subject.landing,
        provider,
        beginAgain,
      },
    };
  }

  async function begin(request: RunRequest): Promise<StartedStream> {
    const prepared = await request.prepare();
    const { hold, ownKey, isOver } = await placeHold(request, prepared, 0);
    const isOurs = await deps.store.attach(request, hold, ownKey === null ? deps.writer : "anthropic");
    if (isOver || !isOurs) {
      const row = await deps.store.find(request);
      if (row === null) throw new Error(`the record of the run ${hold.action} is gone`);
      return join(row, row.hold ?? hold);
    }
    const feed = new RunFeed();
    const { provider, isTrial } = await prepared.openProvider({ action: hold.action, ownKey });
    const first = startedRun(request, hold, { prepared, feed, provider, isTrial, ownKey, attempt: 0 });
    const driven = driveRun(first.live, first.run, deps).finally(() => {
      for (const [id, run] of live) if (run.feed === feed) live.delete(id);
      running.delete(driven);
    });
    running.add(driven);
    return { isReplay: false, events: feed.listen() };
  }

  return {
    /**
     * Starts an action, joins the running one of the same key, or replays it. What is refused (402, 409, 422 …) is
     * thrown before anything is held or sent, and leaves the key free.
     */
    async start(request: RunRequest): Promise<StartedStream> {
      if (isClosing)
        throw new ProblemError(
          "overloaded",
          "This server is stopping. Try again in a moment.",
          {},
          { "retry-after": "2" },
        );
      for (;;) {
        if (await deps.store.claim({ ...request, writer: deps.writer })) break;
        const joined = await waitForHold(request);
        if (joined !== null) return joined;
      }
      try {
        return await begin(request);
      } catch (error) {
        await deps.store.drop(request).catch(() => undefined);
        throw error;
      }
    },
    /** Stops a run that goes on in this process; false when it does not. */
    cancel(action: string): boolean {
      const run = live.get(action);
      run?.cancel();
      return run !== undefined;
    },
    /**
     * Takes no more and waits for what runs; what still runs after `limitMs`, or at `hurry`, fails and costs
     * nothing.
     */
    async close(limitMs: number, hurry?: AbortSignal): Promise<void> {
      isClosing = true;
      const limit = wait(limitMs, undefined, { ref: false, ...(hurry && { signal: hurry }) }).catch(() => undefined);
      await Promise.race([Promise.allSettled(running), limit]);
      for (const run of live.values())
        run.fail({ code: "server-stopped", message: "The server was stopped. Try again." });
      await Promise.allSettled(running);
    },
  };
}

export type Runner = ReturnType<typeof createRunner>;
