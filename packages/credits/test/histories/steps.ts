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
  /** A key of the workspace's own that pays instead of the bucket; its model has a price. */
  readonly ownKey: string | null;
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
  /** A choice for a reset waits for the first one after so many days; null: for the next. */
  readonly notBeforeDays: number | null;
  readonly own: bigint | null;
};
/** The plan is unpaid: from the current period on (null), or from so many days from now; or it is paid again. */
export type SetUnpaid = {
  readonly do: "set-unpaid";
  readonly isUnpaid: boolean;
  readonly fromDays: number | null;
  readonly plan: string;
};
export type Suspend = { readonly do: "suspend"; readonly isSuspended: boolean };
export type LinkedHolds = {
  readonly do: "linked-holds";
  readonly holds: readonly Pick<Hold, "size" | "kind" | "member" | "isPriced" | "ownKey">[];
  readonly deadlineMs: number;
};
export type ExtendLinked = { readonly do: "extend-linked"; readonly linked: number; readonly deadlineMs: number };
/** A report of a payment's refunds, or of a dispute that was won: so many percent of it are paid back by now. */
export type Report = { readonly do: "reverse" | "restore"; readonly lot: number; readonly percent: number };
export type Limit = {
  readonly do: "limit";
  readonly member: string | null;
  readonly kind: string;
  readonly isForAllKinds: boolean;
  /** The limit of a key of the workspace's own, which has no member and no kind. */
  readonly ownKey: string | null;
  readonly isNanoDollars: boolean;
  /** Credits, or as many thousandths of a dollar. */
  readonly amount: bigint | null;
};
export type Extend = { readonly do: "extend"; readonly hold: number; readonly deadlineMs: number };
/** An earlier request once more, exactly; or with its key under another body. */
export type Again = { readonly do: "again"; readonly request: number; readonly isChanged: boolean };
/** An attempt to settle another workspace's hold. */
export type Foreign = { readonly do: "foreign"; readonly lane: number };
export type OpenAgain = { readonly do: "open-again"; readonly plan: string };
export type Send =
  | Refund
  | ChangePlan
  | SetUnpaid
  | Suspend
  | LinkedHolds
  | ExtendLinked
  | Report
  | Limit
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
export type Lane = {
  readonly plan: string;
  readonly anchorDays: number;
  /** Begins with a trial; the anchor is its end then. */
  readonly hasTrial: boolean;
  readonly steps: readonly LaneStep[];
};

/**
 * The histories of several workspaces that share a clock and an engine. In each round every workspace takes its next
 * step, all at once: so the engine's batches span workspaces, and a few statements serve many histories.
 */
export type Fleet = { readonly startsAt: number; readonly beats: readonly Beat[]; readonly lanes: readonly Lane[] };
