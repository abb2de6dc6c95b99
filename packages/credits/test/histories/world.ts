import { instantOf } from "../model/ledger.ts";
import { counts, useOf } from "../model/limits.ts";
import { availableOf, endOf } from "../model/lots.ts";
import { openPeriod, periodOf } from "../model/periods.ts";
import { documentedCatalog } from "../model/price.ts";
import { refundedOf } from "../model/questions.ts";
import type { ModelHold, ModelScope, ModelState, ModelWanted, ModelWorkspace, Request } from "../model/state.ts";
import type { ChangePlan, Fleet, Hold, Limit, LinkedHolds, Send, Settle, Simulate, Wait } from "./steps.ts";
import { makeClock, type TestClock } from "./test-clock.ts";

const DAY_MS = 86_400_000;
/** In nano-dollars; and the most that an action on a key of the workspace's own holds where nothing limits it. */
const THOUSANDTH_OF_A_DOLLAR = 1_000_000n;
const OWN_KEY_MOST = 50n * THOUSANDTH_OF_A_DOLLAR;

/**
 * What one lane knows: its workspace, the model of it, and every request that was sent, so that it can be sent again.
 */
export type LaneWorld = {
  readonly workspace: string;
  /** What the answers so far leave possible: one model nearly always. */
  models: readonly ModelState[];
  readonly sent: Request[];
};

/** What a fleet knows. The clocks are shared. */
export type World = { readonly clock: TestClock; readonly lanes: readonly LaneWorld[] };

export function beginWorld(name: string, fleet: Fleet): World {
  const lanes = fleet.lanes.map((_, index) => ({
    workspace: `${name} lane ${index}`,
    models: [{ catalog: documentedCatalog, workspaces: [] }],
    sent: [],
  }));
  return { clock: makeClock(fleet.startsAt), lanes };
}

/** The requests that open the workspaces of the lanes. */
export function openings(world: World, fleet: Fleet): readonly Request[] {
  return world.lanes.map(({ workspace }, index) => {
    const lane = fleet.lanes[index];
    const hasTrial = lane?.hasTrial ?? false;
    const anchor = hasTrial ? null : fleet.startsAt - (lane?.anchorDays ?? 0) * DAY_MS;
    return { verb: "open", workspace, plan: lane?.plan ?? "free", anchor, hasTrial };
  });
}

/** The lane's workspace in its first model, once it is open. */
export function modelOf(lane: LaneWorld): ModelWorkspace | undefined {
  return lane.models[0]?.workspaces[0];
}

/** The real time that a wait ends at. It never runs back in a history. */
export function waitUntil(world: World, wait: Wait): number {
  const { real } = world.clock;
  const lane = world.lanes[wait.lane % Math.max(1, world.lanes.length)];
  const workspace = lane === undefined ? undefined : modelOf(lane);
  return Math.max(real, edgeAfter(workspace, wait, world.clock) + wait.offsetMs);
}

/** How far business time jumps ahead; it never runs back either. */
export function aheadOf(world: World, { lane, aheadMs }: Simulate): number {
  if (lane === null) return aheadMs;
  const jumping = world.lanes[lane % Math.max(1, world.lanes.length)];
  const workspace = jumping === undefined ? undefined : modelOf(jumping);
  const { business } = world.clock;
  return workspace === undefined ? 0 : Math.max(0, periodOf(workspace, business).end + aheadMs - business);
}

function edgeAfter(workspace: ModelWorkspace | undefined, wait: Wait, clock: TestClock): number {
  const { real, business, offsetMs } = clock;
  if (wait.until === "soon") return real + wait.n * 700;
  if (wait.until === "days") return real + wait.n * DAY_MS;
  if (workspace === undefined) return real;
  if (wait.until === "reset") return periodOf(workspace, business).end - offsetMs;
  const edges =
    wait.until === "deadline"
      ? workspace.holds.filter((hold) => endOf(hold, clock) === null).map((hold) => hold.deadline)
      : workspace.lots.map((lot) => (lot.expiresAt ?? 0) - offsetMs);
  const ahead = edges.filter((edge) => edge > real).sort((a, b) => a - b);
  return ahead[wait.n % Math.max(1, Math.min(3, ahead.length))] ?? real;
}

