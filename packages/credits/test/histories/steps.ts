import fc from "fast-check";
import type { Fault } from "./faulty-database.ts";

/**
 * The steps of random histories. They are plain data and speak in positions ("the third hold so far"), so that any
 * subset of a history is a history too and fast-check can shrink a failure to the few steps that matter.
 */
export type Grant = {
  readonly do: "grant";
  readonly source: "top-up" | "goodwill";
  readonly credits: bigint;
  readonly livesMs: number | null;
};
export type Hold = {
  readonly do: "hold";
  /** Credits, or a share in percent of what is available (101 stands for one credit more than that). */
  readonly size: { readonly credits: bigint } | { readonly percent: number };
  readonly deadlineMs: number;
  readonly kind: string;
  readonly member: string | null;
  readonly isPriced: boolean;
};
export type Settle = {
  readonly do: "settle";
  readonly hold: number;
  readonly amount:
    | { readonly percent: number }
    | { readonly input: number; readonly cacheRead: number; readonly cacheWrite: number; readonly output: number };
  readonly status: "succeeded" | "cancelled";
  readonly isKeyed: boolean;
};
export type Release = {
  readonly do: "release";
  readonly hold: number;
  readonly status: "failed" | "cancelled";
  readonly isKeyed: boolean;
};
export type Refund = { readonly do: "refund"; readonly hold: number; readonly percent: number };
export type ChangePlan = {
  readonly do: "change-plan";
  readonly plan: string;
  readonly when: "now" | "reset";
  /** Moves the anchor to so many days from now; null: leaves it. */
  readonly anchorDays: number | null;
  readonly own: bigint | null;
};
export type Suspend = { readonly do: "suspend"; readonly isSuspended: boolean };
export type Extend = { readonly do: "extend"; readonly hold: number; readonly deadlineMs: number };
/** An earlier request once more, exactly; or with its key under another body. */
export type Again = { readonly do: "again"; readonly request: number; readonly isChanged: boolean };
/** An attempt to settle another workspace's hold. */
export type Foreign = { readonly do: "foreign"; readonly lane: number };
export type OpenAgain = { readonly do: "open-again"; readonly plan: string };
export type Send =
  | Refund
  | ChangePlan
  | Suspend
  | Grant
  | Hold
  | Settle
  | Release
  | Extend
  | Again
  | Foreign
  | OpenAgain;

/** What one workspace does in one round: nothing, one request, or a few at once. */
export type LaneStep = readonly Send[];

/** What happens to all workspaces between two rounds. */
export type Wait = {
  readonly do: "wait";
  readonly until: "soon" | "deadline" | "reset" | "lot-end" | "days";
  /** Added to the instant that is waited for: around an edge, one millisecond decides. */
  readonly offsetMs: number;
  readonly lane: number;
  readonly n: number;
};
/**
 * Somebody simulates a clock that is ahead: business time jumps, on to a lane's reset or by so much, and deadlines stay
 * in real time. So holds meet resets much more often than their short lives would let them.
 */
export type Simulate = { readonly do: "simulate"; readonly lane: number | null; readonly aheadMs: number };
export type Beat =
  | Wait
  | Simulate
  | { readonly do: "nothing" }
  | { readonly do: "sweep" }
  | { readonly do: "other-instance" }
  | { readonly do: "restart" }
  | { readonly do: "fault"; readonly fault: Fault };

/** One workspace and its history. */
export type Lane = { readonly plan: string; readonly anchorDays: number; readonly steps: readonly LaneStep[] };

/**
 * The histories of several workspaces that share a clock and an engine. In each round every workspace takes its next
 * step, all at once: so the engine's batches span workspaces, and a few statements serve many histories.
 */
export type Fleet = { readonly startsAt: number; readonly beats: readonly Beat[]; readonly lanes: readonly Lane[] };

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const position = fc.nat(20);
const deadlineMs = fc.constantFrom(1, 1_000, 30_000, 60_000, 600_000, HOUR_MS);

