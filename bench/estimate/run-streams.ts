import type { ActionKind } from "@dokly/contract";
import { type Random, seededRandom } from "../measure/random.ts";
import { type Spread, seedOf, spreads } from "./output-lengths.ts";
import { planRequest, runPlanned, SimulatedDeployment } from "./simulate-deployment.ts";
import { type Quality, Tally } from "./tally.ts";
import { drawRequest, type Pieces, type TypicalRequest } from "./typical-requests.ts";

/** One kind on one deployment whose answers are spread in one way, from its first action on. */
export type StreamResult = { readonly kind: string; readonly spread: Spread; readonly quality: Quality };
/** How good the estimates are of a deployment that has learnt from so many actions of a kind. */
export type CurvePoint = { readonly samples: number; readonly spread: Spread; readonly quality: Quality };

export type StreamPlan = {
  readonly kinds: readonly ActionKind[];
  readonly from: Pieces;
  readonly seed: number;
  /** Actions of each kind on each deployment. */
  readonly requests: number;
  /** Requests by which a point of the learning curve is measured, of each kind. */
  readonly probes: number;
};

/** After how many actions of a kind the learning curve is measured. */
export const checkpoints = [0, 10, 30, 100, 1_000] as const;
/** Servers look every few seconds for what was learnt: an estimate lags some actions behind. */
const lag = 10;
/** Selections longer than a paragraph, among the inline ones. */
const longerShare = 0.3;
const shares = 8;
/** How far the odd workspace's answers are longer than everybody's, and how much of all use is its own. */
const oddness = 3;
const oddShare = 0.3;

function draw(kind: ActionKind, from: Pieces, random: Random): TypicalRequest {
  const size = random() < longerShare ? "longer" : "paragraph";
  const drawn = drawRequest(kind, { from, size, random }) ?? drawRequest(kind, { from, size: "paragraph", random });
  if (drawn === null) throw new Error(`the corpus has nothing to ${kind}`);
  return drawn;
}

/** A few workspaces do most of the work. */
const shareOf = (random: Random): number => Math.min(shares - 1, Math.floor(shares * random() ** 2));

function probe(
  deployment: SimulatedDeployment,
  { kind, spread, plan, random }: { kind: ActionKind; spread: Spread; plan: StreamPlan; random: Random },
): Tally {
  const tally = new Tally();
  deployment.refresh();
  for (let number = 0; number < plan.probes; number++) {
    const request = draw(kind, plan.from, random);
    const planned = planRequest(request, deployment);
    tally.add(planned.estimate, runPlanned(planned, request, { spread, part: 0, random, oddness: 1 }));
  }
  return tally;
}

function runStream(kind: ActionKind, spread: Spread, plan: StreamPlan) {
  const random = seededRandom(seedOf(plan.seed, kind, spread));
  const probing = { kind, spread, plan, random: seededRandom(seedOf(plan.seed, kind, spread, "probe")) };
  const deployment = new SimulatedDeployment();
  const tally = new Tally();
  const points = new Map<number, Tally>();
  for (let number = 0; number <= plan.requests; number++) {
    const isCheckpoint = checkpoints.some((samples) => samples === number);
    if (isCheckpoint && spread !== "drift") points.set(number, probe(deployment, probing));
    if (number % lag === 0) deployment.refresh();
    const request = draw(kind, plan.from, random);
    const planned = planRequest(request, deployment);
    const end = runPlanned(planned, request, { spread, part: number / plan.requests, random, oddness: 1 });
    tally.add(planned.estimate, end);
    deployment.learn(planned, end, shareOf(random));
  }
  return { kind, spread, tally, points };
}

/** What an odd workspace does to the estimates of the others: only theirs are counted. */
function runOdd(kind: ActionKind, plan: StreamPlan): Tally {
  const random = seededRandom(seedOf(plan.seed, kind, "odd"));
  const deployment = new SimulatedDeployment();
  const tally = new Tally();
  for (let number = 0; number < plan.requests / 2; number++) {
    if (number % lag === 0) deployment.refresh();
    const isOdd = random() < oddShare;
    const request = draw(kind, plan.from, random);
    const planned = planRequest(request, deployment);
    const end = runPlanned(planned, request, { spread: "even", part: 0, random, oddness: isOdd ? oddness : 1 });
    if (!isOdd) tally.add(planned.estimate, end);
    deployment.learn(planned, end, isOdd ? shares - 1 : shareOf(random) % (shares - 1));
  }
  return tally;
}

/** Runs every kind on deployments of every spread. */
export function runStreams(plan: StreamPlan, onProgress: (sentence: string) => void) {
  const runs = plan.kinds.flatMap((kind) => {
    onProgress(`${kind}: ${spreads.length} deployments of ${plan.requests} actions`);
    return spreads.map((spread) => runStream(kind, spread, plan));
  });
  const streams: StreamResult[] = runs.map(({ kind, spread, tally }) => ({ kind, spread, quality: tally.quality }));
  const kinds = plan.kinds.map((kind) => ({
    kind,
    quality: Tally.of(runs.filter((run) => run.kind === kind).map(({ tally }) => tally)).quality,
  }));
  const curve: CurvePoint[] = spreads.flatMap((spread) =>
    checkpoints.flatMap((samples) => {
      const tallies = runs.flatMap((run) => (run.spread === spread ? (run.points.get(samples) ?? []) : []));
      return tallies.length === 0 ? [] : [{ samples, spread, quality: Tally.of(tallies).quality }];
    }),
  );
  const beside = Tally.of(plan.kinds.map((kind) => runOdd(kind, plan))).quality;
  return { streams, kinds, curve, besideOddWorkspace: beside };
}
