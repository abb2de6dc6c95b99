import type { ActionFilter, Credits, LotView, Limit as ShownLimit } from "../../src/index.ts";
import { workspaceIdOf } from "../../src/index.ts";
import { instantOf } from "../model/ledger.ts";
import { useOf } from "../model/limits.ts";
import { actionsOf, balanceOf, usageOf } from "../model/questions.ts";
import type { Instant, ModelState, ModelWorkspace } from "../model/state.ts";
import type { Ids } from "./engine-driver.ts";
import { isSame, show } from "./match.ts";
import type { LaneWorld, World } from "./world.ts";

/** Berlin has summer time, Kathmandu lies a quarter of an hour off the others, Chatham has both. */
const ZONES = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Chatham"];

/**
 * Every difference between what the engine shows of a lane's workspace and what the nearest of its models works out.
 */
export function matchState(credits: Credits, world: World, lane: LaneWorld, ids: Ids): Promise<readonly string[]> {
  return nearest(lane, (model) => matchModel(credits, world, lane, model, ids));
}

/** The panel alone. */
export function matchPanel(credits: Credits, world: World, lane: LaneWorld, ids: Ids): Promise<readonly string[]> {
  return nearest(lane, (model) => matchBalance(credits, world, lane, model, ids));
}

async function nearest(lane: LaneWorld, matchOne: (model: ModelState) => Promise<readonly string[]>) {
  let found: readonly string[] = [`${lane.workspace}: has no model`];
  for (const model of lane.models) {
    found = await matchOne(model);
    if (found.length === 0) break;
  }
  return found;
}

async function matchModel(credits: Credits, world: World, lane: LaneWorld, model: ModelState, ids: Ids) {
  const [workspace] = model.workspaces;
  if (workspace === undefined) return [`${lane.workspace}: was never opened`];
  const now = instantOf(workspace, world.clock);
  const id = workspaceIdOf(workspace.externalId);
  const timeZone = ZONES[workspace.holds.length % ZONES.length] ?? "UTC";
  const found = await Promise.all([
    matchBalance(credits, world, lane, model, ids),
    matchActions(credits, id, workspace, now, ids),
    matchUsage(credits, id, workspace, now, timeZone),
    matchFilter(credits, id, workspace, now, ids),
    matchLimits(credits, id, workspace, now),
  ]);
  return found.flat();
}

async function matchUsage(credits: Credits, id: string, workspace: ModelWorkspace, now: Instant, timeZone: string) {
  const person = workspace.holds.length % 3 === 0 ? { member: "ada" } : {};
  const days = await credits.getUsage({ workspace: id, days: 30, timeZone, ...person });
  const actual = days.map(({ date, credits: cost, actions, byKind }) => ({
    date,
    credits: cost,
    actions,
    byKind: withoutZeros(byKind),
  }));
  const expected = usageOf(workspace, now, 30, timeZone, person.member).map((day) => ({
    ...day,
    byKind: withoutZeros(day.byKind),
  }));
  if (show(actual) === show(expected)) return [];
  return [`${workspace.externalId}: usage ${show(person)} in ${timeZone}: ${show(differingDays(actual, expected))}`];
}

