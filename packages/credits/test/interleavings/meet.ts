import { setImmediate } from "node:timers/promises";
import { CreditsError, isCreditsError } from "../../src/index.ts";
import { databaseKind } from "../databases/kinds.ts";
import { seed } from "../histories/seeds.ts";

/**
 * How often each pair of commands meets: locks are the same code on every PostgreSQL, so one is tried at length, and
 * more so with `DOKLY_MEETINGS=1000`.
 */
export const ROUNDS = databaseKind === "postgres" ? Number(process.env["DOKLY_MEETINGS"] ?? 50) : 10;

/** A small generator of numbers in [0, 1): the same seed gives the same meetings (Mulberry32). */
export function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const OVERLOADS_MAX = 5;
const random = randomFrom(seed);

export type Met<Reply> = { readonly accepted: readonly Reply[]; readonly refused: readonly CreditsError[] };

/**
 * Starts all sides at once, each after a few turns of the event loop, so that over the rounds their statements meet in
 * many orders. Replies and refusals are returned; anything else that is thrown is a failure of the test.
 */
export async function meet<Reply>(sides: readonly (() => Promise<Reply>)[]): Promise<Met<Reply>> {
  const results = await Promise.allSettled(
    sides.map(async (side) => {
      const turns = Math.floor(random() * 4);
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      return insist(side);
    }),
  );
  const accepted: Reply[] = [];
  const refused: CreditsError[] = [];
  for (const result of results) {
    if (result.status === "fulfilled") accepted.push(result.value);
    else if (result.reason instanceof CreditsError) refused.push(result.reason);
    else throw result.reason;
  }
  return { accepted, refused };
}

/** Asks again where the engine was too busy (RULES R1.4): then nothing was done. */
async function insist<Reply>(side: () => Promise<Reply>): Promise<Reply> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await side();
    } catch (error) {
      if (!isCreditsError(error, "overloaded") || attempt === OVERLOADS_MAX) throw error;
    }
  }
}

/** The codes of refusals, for exact counts. */
export function codesOf(met: Met<unknown>): readonly string[] {
  return met.refused.map(({ code }) => code);
}
