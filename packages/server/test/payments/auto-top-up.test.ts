import { type AutoTopUp, autoTopUp, checkoutLink } from "@dokly/contract";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { planAutoTopUp } from "../../src/payments/auto-top-up/auto-top-ups.ts";
import { PaymentProviderError } from "../../src/payments/payment-provider.ts";
import type { CardBehaviour } from "../../src/payments/sandbox/sandbox-objects.ts";
import { expectProblem } from "../server-harness.ts";
import { pay } from "./payment-harness.ts";
import { type PlanServer, startPlanServer } from "./plan-harness.ts";

let world: PlanServer;
beforeEach(async () => {
  world = await startPlanServer("2027-01-10T00:00:00Z");
});
afterEach(() => world.close());

const path = () => `${world.base}/billing/auto-top-up`;
const settings = { isOn: true, belowCredits: 40, credits: 100, timesPerPeriodMax: 2 };
const read = async (): Promise<AutoTopUp> => autoTopUp.parse(await (await world.owner.send("GET", path())).json());
const put = (json: object) => world.owner.send("PUT", path(), { json });
const saveCard = async (card: CardBehaviour) => {
  const json = { returnTo: "/w/x", hasConsent: true };
  const response = await world.owner.send("POST", `${world.base}/billing/card`, { json });
  const { checkoutUrl } = checkoutLink.parse(await response.json());
  await pay(world.sandbox, { checkoutUrl }, { card });
  await world.deliver();
};
const turnOn = async (card: CardBehaviour = "works") => {
  await saveCard(card);
  const response = await put(settings);
  if (!response.ok) throw new Error(await response.text());
};
let spendings = 0;
const spend = async (credits: bigint) => {
  const { credits: engine } = world.server.services;
  const key = `spend-${spendings++}`;
  const action = { kind: "render", member: null, document: null, model: null, estimate: null, group: null };
  const request = { workspace: world.workspace, key, fingerprint: key, deadlineMs: 60_000, actor: "test" };
  const { hold } = await engine.placeHold({ ...request, credits, action: { ...action, isDemo: false } });
  const end = { charge: { credits }, status: "succeeded", actor: "test" } as const;
  await engine.settleHold({ workspace: world.workspace, hold, ...end });
};
const watch = () => world.payments.autoTopUps.watch(new Map());
const charges = async () => (await world.sandbox.store.list("payment", { limit: 100 })).length;