/** Kinds in order of name; one whose actions cost nothing may be listed or not. */
function withoutZeros(byKind: Readonly<Record<string, bigint>>) {
  return Object.fromEntries(
    Object.entries(byKind)
      .filter(([, cost]) => cost !== 0n)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function differingDays<Day>(actual: readonly Day[], expected: readonly Day[]) {
  return actual
    .map((day, index) => ({ engine: day, model: expected[index] }))
    .filter(({ engine, model }) => show(engine) !== show(model));
}

const FIGURES = [
  "plan",
  "nextPlan",
  "nextPlanAt",
  "nextMonthlyCredits",
  "trialEndsAt",
  "unpaidFrom",
  "isSuspended",
  "monthly",
  "topUps",
  "goodwill",
  "spent",
  "held",
  "available",
] as const;

/** The panel's figures, the sum that ties them together, and every living lot part by part. */
async function matchBalance(credits: Credits, world: World, lane: LaneWorld, model: ModelState, ids: Ids) {
  const [workspace] = model.workspaces;
  if (workspace === undefined) return [`${lane.workspace}: was never opened`];
  const actual = await credits.getBalance({ workspace: workspaceIdOf(workspace.externalId) });
  const versions = await credits.getVersions({ workspaces: [actual.workspace] });
  const expected = balanceOf(model, workspace, instantOf(workspace, world.clock));
  const differences: string[] = FIGURES.filter((figure) => !isSame(expected[figure], actual[figure])).map(
    (figure) => `balance.${figure} is ${show(actual[figure])}, the model says ${show(expected[figure])}`,
  );
  if (versions.get(actual.workspace) !== actual.version) differences.push(`the version is ${show(actual.version)}`);
  if (actual.monthly + actual.topUps + actual.goodwill !== actual.spent + actual.held + actual.available) {
    differences.push(`the balance does not add up: ${show(actual)}`);
  }
  if (actual.period.start.getTime() !== expected.period.start || actual.period.end.getTime() !== expected.period.end) {
    differences.push(`the period is ${show(actual.period)}, the model says ${show(expected.period)}`);
  }
  const lots = new Map(actual.lots.map((lot) => [lot.id, lot]));
  for (const lot of expected.lots) {
    const found = lotFor(lot, lots, ids);
    if (found === undefined) {
      if (lot.granted > 0n) differences.push(`lot ${lot.label} is missing`);
      continue;
    }
    lots.delete(found.id);
    const wrong = LOT_FIELDS.filter((field) => !isSame(lot[field], found[field]));
    if (wrong.length > 0 || (found.expiresAt?.getTime() ?? null) !== lot.expiresAt) {
      differences.push(`lot ${lot.label} is ${show(found)}, the model says ${show(lot)}`);
    }
  }
  for (const lot of lots.values()) differences.push(`the model knows no lot ${show(lot)}`);
  return differences.map((difference) => `${workspace.externalId}: ${difference}`);
}

const LOT_FIELDS = ["source", "granted", "available", "held", "spent", "expired", "reversed"] as const;
type ExpectedLot = ReturnType<typeof balanceOf>["lots"][number];

/** Monthly lots have no reply that names them: the first one seen with the right expiry is taken, and kept to. */
function lotFor(lot: ExpectedLot, lots: ReadonlyMap<string, LotView>, ids: Ids): LotView | undefined {
  const label = `lot:${lot.label}`;
  const known = ids.get(label);
  if (known !== undefined) return lots.get(known);
  if (lot.source !== "monthly") return undefined;
  const taken = new Set(ids.values());
  for (const candidate of lots.values()) {
    if (candidate.source !== "monthly" || candidate.granted !== lot.granted || taken.has(candidate.id)) continue;
    ids.set(label, candidate.id);
    return candidate;
  }
  return undefined;
}

const ACTION_FIELDS = ["kind", "status", "member", "model", "group", "isDemo", "held", "charged", "refunded"] as const;

/** The whole log, page by page, newest first. Actions of one instant may stand in any order among themselves. */
async function matchActions(credits: Credits, id: string, workspace: ModelWorkspace, now: Instant, ids: Ids) {
  const expected = actionsOf(workspace, now);
  const actual = await wholeLog(credits, id);
  const name = workspace.externalId;
  if (actual.length !== expected.length) return [`${name}: ${actual.length} actions, the model has ${expected.length}`];
  const differences: string[] = [];
  for (const [index, action] of expected.entries()) {
    const found = actual.find(({ hold }) => hold === ids.get(`hold:${action.label}`));
    if (found === undefined) {
      differences.push(`${name}: the action of ${action.label} is missing`);
      continue;
    }
    const wrong = ACTION_FIELDS.filter((field) => !isSame(action[field], found[field])) as string[];
    if (found.startedAt.getTime() !== action.startedAt) wrong.push("startedAt");
    if (show(found.ownKey) !== show(action.ownKey)) wrong.push("ownKey");
    if (!isEnd(found.endedAt, action.endedAt, workspace)) wrong.push("endedAt");
    if (actual[index]?.startedAt.getTime() !== action.startedAt) wrong.push("order");
    if (wrong.length > 0)
      differences.push(`${name}: ${wrong.join()} of ${action.label}: ${show(found)}, model ${show(action)}`);
  }
  return differences;
}

async function matchLimits(credits: Credits, id: string, workspace: ModelWorkspace, now: Instant) {
  const found = (await credits.getLimits({ workspace: id })).map(lineOfLimit).toSorted();
  const expected = workspace.limits
    .map(({ limit, unit, ...subject }) => {
      const amount = unit === "credits" ? { credits: limit } : { nanoDollars: limit };
      return lineOfLimit({ ...subject, ...amount, ...useOf(workspace, { unit, ...subject }, now) });
    })
    .toSorted();
  return show(found) === show(expected)
    ? []
    : [`${workspace.externalId}: limits ${show(found)}, model ${show(expected)}`];
}

function lineOfLimit({ member, kind, ownKey, credits, nanoDollars, used, reserved }: ShownLimit): string {
  return show({ member, kind, ownKey, credits, nanoDollars, used, reserved });
}

/** One narrowed log, another for each workspace. */
async function matchFilter(credits: Credits, id: string, workspace: ModelWorkspace, now: Instant, ids: Ids) {
  const from = new Date(workspace.holds[0]?.startedAt ?? now.business);
  const to = new Date(now.business - 1);
  const filters: readonly ActionFilter[] = [{ kind: "page" }, { member: "ada" }, { outcome: "failed" }, { from, to }];
  const filter = filters[workspace.holds.length % filters.length] ?? {};
  const expected = actionsOf(workspace, now).filter(
    (action) =>
      (filter.kind ?? action.kind) === action.kind &&
      (filter.member ?? action.member) === action.member &&
      (filter.outcome ?? action.status) === action.status &&
      (filter.from === undefined || action.startedAt >= filter.from.getTime()) &&
      (filter.to === undefined || action.startedAt < filter.to.getTime()),
  );
  const { items } = await credits.listActions({ workspace: id, filter, limit: 100 });
  const [found, wanted] = [items.map(({ hold }) => hold), expected.map(({ label }) => ids.get(`hold:${label}`))];
  if (show(found.toSorted()) === show(wanted.toSorted())) return [];
  return [
    `${workspace.externalId}: filtered by ${show(filter)} there are ${show(found)}, the model says ${show(wanted)}`,
  ];
}

/**
 * A move of the anchor puts a workspace's time a millisecond ahead of the clock, which an expiry noticed at once may
 * precede.
 */
function isEnd(actual: Date | null, expected: number | null, workspace: ModelWorkspace): boolean {
  if (actual === null || expected === null) return actual === expected;
  const early = expected - actual.getTime();
  return early >= 0 && early < workspace.anchors.length;
}

async function wholeLog(credits: Credits, workspace: string) {
  const first = await credits.listActions({ workspace, limit: 7 });
  const items = [...first.items];
  let { nextCursor } = first;
  while (nextCursor !== null) {
    const page = await credits.listActions({ workspace, limit: 7, cursor: nextCursor });
    items.push(...page.items);
    nextCursor = page.nextCursor;
  }
  return items;
}
