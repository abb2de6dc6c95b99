import type { Credits } from "../../src/index.ts";
import { endOf } from "../model/lots.ts";
import type { Request } from "../model/state.ts";
import { type Ids, type Outcome, perform } from "./engine-driver.ts";
import { describe, match, show } from "./match.ts";
import { matchState } from "./match-state.ts";
import type { Beginning, History, Send, Step } from "./steps.ts";
import { beginWorld, openings, predict, requestOf, type World, waitUntil } from "./world.ts";

/** One fault of the database, for the next send: at the n-th thing that is asked of it, before or after it is done. */
export type Fault = { readonly at: number; readonly when: "before" | "after"; readonly kind: FaultKind };
export type FaultKind = "serialization" | "deadlock" | "lock-timeout" | "connection-lost";

/** An engine that a history can drive: instances on one database, a clock in the test's hand, faults on demand. */
export type EngineUnderTest = {
  readonly clock: { now: number };
  /** A new instance, as another process would have it. */
  start(): Credits;
  arm(fault: Fault): void;
  /** Ends the armed fault; true when it struck. */
  disarm(): boolean;
  /** What the engine's own verification finds wrong with these workspaces (external ids). */
  verify(credits: Credits, workspaces: readonly string[]): Promise<readonly string[]>;
};

type Sent = { readonly request: Request; readonly outcome: Outcome; readonly isUncertain: boolean };

type Run = {
  readonly engine: EngineUnderTest;
  readonly world: World;
  readonly ids: Ids;
  readonly instances: [Credits, Credits];
  readonly trace: string[];
  fault: Fault | null;
};

const RETRIES_MAX = 8;

/** Drives the engine and the model through one history and throws, with the whole trace, at the first difference. */
export async function runHistory(engine: EngineUnderTest, name: string, history: History): Promise<void> {
  const world = beginWorld(name, history.beginning);
  const run: Run = {
    engine,
    world,
    ids: new Map(),
    instances: [engine.start(), engine.start()],
    trace: [],
    fault: null,
  };
  try {
    await open(run, history.beginning);
    for (const step of history.steps) await take(run, step);
    await compare(run, "at the end");
    await endHolds(run);
    await compare(run, "after the last sweep");
  } catch (error) {
    throw new Error(`${describe(error)}\n${run.trace.map((line) => `  ${line}`).join("\n")}`, { cause: error });
  } finally {
    await Promise.all(run.instances.map((credits) => credits.close()));
  }
}

async function open(run: Run, beginning: Beginning): Promise<void> {
  run.engine.clock.now = run.world.clock.now;
  for (const request of openings(run.world, beginning)) await sendTogether(run, [request]);
}

async function take(run: Run, step: Step): Promise<void> {
  const { world, trace } = run;
  switch (step.do) {
    case "wait":
      world.clock.now = waitUntil(world, step);
      run.engine.clock.now = world.clock.now;
      trace.push(`clock ${new Date(world.clock.now).toISOString()}`);
      return;
    case "sweep":
      trace.push(`sweep ended ${await run.instances[0].expireHolds()}`);
      return;
    case "other-instance":
      run.instances.reverse();
      trace.push("the other instance");
      return;
    case "restart":
      await run.instances[0].close();
      run.instances[0] = run.engine.start();
      trace.push("restarted");
      return;
    case "fault":
      run.fault = step.fault;
      return;
    case "open-again": {
      const workspace = world.workspaces[step.workspace] ?? world.workspaces[0];
      return sendTogether(run, [{ verb: "open", workspace, plan: step.plan, anchor: null }]);
    }
    case "together":
      return sendTogether(run, resolveAll(world, step.sends));
    default:
      return sendTogether(run, resolveAll(world, [step]));
  }
}

function resolveAll(world: World, sends: readonly Send[]): readonly Request[] {
  const requests: Request[] = [];
  for (const send of sends) {
    const request = requestOf(world, send);
    if (request === null) continue;
    world.sent.push(request);
    requests.push(request);
  }
  return requests;
}