describe("an automatic top-up", () => {
  test("is off by default, and is refused without a card that was saved with consent", async () => {
    expect(await read()).toMatchObject({ isOn: false, card: null, stopped: null });
    await expectProblem(await put(settings), "card-required");
    const json = { returnTo: "/w/x", hasConsent: false };
    await expectProblem(await world.owner.send("POST", `${world.base}/billing/card`, { json }), "validation-failed");
    await spend(45n);
    await watch();
    expect(await charges()).toBe(0);
  });

  test("R7.3 buys below the threshold, again up to the most of a period, and no more", async () => {
    await turnOn();
    expect(await read()).toMatchObject({ isOn: true, card: { last4: "4242" }, timesThisPeriod: 0 });
    await watch();
    expect(await charges()).toBe(0);
    await spend(20n);
    await watch();
    expect(await world.available()).toBe(130);
    for (const _again of [1, 2, 3]) {
      await spend(100n).catch(() => undefined);
      await watch();
    }
    expect(await charges()).toBe(2);
    expect(await read()).toMatchObject({ timesThisPeriod: 2 });
  });

  test("R7.3 is never bought twice at once, however many servers see the need", async () => {
    await turnOn();
    await spend(20n);
    const { autoTopUps } = world.payments;
    const all = await Promise.all(
      Array.from({ length: 32 }, () => autoTopUps.consider(world.workspace, { isWaiting: true })),
    );
    expect(all.filter((order) => order !== null)).toHaveLength(1);
    expect(await charges()).toBe(1);
    expect(await world.available()).toBe(130);
    // Those that come a moment later see the credits that were bought.
    await Promise.all(Array.from({ length: 32 }, () => autoTopUps.consider(world.workspace, { isWaiting: true })));
    expect(await charges()).toBe(1);
  });

  test.each(["declined-later", "asks-later"] as const)(
    "R7.3 a card that is %s stops it until a person turns it on again; what failed does not count",
    async (card) => {
      await turnOn(card);
      await spend(20n);
      await watch();
      await watch();
      expect(await charges()).toBe(1);
      expect(await world.available()).toBe(30);
      const stopped = await read();
      expect(stopped).toMatchObject({ isOn: false, timesThisPeriod: 0 });
      expect(stopped.stopped?.reason).toMatch(/declined|bank/);
      await saveCard("works");
      expect((await put(settings)).status).toBe(200);
      expect(await world.available()).toBe(130);
      expect(await read()).toMatchObject({ isOn: true, stopped: null, timesThisPeriod: 1 });
    },
  );

  test("R7.3 is stored before the provider is asked; after a lost reply it is asked again and charged once", async () => {
    await turnOn();
    await spend(20n);
    const { provider } = world.payments;
    const { chargeSavedCard } = provider;
    const lossy = provider as { chargeSavedCard: typeof chargeSavedCard };
    lossy.chargeSavedCard = async (input) => {
      await chargeSavedCard(input);
      throw new PaymentProviderError("unavailable", "the reply was lost");
    };
    await watch();
    expect(await world.available()).toBe(30);
    const [order] = await world.payments.orders.listOpen(world.workspace, "auto-top-up");
    expect(order).toMatchObject({ state: "open", askedAt: expect.any(Date) });
    // It counts until it is known to have failed: nothing else is bought meanwhile.
    await watch();
    lossy.chargeSavedCard = chargeSavedCard;
    world.goTo("2027-01-10T01:00:00Z");
    await world.payments.recover();
    expect(await world.available()).toBe(130);
    expect(await charges()).toBe(1);
    await world.deliver();
    expect(await world.available()).toBe(130);
  });

  test("R7.3 is not bought within a day of the reset, unless somebody's action waits", async () => {
    await turnOn();
    world.goTo("2027-02-09T12:00:00Z");
    await spend(20n);
    await watch();
    expect(await charges()).toBe(0);
    const key = await world.server.keyOf(world.workspace, ["meter"]);
    const refused = await world.post(key, "/holds", { credits: 90, kind: "render" });
    await expectProblem(refused, "insufficient-credits");
    await expect.poll(() => world.available(), { timeout: 10_000 }).toBe(130);
  });

  test("forgets the card when asked, and never charges it again, whatever webhook is repeated", async () => {
    await turnOn();
    const [setup] = await world.sandbox.store.list("card-setup", { limit: 1 });
    expect((await world.owner.send("DELETE", `${world.base}/billing/card`)).status).toBe(200);
    await world.payments.apply({ kind: "card-setup", id: setup?.id ?? "" });
    expect(await read()).toMatchObject({ isOn: false, card: null });
    await spend(20n);
    await watch();
    expect(await charges()).toBe(0);
  });

  test("keeps who agreed to what when the card was saved", async () => {
    await turnOn();
    const { rows } = await world.server.database.pool.query(
      "select consent_by, consent_text, consent_at from dokly.auto_top_ups where workspace_id = $1",
      [world.workspace],
    );
    expect(rows).toEqual([
      {
        consent_by: `person:${world.owner.id}`,
        consent_text: (await read()).consentText,
        consent_at: expect.any(Date),
      },
    ]);
  });
});

test("R7.3 what counts in a period is every order that is not known to have failed", () => {
  const input = {
    available: 10n,
    belowCredits: 40n,
    reset: new Date("2027-02-10T00:00:00Z"),
    now: new Date("2027-01-20T00:00:00Z"),
    isWaiting: false,
    timesPerPeriod: 2,
  };
  const orders = [
    { state: "failed", periodNumber: 1 },
    { state: "granted", periodNumber: 2 },
    { state: "cancelled", periodNumber: 3 },
  ] as const;
  expect(planAutoTopUp({ ...input, orders })).toEqual({ number: 4 });
  expect(planAutoTopUp({ ...input, orders: [...orders, { state: "processing", periodNumber: 4 }] })).toBeNull();
  expect(planAutoTopUp({ ...input, available: 40n, orders: [] })).toBeNull();
  const near = { ...input, orders: [], now: new Date("2027-02-09T00:00:00.001Z") };
  expect(planAutoTopUp(near)).toBeNull();
  expect(planAutoTopUp({ ...near, isWaiting: true })).toEqual({ number: 1 });
});
