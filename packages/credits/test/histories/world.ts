import { periodAt } from "../model/calendar.ts";
import { apply } from "../model/ledger.ts";
import { availableOf, endOf, openPeriod } from "../model/lots.ts";
import { documentedCatalog } from "../model/price.ts";
import type { ModelState, ModelWorkspace, Request } from "../model/state.ts";
import type { Beginning, Hold, Send, Settle, Wait } from "./steps.ts";

const DAY_MS = 86_400_000;

/** What one history knows: the model, the clock, and every request that was sent, so that it can be sent again. */
export type World = {
  model: ModelState;
  readonly clock: { now: number };
  readonly workspaces: readonly [string, string];
  readonly sent: Request[];
};

/** The plan free in one workspace and starter in the other: small buckets make limits and resets meet often. */
export function beginWorld(name: string, beginning: Beginning): World {
  return {
    model: { catalog: documentedCatalog, workspaces: [] },
    clock: { now: beginning.startsAt },
    workspaces: [`${name} a`, `${name} b`],
    sent: [],
  };
}

export function openings(world: World, beginning: Beginning): readonly Request[] {
  const [first, second] = world.workspaces;
  return [
    { verb: "open", workspace: first, plan: "free", anchor: beginning.anchors[0] },
    { verb: "open", workspace: second, plan: "starter", anchor: beginning.anchors[1] },
  ];
}

/** The instant that a wait ends at. Time never runs back in a history. */
export function waitUntil(world: World, step: Wait): number {
  const { now } = world.clock;
  return Math.max(now, edgeAfter(world, step, now) + step.offsetMs);
}

function edgeAfter(world: World, step: Wait, now: number): number {
  const workspaces = world.model.workspaces;
  if (step.until === "soon") return now + step.n * 700;
  if (step.until === "days") return now + step.n * DAY_MS;
  if (step.until === "reset") {
    const workspace = workspaces[step.n % workspaces.length];
    return workspace === undefined ? now : periodAt(workspace.anchor, now).end;
  }
  const edges = workspaces.flatMap((workspace) =>
    step.until === "deadline"
      ? workspace.holds.filter((hold) => endOf(hold, now) === null).map((hold) => hold.deadline)
      : workspace.lots.map((lot) => lot.expiresAt ?? 0),
  );
  const ahead = edges.filter((edge) => edge > now).sort((a, b) => a - b);
  return ahead[step.n % Math.max(1, Math.min(3, ahead.length))] ?? now;
}

/** The request that a step stands for in this world; null when it speaks of a hold or request that is not there. */
export function requestOf(world: World, step: Send): Request | null {
  const number = world.sent.length;
  if (step.do === "again") return againOf(world, step.request, step.isChanged);
  if (step.do === "grant") {
    const { source, credits, livesMs } = step;
    const expiresAt = livesMs === null ? null : world.clock.now + livesMs;
    const label = `lot ${number}`;
    return { verb: "grant", workspace: nameOf(world, step.workspace), label, source, credits, key: label, expiresAt };
  }
  if (step.do === "hold") return holdOf(world, step, number);
  const held = world.model.workspaces.flatMap((workspace) => workspace.holds.map((hold) => ({ workspace, hold })));
  const target = held[held.length - 1 - (step.hold % Math.max(1, held.length))];
  if (target === undefined) return null;
  const at = { workspace: target.workspace.externalId, hold: target.hold.label };
  if (step.do === "extend") return { verb: "extend", ...at, deadlineMs: step.deadlineMs };
  const keyed = step.isKeyed ? { key: `end ${number}`, fingerprint: `end ${number}` } : null;
  if (step.do === "release") return { verb: "release", ...at, status: step.status, keyed };
  return { verb: "settle", ...at, charge: chargeOf(step, target.hold.credits), status: step.status, keyed };
}

function nameOf(world: World, position: number): string {
  return position === 0 ? world.workspaces[0] : world.workspaces[1];
}

function holdOf(world: World, step: Hold, number: number): Request {
  const workspace = nameOf(world, step.workspace);
  const label = `hold ${number}`;
  return {
    verb: "hold",
    workspace,
    label,
    key: label,
    fingerprint: label,
    credits: "credits" in step.size ? step.size.credits : shareOf(availableNow(world, workspace), step.size.percent),
    deadlineMs: step.deadlineMs,
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

function availableNow(world: World, name: string): bigint {
  const workspace = world.model.workspaces.find(({ externalId }) => externalId === name);
  return workspace === undefined ? 0n : availableThrough(world, workspace);
}

function availableThrough(world: World, workspace: ModelWorkspace): bigint {
  const now = Math.max(world.clock.now, workspace.latest);
  openPeriod(workspace, world.model.catalog.monthlyCredits, now);
  return availableOf(workspace, now);
}

function chargeOf(step: Settle, held: bigint) {
  if ("percent" in step.amount) return { credits: shareOf(held, step.amount.percent) };
  const { input, cacheRead, cacheWrite, output } = step.amount;
  return { usage: { input, cacheRead, cacheWrite, output, thinking: Math.floor(output / 3) } };
}

/** An earlier request, as it was or with something else under the same key. */
function againOf(world: World, position: number, isChanged: boolean): Request | null {
  const earlier = world.sent[world.sent.length - 1 - (position % Math.max(1, world.sent.length))];
  if (earlier === undefined || !isChanged) return earlier ?? null;
  if (earlier.verb === "grant") return { ...earlier, credits: earlier.credits + 1n };
  if (earlier.verb === "hold") return { ...earlier, fingerprint: `${earlier.fingerprint} changed` };
  if (earlier.verb === "open") return { ...earlier, plan: earlier.plan === "free" ? "pro" : "free" };
  if (earlier.verb === "extend") return { ...earlier, deadlineMs: 45_000 };
  if (earlier.keyed !== null) return { ...earlier, keyed: { ...earlier.keyed, fingerprint: "changed" } };
  return earlier.verb === "settle" ? { ...earlier, charge: { credits: 1n } } : { ...earlier, status: "failed" };
}

/** Applies a request to the model at the world's clock. */
export function predict(world: World, request: Request) {
  return apply(world.model, request, world.clock.now);
}