/** The request that a step stands for in this world; null when it speaks of a hold or request that is not there. */
export function requestOf(world: World, lane: LaneWorld, step: Send): Request | null {
  const { workspace } = lane;
  const label = `${workspace} ${lane.sent.length}`;
  switch (step.do) {
    case "again":
      return againOf(lane, step.request, step.isChanged);
    case "open-again":
      return { verb: "open", workspace, plan: step.plan, anchor: null, hasTrial: false };
    case "grant": {
      const expiresAt = step.livesMs === null ? null : world.clock.business + step.livesMs;
      return { verb: "grant", workspace, label, source: step.source, credits: step.credits, key: label, expiresAt };
    }
    case "hold":
      return holdOf(world, lane, step, label);
    case "foreign": {
      const other = world.lanes[step.lane % world.lanes.length];
      const hold = other === undefined || other === lane ? undefined : modelOf(other)?.holds.at(-1);
      if (hold === undefined) return null;
      const charge = { credits: 0n };
      return { verb: "settle", workspace, hold: hold.label, charge, status: "succeeded", keyed: null };
    }
    case "change-plan":
      return planOf(world, lane, step, label);
    case "set-unpaid": {
      const from = unpaidFrom(world, lane, step.fromDays);
      return { verb: "set-unpaid", workspace, unpaid: step.isUnpaid ? { from, plan: step.plan } : null, key: label };
    }
    case "suspend":
      return { verb: "suspend", workspace, isSuspended: step.isSuspended, key: label };
    case "linked-holds":
      return linkedOf(world, lane, step, label);
    case "extend-linked": {
      const linked = lane.sent.filter((request) => request.verb === "linked-holds");
      const one = linked[step.linked % Math.max(1, linked.length)];
      return one === undefined ? null : { verb: "extend-linked", workspace, key: one.key, deadlineMs: step.deadlineMs };
    }
    case "reverse":
    case "restore": {
      const lots = modelOf(lane)?.lots.filter(({ source }) => source === "top-up") ?? [];
      const lot = lots[lots.length - 1 - (step.lot % Math.max(1, lots.length))];
      if (lot === undefined) return null;
      const cents = { refundedCents: BigInt(step.percent), paidCents: 100n };
      return { verb: step.do, workspace, lot: lot.label, ...cents, key: label };
    }
    case "limit": {
      return { verb: "limit", workspace, ...limitOf(step), key: label };
    }
    case "extend":
    case "settle":
    case "release":
    case "refund":
      return touchOf(world, lane, step, label);
  }
}

function touchOf(world: World, lane: LaneWorld, step: Extract<Send, { hold: number }>, label: string): Request | null {
  const { workspace } = lane;
  const all = modelOf(lane)?.holds ?? [];
  // Three times in four a step looks for a hold that it can do something to.
  const fitting = all.filter((one) =>
    step.do === "refund" ? (one.end?.charged ?? 0n) > refundedOf(one) : endOf(one, world.clock) === null,
  );
  const holds = step.hold % 4 > 0 && fitting.length > 0 ? fitting : all;
  const hold = holds[holds.length - 1 - (step.hold % Math.max(1, holds.length))];
  if (hold === undefined) return null;
  if (step.do === "extend") return { verb: "extend", workspace, hold: hold.label, deadlineMs: step.deadlineMs };
  if (step.do === "refund") {
    const left = (hold.end?.charged ?? 0n) - refundedOf(hold);
    const credits = left === 0n ? 1n : shareOf(left, step.percent) || 1n;
    return { verb: "refund", workspace, label, action: hold.label, credits, key: label };
  }
  const keyed = step.isKeyed ? { key: `end ${label}`, fingerprint: `end ${label}` } : null;
  if (step.do === "release") return { verb: "release", workspace, hold: hold.label, status: step.status, keyed };
  return { verb: "settle", workspace, hold: hold.label, charge: chargeOf(step, hold), status: step.status, keyed };
}