/** Sends requests at once; the replies must be those of the model for one of the orders in which they may have run. */
async function sendTogether(run: Run, requests: readonly Request[]): Promise<void> {
  const { engine, fault } = run;
  if (requests.length === 0) return;
  run.fault = null;
  if (fault !== null) engine.arm(fault);
  const first = await Promise.all(requests.map((request) => perform(run.instances[0], request, run.ids)));
  const hasStruck = fault !== null && engine.disarm();
  const sent: Sent[] = [];
  for (const [index, request] of requests.entries()) {
    const outcome = first[index] ?? { failed: new Error("no outcome") };
    if ("failed" in outcome && !hasStruck) throw new Error(`${show(request)} failed: ${describe(outcome.failed)}`);
    sent.push({ request, outcome: await insist(run, request, outcome), isUncertain: hasStruck });
  }
  for (const { request, outcome } of sent) run.trace.push(`${show(request)} → ${show(outcome)}`);
  if (hasStruck) run.trace.push(`  (fault: ${show(fault)})`);
  agree(run, sent);
}

/** A caller that was told "not known" asks again with the same request until it knows. */
async function insist(run: Run, request: Request, first: Outcome): Promise<Outcome> {
  let outcome = first;
  for (let attempt = 0; "failed" in outcome && attempt < RETRIES_MAX; attempt += 1) {
    run.trace.push(`${request.verb} failed (${describe(outcome.failed)}) and is sent again`);
    outcome = await perform(run.instances[0], request, run.ids);
  }
  return outcome;
}

/** Finds an order of the requests under which the model gives these replies, and moves the model along it. */
function agree(run: Run, sent: readonly Sent[]): void {
  const { world, ids } = run;
  const before = world.model;
  let firstDifference: string | null = null;
  for (const order of ordersOf(sent)) {
    world.model = structuredClone(before);
    const known: Ids = new Map(ids);
    let difference: string | null = null;
    for (const one of order) {
      const found = match(predict(world, one.request), one.outcome, known, unknownFields(one, sent.length));
      difference = found.difference === null ? null : `${one.request.verb}: ${found.difference}`;
      if (difference !== null) break;
      for (const [label, id] of found.bindings) known.set(label, id);
    }
    if (difference === null) {
      for (const [label, id] of known) ids.set(label, id);
      return;
    }
    firstDifference ??= difference;
  }
  throw new Error(firstDifference ?? "no order was tried");
}

/** After a fault the first attempt may or may not have counted, so a retry may or may not be a replay. */
function unknownFields(sent: Sent, together: number): ReadonlySet<string> {
  if (!sent.isUncertain) return NOTHING;
  return together > 1 ? REPLAY_AND_AVAILABLE : REPLAY;
}

const NOTHING: ReadonlySet<string> = new Set();
const REPLAY: ReadonlySet<string> = new Set(["isReplay"]);
const REPLAY_AND_AVAILABLE: ReadonlySet<string> = new Set(["isReplay", "available", "state"]);

function ordersOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) =>
    ordersOf(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

async function compare(run: Run, when: string): Promise<void> {
  const differences = [
    ...(await matchState(run.instances[0], run.world, run.ids)),
    ...(await run.engine.verify(run.instances[0], run.world.workspaces)),
  ];
  if (differences.length > 0) throw new Error(`${when}: ${differences.join("\n")}`);
}

/** Past the last deadline nothing may be held any more, once the sweeper has run. */
async function endHolds(run: Run): Promise<void> {
  const { world } = run;
  const deadlines = world.model.workspaces.flatMap((workspace) =>
    workspace.holds.filter((hold) => endOf(hold, world.clock.now) === null).map((hold) => hold.deadline),
  );
  world.clock.now = Math.max(world.clock.now, ...deadlines);
  run.engine.clock.now = world.clock.now;
  await run.instances[0].expireHolds();
  const left = await run.instances[1].expireHolds();
  if (left !== 0) throw new Error(`a second sweep still ended ${left} holds`);
}
