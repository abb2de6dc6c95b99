import { shippedCatalog } from "@dokly/credits";
import fc from "fast-check";
import { pino } from "pino";
import { expect, test } from "vitest";
import { applyPaidObject } from "../../src/payments/apply-paid-object.ts";
import type { Dispute, Payment } from "../../src/payments/paid-object.ts";
import { takenBackCentsOf } from "../../src/payments/take-back.ts";
import { memoryPayments } from "./memory-payments.ts";

/** What happens to a payment at its provider, in this order. */
type Happening =
  | { readonly type: "processing" | "paid" }
  | { readonly type: "refund" | "refund-fails"; readonly cents: bigint }
  | { readonly type: "dispute" | "won" | "lost" };

const priceCents = 500n;
const credits = 500n;

const after = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant("refund" as const), cents: fc.bigInt({ min: 1n, max: 300n }) }),
    fc.record({ type: fc.constant("refund-fails" as const), cents: fc.bigInt({ min: 1n, max: 300n }) }),
    fc.record({ type: fc.constantFrom("dispute" as const, "won" as const, "lost" as const) }),
  ),
  { maxLength: 5 },
);
const history = fc
  .record({ isSlow: fc.boolean(), isPaid: fc.boolean(), after })
  .map(({ isSlow, isPaid, after: later }): readonly Happening[] => [
    ...(isSlow ? [{ type: "processing" as const }] : []),
    ...(isPaid ? [{ type: "paid" as const }, ...later] : []),
  ]);

/** For each event: how often it is delivered (0: lost) and how much later than it happened. */
const fate = fc.record({ copies: fc.nat(3), delays: fc.array(fc.nat(12), { minLength: 3, maxLength: 3 }) });
/** How long each look at the provider takes, in turns of the loop: two looks may overtake one another. */
const pauses = fc.array(fc.nat(80), { minLength: 24, maxLength: 24 });

test("P17 10,000 random permutations of lost, repeated, reordered and late webhooks grant a payment exactly once", async () => {
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.array(fate, { minLength: 8, maxLength: 8 }),
      pauses,
      async (happenings, fates, waits) => {
        const world = memoryPayments({
          catalog: shippedCatalog,
          logger: pino({ level: "silent" }),
          priceCents,
          credits,
        });
        const ref = { kind: "payment", id: world.payment.id } as const;
        let looks = 0;
        const provider = {
          ...world.deps.provider,
          fetch: async (): Promise<Payment> => {
            const seen = world.truth();
            for (let turn = waits[looks++ % waits.length] ?? 0; turn > 0; turn--) await Promise.resolve();
            return seen;
          },
        };
        const deps = { ...world.deps, provider };
        const arrivals = happenings
          .flatMap((_happening, at) =>
            (fates[at]?.delays ?? []).slice(0, fates[at]?.copies ?? 0).map((delay) => ({ at: at + delay })),
          )
          .sort((a, b) => a.at - b.at);
        const running: Promise<void>[] = [];
        for (let time = 0; time < happenings.length + 13; time++) {
          const happening = happenings[time];
          if (happening !== undefined) world.setTruth(happen(world.truth(), happening));
          // Those of one instant are acted on by several servers at once.
          for (const { at } of arrivals) if (at === time) running.push(applyPaidObject(deps, ref));
          for (let turn = 0; turn < 6; turn++) await Promise.resolve();
        }
        // The reconciliation finds what was lost, while older looks are still under way and may land after it.
        await Promise.all([...running, applyPaidObject(deps, ref)]);
        const isPaid = happenings.some(({ type }) => type === "paid");
        expect(world.ledger.grants).toBe(isPaid ? 1 : 0);
        const due = isPaid ? (credits * takenBackCentsOf(world.truth())) / priceCents : 0n;
        expect(world.ledger.available()).toBe(isPaid ? credits - due : 0n);
        expect(world.order().state).toBe(isPaid ? "granted" : happenings.length > 0 ? world.order().state : "open");
      },
    ),
    { numRuns: 10_000 },
  );
}, 300_000);

function happen(payment: Payment, happening: Happening): Payment {
  const { refundedCents, disputes, amountCents } = payment;
  if (happening.type === "processing" || happening.type === "paid") return { ...payment, state: happening.type };
  if (happening.type === "refund") {
    const sum = refundedCents + happening.cents;
    return { ...payment, refundedCents: sum < amountCents ? sum : amountCents };
  }
  if (happening.type === "refund-fails") {
    return { ...payment, refundedCents: refundedCents > happening.cents ? refundedCents - happening.cents : 0n };
  }
  if (happening.type === "dispute") {
    const opened: Dispute = { id: `dp_${disputes.length}`, amountCents, state: "open" };
    return { ...payment, disputes: [...disputes, opened] };
  }
  const { type: state } = happening;
  return { ...payment, disputes: disputes.map((one) => (one.state === "open" ? { ...one, state } : one)) };
}
