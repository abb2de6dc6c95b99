import { type Credits, isCreditsError } from "../../src/index.ts";
import { endOf } from "../model/lots.ts";
import type { Request } from "../model/state.ts";
import { agree, type Sent } from "./agree.ts";
import { type Ids, type Outcome, perform } from "./engine-driver.ts";
import type { Fault } from "./faulty-database.ts";
import { describe, show } from "./match.ts";
import { matchPanel, matchState } from "./match-state.ts";
import type { Beat, Fleet, LaneStep } from "./steps.ts";
import type { TestClock } from "./test-clock.ts";
import { aheadOf, beginWorld, type LaneWorld, modelOf, openings, requestOf, type World, waitUntil } from "./world.ts";

/** An engine that histories can drive: instances on one database, a clock in the test's hand, faults on demand. */
export type EngineUnderTest = {
  readonly clock: TestClock;
  /** A new instance, as another process would have it. */
  start(): Credits;
  readonly arm: (fault: Fault) => void;
  /** Ends the armed fault; true when it struck. */
  readonly disarm: () => boolean;
  /** What the sums of the stored lines find wrong with these workspaces (external ids). */
  audit(workspaces: readonly string[]): Promise<readonly string[]>;
  /** What the engine's own verification finds wrong with them. */
  verify(credits: Credits, workspaces: readonly string[]): Promise<readonly string[]>;
};

type Run = {
  readonly engine: EngineUnderTest;
  readonly world: World;
  readonly ids: Ids;
  readonly instances: [Credits, Credits];
  /** What was done, by whom: a lane's workspace, or null for what concerns all. */
  readonly trace: { readonly lane: string | null; readonly text: string }[];
  fault: Fault | null;
};

const RETRIES_MAX = 8;

/** Drives the engine and the models through a fleet's histories and throws, with the trace, at the first difference. */
export async function runFleet(engine: EngineUnderTest, name: string, fleet: Fleet): Promise<void> {
  const world = beginWorld(name, fleet);
  const instances: [Credits, Credits] = [engine.start(), engine.start()];
  const run: Run = { engine, world, ids: new Map(), instances, trace: [], fault: null };
  try {
    setClock(run);
    await sendAll(
      run,
      openings(world, fleet).map((request) => [request]),
    );
    const rounds = Math.max(fleet.beats.length, ...fleet.lanes.map(({ steps }) => steps.length));
    for (let round = 0; round < rounds; round += 1) {
      await beat(run, fleet.beats[round] ?? { do: "nothing" });
      await sendAll(
        run,
        world.lanes.map((lane, index) => resolve(world, lane, fleet.lanes[index]?.steps[round] ?? [])),
      );
    }
    await compareBeforeSweep(run);
    await endHolds(run);
    await compare(run);
  } catch (error) {
    throw new Error(`${describe(error)}\n${traceFor(run, describe(error))}`, { cause: error });
  } finally {
    await Promise.all(run.instances.map((credits) => credits.close()));
  }
}

/** The trace of the lanes that a message speaks of, and of what concerns all. */
function traceFor(run: Run, message: string): string {
  return run.trace
    .filter(({ lane }) => lane === null || message.includes(`${lane}:`))
    .map(({ text }) => `  ${text}`)
    .join("\n");
}

async function beat(run: Run, step: Beat): Promise<void> {
  const { world, trace } = run;
  switch (step.do) {
    case "nothing":
      return;
    case "wait":
      world.clock.real = waitUntil(world, step);
      setClock(run);
      return;
    case "simulate":
      world.clock.offsetMs += aheadOf(world, step);
      setClock(run);
      return;
    case "sweep":
      trace.push({ lane: null, text: `sweep ended ${await run.instances[0].expireHolds()}` });
      return;
    case "other-instance":
      run.instances.reverse();
      trace.push({ lane: null, text: "the other instance" });
      return;
    case "restart":
      await run.instances[0].close();
      run.instances[0] = run.engine.start();
      trace.push({ lane: null, text: "restarted" });
      return;
    case "fault":
      run.fault = step.fault;
  }
}

/** Brings the engine's clocks to the world's. */
function setClock({ engine, world, trace }: Run): void {
  engine.clock.real = world.clock.real;
  engine.clock.offsetMs = world.clock.offsetMs;
  const ahead = world.clock.offsetMs === 0 ? "" : `, business time ${new Date(world.clock.business).toISOString()}`;
  trace.push({ lane: null, text: `clock ${new Date(world.clock.real).toISOString()}${ahead}` });
}

