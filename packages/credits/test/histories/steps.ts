import fc from "fast-check";
import type { Fault } from "./run-history.ts";

/**
 * The steps of a random history. They are plain data and speak in positions ("the third hold so far"), so that any
 * subset of a history is a history too and fast-check can shrink a failure to the few steps that matter.
 */
export type Wait = {
  readonly do: "wait";
  readonly until: "soon" | "deadline" | "reset" | "lot-end" | "days";
  /** Added to the instant that is waited for: around an edge, one millisecond decides. */
  readonly offsetMs: number;
  readonly n: number;
};
export type Grant = {
  readonly do: "grant";
  readonly workspace: number;
  readonly source: "top-up" | "goodwill";
  readonly credits: bigint;
  readonly livesMs: number | null;
};
export type Hold = {
  readonly do: "hold";
  readonly workspace: number;
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
export type Extend = { readonly do: "extend"; readonly hold: number; readonly deadlineMs: number };
/** An earlier request once more, exactly; or with its key under another body. */
export type Again = { readonly do: "again"; readonly request: number; readonly isChanged: boolean };
export type Send = Grant | Hold | Settle | Release | Extend | Again;

export type Step =
  | Wait
  | Send
  | { readonly do: "open-again"; readonly workspace: number; readonly plan: string }
  | { readonly do: "sweep" }
  | { readonly do: "other-instance" }
  | { readonly do: "restart" }
  | { readonly do: "fault"; readonly fault: Fault }
  | { readonly do: "together"; readonly sends: readonly Send[] };

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const workspace = fc.nat(1);
const position = fc.nat(20);
const edgeMs = fc.constantFrom(-1, 0, 1, 0, 1_000);
const deadlineMs = fc.constantFrom(1, 1_000, 30_000, 60_000, 600_000, HOUR_MS);

const wait: fc.Arbitrary<Wait> = fc.record({
  do: fc.constant("wait" as const),
  until: fc.constantFrom("soon", "soon", "deadline", "deadline", "reset", "lot-end", "days"),
  offsetMs: edgeMs,
  n: fc.nat(70),
});
const grant: fc.Arbitrary<Grant> = fc.record({
  do: fc.constant("grant" as const),
  workspace,
  source: fc.constantFrom("top-up", "goodwill"),
  credits: fc.bigInt({ min: 1n, max: 60n }),
  livesMs: fc.constantFrom(null, null, 1, HOUR_MS, 3 * DAY_MS, 45 * DAY_MS, 400 * DAY_MS),
});
const hold: fc.Arbitrary<Hold> = fc.record({
  do: fc.constant("hold" as const),
  workspace,
  size: fc.oneof(
    fc.record({ credits: fc.bigInt({ min: 0n, max: 40n }) }),
    fc.record({ percent: fc.constantFrom(0, 30, 60, 100, 101) }),
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
const extend: fc.Arbitrary<Extend> = fc.record({ do: fc.constant("extend" as const), hold: position, deadlineMs });
const again: fc.Arbitrary<Again> = fc.record({
  do: fc.constant("again" as const),
  request: position,
  isChanged: fc.constantFrom(false, false, true),
});
const send: fc.Arbitrary<Send> = fc.oneof(
  { weight: 4, arbitrary: hold },
  { weight: 3, arbitrary: settle },
  { weight: 2, arbitrary: release },
  { weight: 1, arbitrary: grant },
  { weight: 1, arbitrary: extend },
  { weight: 2, arbitrary: again },
);
const together = fc.record({
  do: fc.constant("together" as const),
  sends: fc.array(send, { minLength: 2, maxLength: 3 }),
});
const openAgain = fc.record({
  do: fc.constant("open-again" as const),
  workspace,
  plan: fc.constantFrom("free", "pro"),
});
const fault = fc.record({
  do: fc.constant("fault" as const),
  fault: fc.record<Fault>({
    at: fc.nat(9),
    when: fc.constantFrom("before", "after"),
    kind: fc.constantFrom("serialization", "deadlock", "lock-timeout", "connection-lost"),
  }),
});
const calmStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: send },
  { weight: 5, arbitrary: wait },
  { weight: 2, arbitrary: together },
  { weight: 1, arbitrary: fc.constant({ do: "sweep" as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ do: "other-instance" as const }, { do: "restart" as const }) },
  { weight: 1, arbitrary: openAgain },
);
const faultyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: calmStep },
  { weight: 8, arbitrary: fault },
);

/** How one history begins: the day of the month decides most of what a calendar can get wrong. */
export type Beginning = {
  readonly startsAt: number;
  readonly anchors: readonly [number, number];
};
const startsAt = fc
  .record({ month: fc.nat(35), day: fc.constantFrom(1, 15, 27, 28, 29, 30, 31), minute: fc.nat(1_439), ms: fc.constantFrom(0, 1, 999) })
  .map(({ month, day, minute, ms }) => Date.UTC(2027, month, day, 0, minute, 0, ms));
const beginning: fc.Arbitrary<Beginning> = fc
  .record({ startsAt, beforeDays: fc.tuple(fc.constantFrom(0, 0, 3, 31, 400), fc.constantFrom(0, 12, 29, 60, 366)) })
  .map(({ startsAt: start, beforeDays: [first, second] }) => ({
    startsAt: start,
    anchors: [start - first * DAY_MS, start - second * DAY_MS] as const,
  }));

export type History = { readonly beginning: Beginning; readonly steps: readonly Step[] };

function historyOf(step: fc.Arbitrary<Step>, steps: number): fc.Arbitrary<History> {
  return fc.record({ beginning, steps: fc.array(step, { minLength: 4, maxLength: steps, size: "max" }) });
}

/** Short histories find what long ones find, sooner; the long run makes up for them by number. */
export const calmHistory = historyOf(calmStep, 16);
export const faultyHistory = historyOf(faultyStep, 20);
