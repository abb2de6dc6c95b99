import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Credits } from "../src/index.ts";
import { startEngines, type TestEngine } from "./histories/engines.ts";
import { openTestWorkspace, type TestWorkspace } from "./histories/test-workspace.ts";

const day = 86_400_000;
const start = Date.UTC(2027, 0, 15);

describe.each(startEngines)("R4.2 forgetting keys, on %s", (_name, startEngine) => {
  let engine: TestEngine;
  let credits: Credits;
  let w: TestWorkspace & { externalId: string };
  beforeAll(async () => {
    engine = await startEngine();
  });
  beforeEach(async () => {
    engine.clock.real = start;
    credits = engine.start();
    w = await openTestWorkspace(credits, { plan: "starter" });
  });
  afterEach(async () => {
    engine.clock.real = start + 400 * day;
    while ((await credits.purgeKeys()) > 0);
    const { differences } = await credits.verify({ workspace: w.id });
    await credits.close();
    if (differences.length > 0) throw new Error(differences.map(({ what }) => what).join(", "));
  });
  afterAll(() => engine.close());

  test("a key lives 90 days; after that it starts something new", async () => {
    const { hold } = await w.hold(5n, { key: "k" });
    await w.settle(hold, 2n, { key: "end", fingerprint: "f" });
    engine.clock.real = start + 90 * day;
    expect(await credits.purgeKeys()).toBe(0);
    expect(await w.hold(5n, { key: "k" })).toMatchObject({ hold, state: "settled", isReplay: true });
    engine.clock.real = start + 90 * day + 1;
    expect(await credits.purgeKeys()).toBe(2);
    expect(await w.hold(5n, { key: "k" })).toMatchObject({ state: "held", isReplay: false });
    expect(await w.settle(hold, 2n, { key: "end", fingerprint: "f" })).toMatchObject({ charged: 2n, isReplay: true });
  });

  test("P16 keys of grants, refunds and reversals are kept for ever, and still have one effect", async () => {
    const granted = await w.grant(100n, { key: "g", source: "top-up", expiresAt: new Date(start + 500 * day) });
    const { hold, action } = await w.hold(5n);
    await w.settle(hold, 5n);
    await w.refund(action, 3n, { key: "r" });
    const reversal = {
      workspace: w.id,
      lot: granted.lot,
      paidCents: 10n,
      refundedCents: 5n,
      reason: "r",
      actor: "stripe",
    };
    await credits.reverseGrant({ ...reversal, key: "reverse" });
    await credits.restoreGrant({ ...reversal, refundedCents: 0n, key: "restore" });
    engine.clock.real = start + 200 * day;
    expect(await credits.purgeKeys()).toBe(1);
    const before = await w.balance();
    const again = await w.grant(100n, { key: "g", source: "top-up", expiresAt: new Date(start + 500 * day) });
    expect(again).toMatchObject({ lot: granted.lot, isReplay: true });
    expect(await w.refund(action, 3n, { key: "r" })).toMatchObject({ refunded: 3n, isReplay: true });
    expect(await credits.reverseGrant({ ...reversal, key: "reverse" })).toMatchObject({ isReplay: true });
    expect(await credits.restoreGrant({ ...reversal, refundedCents: 0n, key: "restore" })).toMatchObject({
      isReplay: true,
    });
    expect(await w.balance()).toMatchObject({
      available: before.available,
      topUps: before.topUps,
      spent: before.spent,
    });
  });

  test("a key whose hold runs is kept, however old it is", async () => {
    const { hold } = await w.hold(5n, { key: "k" });
    await engine.read(`update credits.operations set accepted_at = accepted_at - interval '1 year'
      where key = 'k' and workspace_id = (select workspace_id from credits.accounts where external_id = '${w.externalId}')`);
    expect(await credits.purgeKeys()).toBe(0);
    expect(await w.hold(5n, { key: "k" })).toMatchObject({ hold, isReplay: true });
    await w.release(hold);
    expect(await credits.purgeKeys()).toBe(1);
  });

  test("it forgets a bounded number at once, of any workspace", async () => {
    const other = await openTestWorkspace(credits);
    for (const one of [w, w, w, other, other]) await one.release((await one.hold(1n)).hold);
    engine.clock.real = start + 91 * day;
    expect([await credits.purgeKeys({ limit: 4 }), await credits.purgeKeys({ limit: 4 })]).toEqual([4, 1]);
    await expect(credits.purgeKeys({ limit: 0 })).rejects.toMatchObject({ code: "invalid-argument" });
  });
});
