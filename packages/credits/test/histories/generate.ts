import fc from "fast-check";
import type { Fault } from "./faulty-database.ts";
import type {
  Again,
  Beat,
  ChangePlan,
  Extend,
  ExtendLinked,
  Fleet,
  Grant,
  Hold,
  Lane,
  LaneStep,
  Limit,
  LinkedHolds,
  Refund,
  Release,
  Report,
  Send,
  Settle,
  SetUnpaid,
  Simulate,
  Suspend,
  Wait,
} from "./steps.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const position = fc.nat(20);
const deadlineMs = fc.constantFrom(1, 1_000, 60_000, 600_000, HOUR_MS, HOUR_MS);

const grant: fc.Arbitrary<Grant> = fc.record({
  do: fc.constant("grant" as const),
  source: fc.constantFrom("top-up", "goodwill"),
  credits: fc.bigInt({ min: 1n, max: 60n }),
  livesMs: fc.constantFrom(null, null, null, 1, HOUR_MS, 3 * DAY_MS, 45 * DAY_MS, 400 * DAY_MS),
});
const wanted = fc.record({
  size: fc.oneof(
    fc.record({ credits: fc.bigInt({ min: 0n, max: 40n }) }),
    fc.record({ percent: fc.constantFrom(0, 30, 60, 90, 100, 101) }),
  ),
  kind: fc.constantFrom("improve", "expand", "page"),
  member: fc.constantFrom("ada", "ben", null),
  isPriced: fc.boolean(),
  ownKey: fc.constantFrom(null, null, null, null, null, "key 1", "key 2"),
});
const hold: fc.Arbitrary<Hold> = fc
  .tuple(wanted, deadlineMs)
  .map(([one, ms]) => ({ do: "hold" as const, ...one, deadlineMs: ms }));
const linkedHolds: fc.Arbitrary<LinkedHolds> = fc.record({
  do: fc.constant("linked-holds" as const),
  holds: fc.array(wanted, { minLength: 1, maxLength: 3 }),
  deadlineMs,
});
const extendLinked: fc.Arbitrary<ExtendLinked> = fc.record({
  do: fc.constant("extend-linked" as const),
  linked: fc.nat(3),
  deadlineMs,
});
const report: fc.Arbitrary<Report> = fc.record({
  do: fc.constantFrom("reverse", "reverse", "restore"),
  lot: position,
  percent: fc.constantFrom(0, 1, 33, 50, 100, 100),
});
const limit: fc.Arbitrary<Limit> = fc.record({
  do: fc.constant("limit" as const),
  member: fc.constantFrom("ada", "ben", null),
  kind: fc.constantFrom("improve", "page"),
  isForAllKinds: fc.boolean(),
  ownKey: fc.constantFrom(null, null, null, "key 1"),
  isNanoDollars: fc.constantFrom(false, false, true),
  amount: fc.constantFrom(null, 0n, 12n, 30n, 60n),
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
  notBeforeDays: fc.constantFrom(null, null, null, -3, 12, 40, 70),
  own: fc.constantFrom(null, null, null, 0n, 70n),
});
const setUnpaid: fc.Arbitrary<SetUnpaid> = fc.record({
  do: fc.constant("set-unpaid" as const),
  isUnpaid: fc.boolean(),
  fromDays: fc.constantFrom(null, null, null, 0, 3, 20, -20),
  plan: fc.constantFrom("free", "free", "starter"),
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
/** Paid credits are drawn last: only a hold of nearly everything reaches them. */
const topUp: fc.Arbitrary<Grant> = grant.map((one) => ({ ...one, source: "top-up" as const, livesMs: null }));
const wholeHold: fc.Arbitrary<Hold> = fc
  .tuple(hold, fc.constantFrom(80, 95, 100))
  .map(([one, percent]) => ({ ...one, size: { percent }, deadlineMs: HOUR_MS }));
const foreign = fc.record({ do: fc.constant("foreign" as const), lane: fc.nat(20) });
const openAgain = fc.record({ do: fc.constant("open-again" as const), plan: fc.constantFrom("free", "pro") });
const every = {
  hold,
  wholeHold,
  settle,
  release,
  grant,
  topUp,
  extend,
  refund,
  changePlan,
  setUnpaid,
  suspend,
  linkedHolds,
  extendLinked,
  report,
  limit,
  again,
};

/** How often a verb comes up in the histories of one theme: what seldom meets by chance needs histories of its own. */
type Theme = Readonly<Partial<Record<keyof typeof every, number>>>;
const themes: readonly Theme[] = [
  {
    hold: 8,
    settle: 7,
    release: 3,
    grant: 4,
    extend: 3,
    refund: 3,
    changePlan: 2,
    suspend: 1,
    linkedHolds: 3,
    again: 4,
  },
  { hold: 8, settle: 7, release: 3, grant: 4, refund: 4, changePlan: 4, linkedHolds: 2, extendLinked: 3, again: 4 },
  { hold: 1, wholeHold: 6, settle: 6, release: 4, topUp: 6, refund: 5, report: 8, linkedHolds: 1, again: 2 },
  { hold: 6, wholeHold: 3, settle: 6, release: 2, refund: 6, limit: 6, linkedHolds: 2, extendLinked: 1, again: 2 },
  { hold: 4, wholeHold: 4, settle: 5, release: 3, topUp: 1, refund: 4, changePlan: 4, setUnpaid: 8, again: 3 },
];

function sendOf(theme: Theme): fc.Arbitrary<Send> {
  const weighted = Object.entries(every).map(([verb, arbitrary]): { weight: number; arbitrary: fc.Arbitrary<Send> } => {
    return { weight: theme[verb as keyof typeof every] ?? 0, arbitrary };
  });
  return fc.oneof(
    ...weighted.filter(({ weight }) => weight > 0),
    { weight: 1, arbitrary: foreign },
    { weight: 1, arbitrary: openAgain },
  );
}

function laneStepOf(theme: Theme): fc.Arbitrary<LaneStep> {
  const send = sendOf(theme);
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 7, arbitrary: send.map((one) => [one]) },
    { weight: 2, arbitrary: fc.array(send, { minLength: 2, maxLength: 3 }) },
  );
}

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
  { weight: 3, arbitrary: simulate },
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
const ROUNDS = 14;

/** Short histories find what long ones find, sooner; the long run makes up for them by number. */
function fleetOf(beat: fc.Arbitrary<Beat>): fc.Arbitrary<Fleet> {
  const lanes = themes.map((theme): fc.Arbitrary<Lane> => {
    return fc.record({
      plan: fc.constantFrom("free", "free", "starter"),
      hasTrial: fc.constantFrom(false, false, false, true),
      anchorDays: fc.constantFrom(0, 0, 3, 12, 29, 31, 60, 366, 400),
      steps: fc.array(laneStepOf(theme), { minLength: 4, maxLength: ROUNDS, size: "max" }),
    });
  });
  return fc.record({
    startsAt,
    beats: fc.array(beat, { minLength: 0, maxLength: ROUNDS, size: "max" }),
    lanes: fc.array(fc.oneof(...lanes), { minLength: LANES, maxLength: LANES }),
  });
}

export const calmFleet = fleetOf(calmBeat);
export const faultyFleet = fleetOf(faultyBeat);