function resolve(world: World, lane: LaneWorld, step: LaneStep): readonly Request[] {
  const requests: Request[] = [];
  for (const send of step) {
    const request = requestOf(world, lane, send);
    if (request === null) continue;
    lane.sent.push(request);
    requests.push(request);
  }
  return requests;
}

/**
 * Sends what all lanes have to send at once: a lane's first request to one instance, its second to the other, and so
 * on.
 */
async function sendAll(run: Run, requestsByLane: readonly (readonly Request[])[]): Promise<void> {
  const { engine, fault, instances, ids, world } = run;
  run.fault = null;
  if (fault !== null) engine.arm(fault);
  const first = await Promise.all(
    requestsByLane.map((requests) =>
      Promise.all(requests.map((request, index) => perform(instances[index % 2 === 0 ? 0 : 1], request, ids))),
    ),
  );
  const hasStruck = fault !== null && engine.disarm();
  if (hasStruck) run.trace.push({ lane: null, text: `fault ${show(fault)}` });
  for (const [index, requests] of requestsByLane.entries()) {
    const lane = world.lanes[index];
    if (lane === undefined) continue;
    const sent: Sent[] = [];
    for (const [position, request] of requests.entries()) {
      const outcome = first[index]?.[position] ?? { failed: new Error("no outcome") };
      const isUncertain = hasStruck || isStarved(outcome);
      if ("failed" in outcome && !isUncertain) {
        throw new Error(`${lane.workspace}: ${show(request)} failed: ${describe(outcome.failed)}`);
      }
      sent.push({ request, outcome: await insist(run, request, outcome), isUncertain });
      run.trace.push({ lane: lane.workspace, text: `${show(request)} → ${show(sent.at(-1)?.outcome)}` });
    }
    agree(world, lane, ids, sent);
  }
}

/**
 * A machine with too much to do may keep the queue waiting for its two seconds, and let PostgreSQL end a transaction
 * that idled for five: no fault of the engine's (RULES R1.4, R1.5), which says so and is asked again.
 */
function isStarved(outcome: Outcome): boolean {
  const codes = ["overloaded", "outcome-unknown", "database-unavailable"] as const;
  return "failed" in outcome && codes.some((code) => isCreditsError(outcome.failed, code));
}

/** A caller that was told "not known" asks again with the same request until it knows. */
async function insist(run: Run, request: Request, first: Outcome): Promise<Outcome> {
  let outcome = first;
  for (let attempt = 0; "failed" in outcome && attempt < RETRIES_MAX; attempt += 1) {
    const text = `${request.verb} failed (${describe(outcome.failed)}) and is sent again`;
    run.trace.push({ lane: request.workspace, text });
    outcome = await perform(run.instances[0], request, run.ids);
  }
  return outcome;
}

/** What was due and not swept must show as ended all the same. */
async function compareBeforeSweep(run: Run): Promise<void> {
  const { world, ids, instances } = run;
  const found = await Promise.all(world.lanes.map((lane) => matchPanel(instances[1], world, lane, ids)));
  fail("before the last sweep", found.flat());
}

async function compare(run: Run): Promise<void> {
  const { world, ids, instances, engine } = run;
  const workspaces = world.lanes.map(({ workspace }) => workspace);
  const found = await Promise.all(world.lanes.map((lane) => matchState(instances[0], world, lane, ids)));
  fail("after the last sweep", [
    ...found.flat(),
    ...(await engine.audit(workspaces)),
    ...(await engine.verify(instances[0], workspaces)),
  ]);
}

function fail(when: string, differences: readonly string[]): void {
  if (differences.length > 0) throw new Error(`${when}: ${differences.join("\n")}`);
}

/** Past the last deadline nothing may be held any more, once the sweeper has run. */
async function endHolds(run: Run): Promise<void> {
  const { world } = run;
  const deadlines = world.lanes
    .flatMap((lane) => modelOf(lane)?.holds ?? [])
    .filter((hold) => endOf(hold, world.clock) === null)
    .map((hold) => hold.deadline);
  world.clock.real = Math.max(world.clock.real, ...deadlines);
  setClock(run);
  await run.instances[0].expireHolds();
  const left = await run.instances[1].expireHolds();
  if (left !== 0) throw new Error(`a second sweep still ended ${left} holds`);
}