const grant: fc.Arbitrary<Grant> = fc.record({
  do: fc.constant("grant" as const),
  source: fc.constantFrom("top-up", "goodwill"),
  credits: fc.bigInt({ min: 1n, max: 60n }),
  livesMs: fc.constantFrom(null, null, null, 1, HOUR_MS, 3 * DAY_MS, 45 * DAY_MS, 400 * DAY_MS),
});
const hold: fc.Arbitrary<Hold> = fc.record({
  do: fc.constant("hold" as const),
  size: fc.oneof(
    fc.record({ credits: fc.bigInt({ min: 0n, max: 40n }) }),
    fc.record({ percent: fc.constantFrom(0, 30, 60, 90, 100, 101) }),
  ),
  deadlineMs,
  kind: fc.constantFrom("improve", "expand", "page"),
  member: fc.constantFrom("ada", "ben", null),
  isPriced: fc.boolean(),
});
const tokens = fc.constantFrom(0, 1, 149, 150, 751, 4_000);
const settle: fc.Arbitrary<Settle> = fc.record({
  do: fc.constant("settle" as const),
  hold: position,
  amount: fc.oneof(
    fc.record({ percent: fc.constantFrom(0, 10, 50, 99, 100, 100, 101) }),
    fc.record({ input: tokens, cacheRead: tokens, cacheWrite: tokens, output: tokens }),
  ),
  status: fc.constantFrom("succeeded", "succeeded", "cancelled"),
  isKeyed: fc.boolean(),
});
const release: fc.Arbitrary<Release> = fc.record({
  do: fc.constant("release" as const),
  hold: position,
  status: fc.constantFrom("failed", "cancelled"),
  isKeyed: fc.boolean(),
});
const refund: fc.Arbitrary<Refund> = fc.record({
  do: fc.constant("refund" as const),
  hold: position,
  percent: fc.constantFrom(1, 40, 60, 100, 100, 101),
});
const changePlan: fc.Arbitrary<ChangePlan> = fc.record({
  do: fc.constant("change-plan" as const),
  plan: fc.constantFrom("free", "starter", "pro"),
  when: fc.constantFrom("now", "now", "reset"),
  anchorDays: fc.constantFrom(null, null, null, 0, -3, 5, -400),
  own: fc.constantFrom(null, null, null, 0n, 70n),
});
const suspend: fc.Arbitrary<Suspend> = fc.record({
  do: fc.constant("suspend" as const),
  isSuspended: fc.constantFrom(true, false, false),
});
const extend: fc.Arbitrary<Extend> = fc.record({ do: fc.constant("extend" as const), hold: position, deadlineMs });
const again: fc.Arbitrary<Again> = fc.record({
  do: fc.constant("again" as const),
  request: fc.oneof(fc.nat(2), position),
  isChanged: fc.constantFrom(false, false, true),
});
const send: fc.Arbitrary<Send> = fc.oneof(
  { weight: 8, arbitrary: hold },
  { weight: 6, arbitrary: settle },
  { weight: 4, arbitrary: release },
  { weight: 4, arbitrary: grant },
  { weight: 2, arbitrary: extend },
  { weight: 3, arbitrary: refund },
  { weight: 2, arbitrary: changePlan },
  { weight: 1, arbitrary: suspend },
  { weight: 4, arbitrary: again },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("foreign" as const), lane: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("open-again" as const), plan: fc.constantFrom("free", "pro") }) },
);
const laneStep: fc.Arbitrary<LaneStep> = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 7, arbitrary: send.map((one) => [one]) },
  { weight: 2, arbitrary: fc.array(send, { minLength: 2, maxLength: 3 }) },
);

const wait: fc.Arbitrary<Wait> = fc.record({
  do: fc.constant("wait" as const),
  until: fc.constantFrom("soon", "soon", "deadline", "deadline", "reset", "lot-end", "days"),
  offsetMs: fc.constantFrom(-1, 0, 1, 0, 1_000),
  lane: fc.nat(20),
  n: fc.nat(70),
});
const simulate: fc.Arbitrary<Simulate> = fc.oneof(
  fc.record({ do: fc.constant("simulate" as const), lane: fc.nat(20), aheadMs: fc.constantFrom(-1, 0, 1) }),
  fc.record({
    do: fc.constant("simulate" as const),
    lane: fc.constant(null),
    aheadMs: fc.constantFrom(1, HOUR_MS, 9 * DAY_MS, 40 * DAY_MS),
  }),
);
const fault = fc.record({
  do: fc.constant("fault" as const),
  fault: fc.record<Fault>({
    at: fc.nat(20),
    when: fc.constantFrom("before", "after"),
    kind: fc.constantFrom("serialization", "deadlock", "lock-timeout", "connection-lost"),
    lasts: fc.constantFrom("once", "once", "once", "once", "once", "on"),
  }),
});
const calmBeat: fc.Arbitrary<Beat> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ do: "nothing" as const }) },
  { weight: 5, arbitrary: wait },
  { weight: 2, arbitrary: simulate },
  { weight: 1, arbitrary: fc.constantFrom<Beat>({ do: "sweep" }, { do: "other-instance" }, { do: "restart" }) },
);
const faultyBeat: fc.Arbitrary<Beat> = fc.oneof({ weight: 1, arbitrary: calmBeat }, { weight: 1, arbitrary: fault });

/** The day of the month decides most of what a calendar can get wrong. */
const startsAt = fc
  .record({
    month: fc.nat(35),
    day: fc.constantFrom(1, 15, 27, 28, 29, 30, 31),
    minute: fc.nat(1_439),
    ms: fc.constantFrom(0, 1, 999),
  })
  .map(({ month, day, minute, ms }) => Date.UTC(2027, month, day, 0, minute, 0, ms));

export const LANES = 16;
const ROUNDS = 12;

/** Short histories find what long ones find, sooner; the long run makes up for them by number. */
function fleetOf(beat: fc.Arbitrary<Beat>): fc.Arbitrary<Fleet> {
  const lane: fc.Arbitrary<Lane> = fc.record({
    plan: fc.constantFrom("free", "free", "starter"),
    anchorDays: fc.constantFrom(0, 0, 3, 12, 29, 31, 60, 366, 400),
    steps: fc.array(laneStep, { minLength: 3, maxLength: ROUNDS, size: "max" }),
  });
  return fc.record({
    startsAt,
    beats: fc.array(beat, { minLength: 0, maxLength: ROUNDS, size: "max" }),
    lanes: fc.array(lane, { minLength: LANES, maxLength: LANES }),
  });
}

export const calmFleet = fleetOf(calmBeat);
export const faultyFleet = fleetOf(faultyBeat);
