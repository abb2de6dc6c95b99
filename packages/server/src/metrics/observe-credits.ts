import { type Credits, CreditsError, type EngineObserver } from "@dokly/credits";
import type { Tracing } from "../tracing/tracing.ts";
import type { Metrics } from "./metrics.ts";

type Verb = (input: never) => Promise<unknown>;

/** The verbs that change something, by the name that the wire uses for operations. */
const verbs = {
  openWorkspace: "open-workspace",
  grant: "grant",
  refund: "refund",
  reverseGrant: "reverse-grant",
  restoreGrant: "restore-grant",
  changePlan: "change-plan",
  setUnpaid: "set-unpaid",
  setSuspended: "set-suspended",
  setLimit: "set-limit",
  placeHold: "place-hold",
  placeHolds: "place-holds",
  extendHold: "extend-hold",
  extendHolds: "extend-holds",
  settleHold: "settle-hold",
  releaseHold: "release-hold",
} as const satisfies Partial<Record<keyof Credits, string>>;

/** Tells of each batch, and links it to the requests whose commands it had. */
export function batchObserver(metrics: Metrics, tracing: Tracing): EngineObserver {
  return {
    ...(tracing.isOn && { commandSubmitted: () => tracing.current() ?? undefined }),
    batchEnded: ({ commands, faults, waitedMs, durationMs, waiting, marks }) => {
      metrics.batchCommands.observe(commands);
      metrics.batchSeconds.observe(durationMs / 1_000);
      metrics.batchWaitSeconds.observe(waitedMs / 1_000);
      metrics.batchQueue.set(waiting);
      if (faults > 0) metrics.batchFaults.inc(faults);
      if (marks.length > 0)
        tracing.recordLinked("credits batch", { marks, durationMs, attributes: { "dokly.commands": commands } });
    },
  };
}

/** The same engine, whose verbs are counted, timed and traced. Questions are not. */
export function observeCredits(credits: Credits, metrics: Metrics, tracing: Tracing): Credits {
  const observed = Object.entries(verbs).map(([name, verb]) => {
    const call = credits[name as keyof typeof verbs] as Verb;
    return [name, observeVerb(call, verb, metrics, tracing)];
  });
  return { ...credits, ...(Object.fromEntries(observed) as Partial<Credits>) };
}

function observeVerb(call: Verb, verb: string, metrics: Metrics, tracing: Tracing): Verb {
  return async (input) => {
    const startedAt = performance.now();
    const span = tracing.startChild(`credits ${verb}`);
    metrics.operationsInFlight.inc();
    try {
      const reply = await (span === null ? call(input) : tracing.within(span, () => call(input)));
      const told = factsOf(reply);
      count(metrics, verb, { asked: factsOf(input), told });
      metrics.operations.inc({ verb, outcome: told["isReplay"] === true ? "replayed" : "done" });
      span?.set(attributesOf(told));
      return reply;
    } catch (error) {
      const outcome = error instanceof CreditsError ? error.code : "defect";
      metrics.operations.inc({ verb, outcome });
      span?.fail(outcome);
      throw error;
    } finally {
      metrics.operationsInFlight.dec();
      metrics.operationSeconds.observe({ verb }, (performance.now() - startedAt) / 1_000);
      span?.end();
    }
  };
}

type Facts = Readonly<Record<string, unknown>>;

function factsOf(reply: unknown): Facts {
  return typeof reply === "object" && reply !== null ? (reply as Facts) : {};
}

/** Ids find the transfers of a hold in the ledger; amounts, titles and reasons stay there. */
function attributesOf({
  hold,
  action,
  state,
}: {
  hold?: unknown;
  action?: unknown;
  state?: unknown;
}): Record<string, string> {
  const attributes: Record<string, string> = {};
  if (typeof hold === "string") attributes["dokly.hold"] = hold;
  if (typeof action === "string") attributes["dokly.action"] = action;
  if (typeof state === "string") attributes["dokly.state"] = state;
  return attributes;
}

/** What moved; a replay moved nothing. */
function count({ creditsMoved }: Metrics, verb: string, { asked, told }: { asked: Facts; told: Facts }): void {
  if (told["isReplay"] === true) return;
  const add = (movement: string, amount: unknown): void => {
    if (typeof amount === "bigint" && amount > 0n) creditsMoved.inc({ movement }, Number(amount));
  };
  const holds: unknown[] = Array.isArray(told["holds"]) ? told["holds"] : [];
  if (verb === "place-hold") add("held", told["credits"]);
  if (verb === "place-holds") for (const hold of holds) add("held", factsOf(hold)["credits"]);
  if (verb === "settle-hold" || verb === "release-hold") {
    add("charged", told["charged"]);
    add("returned", told["returned"]);
  }
  if (verb === "refund") add("refunded", asked["credits"]);
  if (verb === "grant") add("granted", asked["credits"]);
}
