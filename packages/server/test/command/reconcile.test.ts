import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../../src/command/run-command.ts";
import { refund } from "../../src/payments/sandbox/money-back.ts";
import { type PaymentServer, pay, startPaymentServer } from "../payments/payment-harness.ts";

let world: PaymentServer;
beforeAll(async () => {
  world = await startPaymentServer();
});
afterAll(() => world.close());

async function reconcile(...line: readonly string[]) {
  let out = "";
  let errors = "";
  const code = await runCommand(["reconcile", ...line], {
    environment: {
      DATABASE_URL: world.server.database.url,
      DOKLY_SECRET: world.server.services.configuration.secret,
      DOKLY_LOG_LEVEL: "silent",
    },
    workingFolder: "/nonexistent",
    now: new Date(),
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      errors += text;
    },
  });
  return { code, out, errors };
}

test("a payment whose webhooks were all lost is granted, says so, and is not found missing again", async () => {
  const before = await world.available();
  const payment = await pay(world.sandbox, await world.order(500), { delivery: "never" });
  const first = await reconcile();
  expect(first).toMatchObject({ code: 1, errors: "" });
  expect(first.out).toContain(`Mended payment ${payment}: not granted → granted.`);
  expect(await world.available()).toBe(before + 500);
  expect(await reconcile()).toMatchObject({ code: 0, out: expect.stringContaining("Nothing was missing.") });
  expect(await world.available()).toBe(before + 500);
});

test("a refund that no webhook told is taken back", async () => {
  const before = await world.available();
  const payment = await pay(world.sandbox, await world.order(500));
  await world.deliver();
  await refund(world.sandbox, { kind: "payment", id: payment }, 200n);
  const { code, out } = await reconcile("--json", "--since", "2020-01-01");
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    mended: [`payment ${payment}: granted → granted, 200 cents taken back`],
    failed: [],
  });
  expect(await world.available()).toBe(before + 300);
});

test("a date that is none, and a Dokly that sells nothing, are told in a sentence", async () => {
  expect(await reconcile("--since", "yesterday")).toMatchObject({
    code: 2,
    errors: expect.stringContaining("--since"),
  });
  const around = { workingFolder: "/nonexistent", now: new Date(), write: () => undefined };
  let said = "";
  const code = await runCommand(["reconcile"], {
    ...around,
    environment: { DATABASE_URL: world.server.database.url, DOKLY_PAYMENTS: "none", DOKLY_SECRET: "x".repeat(40) },
    writeError: (text) => {
      said += text;
    },
  });
  expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining("Nobody takes payments here") });
});
