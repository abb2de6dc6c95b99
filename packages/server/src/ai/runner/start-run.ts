import { setTimeout as wait } from "node:timers/promises";
import type { RunEvent } from "@dokly/contract";
import type { ActionFacts } from "@dokly/credits";
import { ProblemError } from "../../http/problem-error.ts";
import type { PlannedAction } from "../plan-action.ts";
import type { Provider } from "../provider.ts";
import type { Subject } from "../selection/subject.ts";
import { driveRun, LiveRun, type RunDependencies } from "./drive-run.ts";
import { followRun, heldEvent } from "./follow-run.ts";
import { RunFeed } from "./run-feed.ts";
import type { RunHold, RunKey, RunRow } from "./run-store.ts";

/** One request to run an action, already read and allowed, not yet priced. */
export type RunRequest = RunKey & {
  readonly fingerprint: string;
  readonly kind: string;
  readonly actor: string;
  /** Reads, plans and decides what to hold; refuses by throwing. Called only when the key starts something new. */
  readonly prepare: () => Promise<PreparedRun>;
};

export type PreparedRun = {
  readonly planned: PlannedAction;
  readonly subject: Subject;
  /** Who writes; asked for only once the hold is there. */
  readonly openProvider: () => Promise<Provider>;
  /** The estimate that the person saw; `high` is what is held. */
  readonly low: bigint;
  readonly high: bigint;
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

  async function placeHold(request: RunRequest, prepared: PreparedRun): Promise<{ hold: RunHold; isOver: boolean }> {
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
      isDemo: deps.writer === "demo",
    };
    const placed = await deps.credits.placeHold({
      workspace: request.workspace,
      key: `ai:${request.member}:${request.key}`,
      fingerprint: request.fingerprint,
      credits: high,
      deadlineMs: deps.timing.holdMs,
      action,
      actor: request.actor,
    });
    const hold = {
      action: placed.action,
      hold: placed.hold,
      low,
      high,
      held: placed.credits,
      available: placed.available,
    };
    return { hold, isOver: placed.state !== "held" };
  }

  async function begin(request: RunRequest): Promise<StartedStream> {
    const prepared = await request.prepare();
    const { hold, isOver } = await placeHold(request, prepared);
    const isOurs = await deps.store.attach(request, hold);
    if (isOver || !isOurs) {
      const row = await deps.store.find(request);
      if (row === null) throw new Error(`the record of the run ${hold.action} is gone`);
      return join(row, hold);
    }
    const feed = new RunFeed();
    const run = new LiveRun(feed);
    feed.push(heldEvent({ hold, writer: deps.writer }));
    const provider = await prepared.openProvider();
    live.set(hold.action, run);
    const driven = driveRun(
      run,
      {
        workspace: request.workspace,
        actor: request.actor,
        hold,
        request: prepared.planned.request,
        model: prepared.planned.model,
        outputCapTokens: prepared.planned.capWithin(hold.held),
        basis: prepared.planned.basis,
        landing: prepared.subject.landing,
        provider,
      },
      deps,
    ).finally(() => {
      live.delete(hold.action);
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
