import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Credits } from "../../src/index.ts";
import { startEngine, type TestEngine } from "./engines.ts";
import { calmFleet } from "./generate.ts";
import { runFleet } from "./run-fleet.ts";
import { seedOr } from "./seeds.ts";

/** In these histories each of the mistakes is found among the first few. */
const seed = seedOr(41);
const FLEETS_MAX = 100;
let number = 0;

/**
 * Engines with one mistake each, made around the real one. Were one of these not found, the histories would prove
 * little.
 */
const mistakes: readonly { readonly name: string; readonly make: (credits: Credits) => Credits }[] = [
  {
    name: "keys are forgotten",
    make: (credits) => ({
      ...credits,
      placeHold: (input) => {
        number += 1;
        return credits.placeHold({ ...input, key: `${input.key} ${number}` });
      },
    }),
  },
  {
    name: "the fingerprint is not compared",
    make: (credits) => ({ ...credits, placeHold: (input) => credits.placeHold({ ...input, fingerprint: "any" }) }),
  },
  {
    name: "a late settle is told as settled",
    make: (credits) => ({
      ...credits,
      settleHold: async (input) => ({ ...(await credits.settleHold(input)), state: "settled" }),
    }),
  },
  {
    name: "one credit too little is charged",
    make: (credits) => ({
      ...credits,
      settleHold: (input) => {
        const { charge } = input;
        if (!("credits" in charge) || charge.credits === 0n) return credits.settleHold(input);
        return credits.settleHold({ ...input, charge: { credits: charge.credits - 1n } });
      },
    }),
  },
  {
    name: "an extension is a second short",
    make: (credits) => ({
      ...credits,
      extendHold: (input) => credits.extendHold({ ...input, deadlineMs: Math.max(1, input.deadlineMs - 1_000) }),
    }),
  },
  {
    name: "top-ups are granted as goodwill",
    make: (credits) => ({ ...credits, grant: (input) => credits.grant({ ...input, source: "goodwill" }) }),
  },
  {
    name: "a refund that is repeated gives again",
    make: (credits) => ({
      ...credits,
      refund: (input) => {
        number += 1;
        return credits.refund({ ...input, key: `${input.key} ${number}` });
      },
    }),
  },
  {
    name: "a plan chosen for the reset is in force at once",
    make: (credits) => ({ ...credits, changePlan: (input) => credits.changePlan({ ...input, when: "now" }) }),
  },
  {
    name: "what an action may cost on a key of the workspace's own is not reserved",
    make: (credits) => ({
      ...credits,
      placeHold: (input) => {
        if (!input.ownKey) return credits.placeHold(input);
        return credits.placeHold({ ...input, ownKey: { ...input.ownKey, nanoDollars: 0n } });
      },
    }),
  },
  {
    name: "a limit is one wider than it was set",
    make: (credits) => ({
      ...credits,
      setLimit: async (input) => {
        if (input.credits === undefined || input.credits === null) return credits.setLimit(input);
        const { member, kind, ownKey, ...counts } = await credits.setLimit({ ...input, credits: input.credits + 1n });
        const { used, reserved, isReplay } = counts;
        return { member, kind, ownKey, used, reserved, isReplay, credits: input.credits };
      },
    }),
  },
  {
    name: "a payment that was paid back whole leaves a hundredth of its credits",
    make: (credits) => ({
      ...credits,
      reverseGrant: (input) => {
        const refundedCents = input.refundedCents === input.paidCents ? input.paidCents - 1n : input.refundedCents;
        return credits.reverseGrant({ ...input, refundedCents });
      },
    }),
  },
  {
    name: "the balance shows a held credit that nothing holds",
    make: (credits) => ({
      ...credits,
      getBalance: async (input) => {
        const balance = await credits.getBalance(input);
        return { ...balance, held: balance.held + 1n };
      },
    }),
  },
];

describe("canaries: histories find an engine that is wrong", () => {
  const fleets = fc.sample(calmFleet, { seed, numRuns: FLEETS_MAX });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.close());

  test("the engine itself is not found wrong in what they find the mistakes with", { timeout: 120_000 }, async () => {
    for (const [index, fleet] of fleets.slice(0, 2).entries()) {
      await expect(runFleet(engine, `control ${index}`, fleet)).resolves.toBeUndefined();
    }
  });

  test.each(mistakes)("$name", { timeout: 120_000 }, async ({ name, make }) => {
    const wrong = { ...engine, start: () => make(engine.start()) };
    let isFound = false;
    let runs = 0;
    for (const fleet of fleets) {
      runs += 1;
      isFound = await runFleet(wrong, `${name} ${runs}`, fleet).then(
        () => false,
        () => true,
      );
      if (isFound) break;
    }
    expect(isFound).toBe(true);
  });
});
