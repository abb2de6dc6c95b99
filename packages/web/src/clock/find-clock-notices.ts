/** What pages say about business time where it is not the real one. */
export type ClockNotice = { readonly type: "simulated" | "waiting"; readonly at: string };

/** A browser's clock and an answer that is a few seconds old are no reason to speak of another time. */
const toleranceMs = 120_000;

/**
 * Whether an operator simulates a time, and whether a workspace waits at a time that it saw in a simulated future
 * (RULES R2.2). `asOf` is the workspace's business time, `real` the browser's clock.
 */
export function findClockNotices(time: {
  readonly simulatedNow: string | null;
  readonly asOf: string | null;
  readonly real: Date;
}): readonly ClockNotice[] {
  const { simulatedNow, asOf, real } = time;
  const clock = simulatedNow === null ? real.getTime() : Date.parse(simulatedNow);
  const notices: ClockNotice[] = simulatedNow === null ? [] : [{ type: "simulated", at: simulatedNow }];
  const isAhead = asOf !== null && Date.parse(asOf) > clock + toleranceMs;
  return isAhead ? [...notices, { type: "waiting", at: asOf }] : notices;
}

/** Whether the clock was set meanwhile: time that goes on running is no change. */
export function wasClockSet(before: number, after: number): boolean {
  return Math.abs(after - before) > toleranceMs;
}
