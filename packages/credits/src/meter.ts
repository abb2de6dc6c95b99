import { checkCredits } from "./domain/amount.ts";
import { CreditsError } from "./domain/errors.ts";
import { checkUsage } from "./domain/rate-card.ts";
import { type MeteredHold, type MeteredHoldOptions, placeMeteredHold } from "./metered-hold.ts";
import type { ActionFacts, EndedHold, HoldState, PlacedHold, PlaceHold, SettleHold } from "./types.ts";
import type { Credits } from "./verbs.ts";

/** What is metered, and for whom. */
export type MeterOptions = Pick<PlaceHold, "workspace" | "key" | "credits" | "signal"> &
  Pick<ActionFacts, "kind"> &
  Partial<Omit<ActionFacts, "kind">> &
  Partial<Pick<PlaceHold, "fingerprint" | "actor" | "deadlineMs">> &
  Pick<MeteredHoldOptions, "onEnd" | "onFault"> & {
    /** What the log says of an error. By default no more than that it failed: messages may carry secrets. */
    readonly describeFailure?: (error: unknown) => { readonly code: string; readonly message: string };
  };

/** What the metered function gets. */
export type MeteredRun = {
  readonly hold: string;
  readonly action: string;
  /** The most that can be charged. */
  readonly credits: bigint;
  /** Aborted when the caller cancels, or when the hold is lost: what is done after that is not charged. */
  readonly signal: AbortSignal;
  /**
   * Says what was used so far: whole credits, or tokens, which the model's pinned prices turn into credits. The last
   * report counts. Fails with `settle-above-hold` above `credits`, with `invalid-amount` for what is no amount.
   */
  report(used: SettleHold["charge"]): void;
};

/** The end of a metered call. `expired`: the hold was lost before the end was recorded, and nothing was charged. */
export type Metered<Result> =
  | (Omit<EndedHold, "isReplay"> & { readonly isReplay: false; readonly result: Result })
  /** The key was used before: the function did not run. `held` where the first call is still going on. */
  | (Omit<EndedHold, "isReplay" | "state"> & {
      readonly state: HoldState;
      readonly isReplay: true;
      readonly result: null;
    });

const defaultDeadlineMs = 60_000;
const plainFailure = { code: "failed", message: "The metered function failed; nothing was charged." };

function holdOptions(options: MeterOptions): MeteredHoldOptions {
  const { kind, member = null, document = null, model = null, estimate = null, group = null } = options;
  const { workspace, key, credits, onEnd, onFault, signal, isDemo = false } = options;
  return {
    workspace,
    key,
    credits,
    // Not the credits: an estimate may have moved between two tries of one call.
    fingerprint: options.fingerprint ?? JSON.stringify([kind, member, model, document?.path ?? null, group]),
    deadlineMs: options.deadlineMs ?? defaultDeadlineMs,
    action: { kind, member, document, model, estimate, group, isDemo },
    actor: options.actor ?? member ?? "meter",
    onEnd,
    onFault,
    ...(signal === undefined ? {} : { signal }),
  };
}

function checkReport(used: SettleHold["charge"], placed: PlacedHold, model: string | null): SettleHold["charge"] {
  if ("usage" in used) {
    if (model !== null) return { usage: checkUsage({ ...used.usage }) };
    const allowed = "credits, where the metered call names no model";
    throw new CreditsError("invalid-argument", { what: "report", value: "usage", allowed });
  }
  const asked = checkCredits(used.credits, "credits", 0n);
  if (asked <= placed.credits) return { credits: asked };
  throw new CreditsError("settle-above-hold", { hold: placed.hold, held: placed.credits, asked });
}

async function replayOf(credits: Credits, workspace: string, placed: PlacedHold): Promise<Metered<never>> {
  const { hold, action, state, available } = placed;
  const { charged } = (await credits.getAction({ workspace, action })).action;
  const returned = state === "held" ? 0n : placed.credits - charged;
  return { hold, action, state, charged, returned, available, isReplay: true, result: null };
}

/**
 * Meters one call of `work`: holds `credits`, runs it, charges what it reported, returns the rest. If it throws, the
 * whole hold returns and its own error is thrown; if it throws after `signal` was aborted, what it had reported is
 * charged (cancelled after output began). The hold is extended while it runs; should this process die, it expires.
 *
 * Fails with what `placeHold` fails with (then `work` did not run), with `invalid-argument` where `work` reported
 * nothing, and with the database's error where the end could not be recorded by the hold's deadline: nothing is
 * charged then.
 *
 * @example
 * const { result, charged } = await meter(credits, { workspace, key, kind: "render", credits: 20n }, async (run) => {
 *   const picture = await render(page, run.signal);
 *   run.report({ credits: BigInt(picture.pages) });
 *   return picture;
 * });
 */
export async function meter<Result>(
  credits: Credits,
  options: MeterOptions,
  work: (run: MeteredRun) => Promise<Result> | Result,
): Promise<Metered<Result>> {
  const held = await placeMeteredHold(credits, holdOptions(options));
  if ("replayed" in held) return replayOf(credits, options.workspace, held.replayed);
  const { placed } = held;
  const told: { last: SettleHold["charge"] | null } = { last: null };
  const run: MeteredRun = {
    hold: placed.hold,
    action: placed.action,
    credits: placed.credits,
    signal: options.signal ? AbortSignal.any([options.signal, held.lost]) : held.lost,
    report: (used) => {
      told.last = checkReport(used, placed, options.model ?? null);
    },
  };
  let result: Result;
  let charge: SettleHold["charge"];
  try {
    result = await work(run);
    charge = requireReport(told.last);
  } catch (error) {
    await endFailed(held, { error, reported: told.last, options });
    throw error;
  }
  const ended = await held.settle({ charge, status: "succeeded" });
  return { ...ended, isReplay: false, result };
}

/** What nobody reported is never taken as zero. */
function requireReport(reported: SettleHold["charge"] | null): SettleHold["charge"] {
  if (reported !== null) return reported;
  const allowed = "at least one report of what was used; { credits: 0n } for nothing";
  throw new CreditsError("invalid-argument", { what: "report", value: "not called", allowed });
}

/** Ends the hold of work that threw. Never throws itself: the error of the work is the one that the caller gets. */
async function endFailed(
  held: MeteredHold,
  failed: { error: unknown; reported: SettleHold["charge"] | null; options: MeterOptions },
): Promise<void> {
  const { error, reported, options } = failed;
  if (options.signal?.aborted && reported !== null) {
    await held.settle({ charge: reported, status: "cancelled" }).catch(held.tellFault);
  } else if (options.signal?.aborted) {
    await held.release({ status: "cancelled", failure: null });
  } else {
    await held.release({ status: "failed", failure: describe(error, options, held) });
  }
}

function describe(
  error: unknown,
  options: MeterOptions,
  held: MeteredHold,
): { readonly code: string; readonly message: string } {
  try {
    return options.describeFailure?.(error) ?? plainFailure;
  } catch (fault) {
    held.tellFault(fault);
    return plainFailure;
  }
}