function unpaidFrom({ clock }: World, lane: LaneWorld, days: number | null): number {
  const workspace = modelOf(lane);
  if (days !== null || workspace === undefined) return clock.business + (days ?? 0) * DAY_MS;
  return periodOf(workspace, clock.business).start;
}

function planOf(world: World, lane: LaneWorld, step: ChangePlan, key: string): Request {
  const { plan, when, anchorDays, notBeforeDays, own } = step;
  const daysFromNow = (days: number | null): number | null =>
    days === null ? null : world.clock.business + days * DAY_MS;
  const anchor = when === "reset" ? null : daysFromNow(anchorDays);
  const notBefore = when === "reset" ? daysFromNow(notBeforeDays) : null;
  return { verb: "change-plan", workspace: lane.workspace, plan, when, anchor, notBefore, own, key };
}

function holdOf(world: World, lane: LaneWorld, step: Hold, label: string): Request {
  const { deadlineMs } = step;
  const named = { workspace: lane.workspace, label, key: label, fingerprint: label };
  return { verb: "hold", ...named, ...wantedOf(world, lane, step), deadlineMs };
}

function linkedOf(world: World, lane: LaneWorld, step: LinkedHolds, label: string): Request {
  const { deadlineMs } = step;
  const labels = step.holds.map((_, index) => `${label}/${index}`);
  const holds = step.holds.map((one) => wantedOf(world, lane, one));
  return { verb: "linked-holds", workspace: lane.workspace, labels, key: label, fingerprint: label, holds, deadlineMs };
}

function limitOf({ member, kind, ownKey, isForAllKinds, isNanoDollars, amount }: Limit) {
  const isInNanoDollars = isNanoDollars || ownKey !== null;
  const limit = amount === null || !isInNanoDollars ? amount : amount * THOUSANDTH_OF_A_DOLLAR;
  const unit = isInNanoDollars ? ("nano-dollars" as const) : ("credits" as const);
  if (ownKey !== null) return { member: null, kind: null, ownKey, unit, limit };
  return { member, kind: isForAllKinds && member !== null ? null : kind, ownKey, unit, limit };
}

function wantedOf(world: World, lane: LaneWorld, wanted: LinkedHolds["holds"][number]): ModelWanted {
  const unit = wanted.ownKey === null ? ("credits" as const) : ("nano-dollars" as const);
  const step = { ...wanted, isPriced: wanted.isPriced || wanted.ownKey !== null };
  const size =
    "credits" in step.size ? step.size.credits : shareOf(roomFor(world, lane, step, unit), step.size.percent);
  const inNanoDollars = "credits" in step.size ? size * THOUSANDTH_OF_A_DOLLAR : size;
  return {
    credits: unit === "credits" ? size : 0n,
    ownKey: step.ownKey === null ? null : { id: step.ownKey, nanoDollars: inNanoDollars },
    action: {
      kind: step.kind,
      member: step.member,
      document: step.isPriced ? { path: "guide/intro.md", title: "Intro" } : null,
      model: step.isPriced ? "claude-sonnet-5-5" : null,
      estimate: step.isPriced ? { low: 1n, high: 3n } : null,
      group: null,
      isDemo: step.isPriced && step.kind === "page",
    },
  };
}

function shareOf(credits: bigint, percent: number): bigint {
  return percent > 100 ? credits + 1n : (credits * BigInt(percent)) / 100n;
}

/** What one more action may hold now: what is available, or what the narrowest limit on it has left. */
function roomFor(
  world: World,
  lane: LaneWorld,
  { ownKey, ...action }: Pick<Hold, "kind" | "member" | "ownKey">,
  unit: ModelScope["unit"],
): bigint {
  const workspace = modelOf(lane);
  if (workspace === undefined) return 0n;
  const now = instantOf(workspace, world.clock);
  openPeriod(lane.models[0] ?? { catalog: documentedCatalog, workspaces: [] }, workspace, now);
  const rooms = [unit === "credits" ? availableOf(workspace, now) : OWN_KEY_MOST];
  const asked = { action, ownKey: ownKey === null ? null : { id: ownKey, nanoDollars: 1n } };
  for (const { limit, ...scope } of workspace.limits.filter((one) => one.unit === unit && counts(one, asked))) {
    const { used, reserved } = useOf(workspace, scope, now);
    rooms.push(limit > used + reserved ? limit - used - reserved : 0n);
  }
  return rooms.reduce((least, room) => (room < least ? room : least));
}

/**
 * Tokens only where a model was priced at the hold: everything else is charged in credits. On a key of the workspace's
 * own credits are refused, so that tokens stand in for most of them.
 */
function chargeOf(step: Settle, hold: ModelHold) {
  if ("percent" in step.amount) {
    const { percent } = step.amount;
    if (hold.ownKey === null || percent > 100) return { credits: shareOf(hold.credits, percent) };
    return { usage: { input: percent * 10, cacheRead: 0, cacheWrite: 7, output: percent, thinking: 0 } };
  }
  if (hold.action.model === null) return { credits: hold.credits / 2n };
  const { input, cacheRead, cacheWrite, output } = step.amount;
  return { usage: { input, cacheRead, cacheWrite, output, thinking: Math.floor(output / 3) } };
}

const RARE: ReadonlySet<Request["verb"]> = new Set([
  "refund",
  "reverse",
  "restore",
  "change-plan",
  "set-unpaid",
  "linked-holds",
]);

/** An earlier request, as it was or with something else under the same key. */
function againOf(lane: LaneWorld, position: number, isChanged: boolean): Request | null {
  // Half of the time something that happens seldom, so that all verbs are repeated.
  const rare = lane.sent.filter(({ verb }) => RARE.has(verb));
  const among = position % 2 === 1 && rare.length > 0 ? rare : lane.sent;
  const earlier = among[among.length - 1 - (position % Math.max(1, among.length))];
  if (earlier === undefined || !isChanged) return earlier ?? null;
  if (earlier.verb === "grant") return { ...earlier, credits: earlier.credits + 1n };
  if (earlier.verb === "hold" || earlier.verb === "linked-holds")
    return { ...earlier, fingerprint: `${earlier.fingerprint} changed` };
  if (earlier.verb === "open") return { ...earlier, plan: earlier.plan === "free" ? "pro" : "free" };
  if (earlier.verb === "extend" || earlier.verb === "extend-linked") return { ...earlier, deadlineMs: 45_000 };
  if (earlier.verb === "reverse" || earlier.verb === "restore") return { ...earlier, refundedCents: 77n };
  if (earlier.verb === "limit") return { ...earlier, limit: 41n };
  if (earlier.verb === "refund") return { ...earlier, credits: earlier.credits + 1n };
  if (earlier.verb === "change-plan") return { ...earlier, plan: earlier.plan === "free" ? "pro" : "free" };
  if (earlier.verb === "set-unpaid") return { ...earlier, unpaid: { from: 1, plan: "free" } };
  if (earlier.verb === "suspend") return { ...earlier, isSuspended: !earlier.isSuspended };
  if (earlier.keyed !== null) return { ...earlier, keyed: { ...earlier.keyed, fingerprint: "changed" } };
  return earlier.verb === "settle" ? { ...earlier, charge: { credits: 1n } } : { ...earlier, status: "failed" };
}
