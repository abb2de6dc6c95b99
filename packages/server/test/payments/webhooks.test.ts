import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Payment } from "../../src/payments/paid-object.ts";
import { deliverWebhooks } from "../../src/payments/sandbox/deliver-webhooks.ts";
import { closeDispute, dispute, refund } from "../../src/payments/sandbox/money-back.ts";
import { sandboxSignatureHeader, signSandboxWebhook } from "../../src/payments/sandbox/sandbox-webhooks.ts";
import { expectProblem } from "../server-harness.ts";
import { type PaymentServer, pay, startPaymentServer } from "./payment-harness.ts";

let world: PaymentServer;
beforeAll(async () => {
  world = await startPaymentServer();
});
afterAll(() => world.close());

const path = "/api/v1/webhooks/sandbox";
const bodyOf = (payment: string, id = `evt_${randomUUID()}`) =>
  JSON.stringify({
    id,
    type: "payment.paid",
    createdAt: "2026-11-23T08:00:00Z",
    about: [{ kind: "payment", id: payment }],
  });
const post = (body: string, signature = signSandboxWebhook(Buffer.from(body), world.sandbox.secret)) =>
  world.server.stranger.send("POST", path, { body, headers: { [sandboxSignatureHeader]: signature } });
const paidOrder = async () => {
  const order = await world.order(500);
  const payment = await pay(world.sandbox, order, { delivery: "never" });
  return { order, payment };
};
const lotOf = async (payment: string) => {
  const row = await world.payments.paidObjects.find({ provider: "sandbox", id: payment });
  const { lots } = await world.server.services.credits.getBalance({ workspace: world.workspace });
  return { row, lot: lots.find(({ id }) => id === row?.lot) };
};

describe("a webhook", () => {
  test("G1 of one payment under five shapes of replay grants once", async () => {
    const before = await world.available();
    const { payment } = await paidOrder();
    const body = bodyOf(payment);
    // The same event again, in parallel, under other event ids, after a restart's recovery, and by hand.
    await Promise.all([post(body), post(body), post(body)]);
    await Promise.all([world.payments.handleEvents(), world.payments.handleEvents()]);
    await Promise.all([post(bodyOf(payment)), post(bodyOf(payment))]);
    await Promise.all([world.payments.handleEvents(), world.payments.handleEvents()]);
    await world.payments.recover();
    await Promise.all(Array.from({ length: 8 }, () => world.payments.apply({ kind: "payment", id: payment })));
    expect(await world.available()).toBe(before + 500);
  });

  test("is stored before it is acted on, and is acted on by another server when this one died", async () => {
    const before = await world.available();
    const { payment } = await paidOrder();
    expect((await post(bodyOf(payment))).status).toBe(200);
    expect(await world.available()).toBe(before);
    expect(await world.payments.events.countUnhandled()).toBe(1);
    await world.payments.handleEvents();
    expect(await world.available()).toBe(before + 500);
    expect(await world.payments.events.countUnhandled()).toBe(0);
  });

  test("with a wrong signature, or of another body, is refused and not stored", async () => {
    const { payment } = await paidOrder();
    const body = bodyOf(payment);
    await expectProblem(await post(body, "0".repeat(64)), "webhook-refused");
    await expectProblem(
      await post(`${body} `, signSandboxWebhook(Buffer.from(body), world.sandbox.secret)),
      "webhook-refused",
    );
    await expectProblem(await world.server.stranger.send("POST", path, { body }), "webhook-refused");
    await expectProblem(await world.server.stranger.send("POST", "/api/v1/webhooks/stripe", { body }), "not-found");
    expect(await world.payments.events.countUnhandled()).toBe(0);
  });

  test("without end is read no further than what a webhook may be", async () => {
    let sent = 0;
    const chunk = new Uint8Array(100_000);
    const body = new ReadableStream({
      pull: (controller) => {
        sent += chunk.length;
        if (sent > 20_000_000) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const headers = { "content-type": "text/plain" };
    const init = { method: "POST", headers, body, duplex: "half" } as const;
    await expectProblem(await world.server.app.request("/api/v1/webhooks/sandbox", init), "too-large");
    expect(sent).toBeLessThan(2_000_000);
  });

  test("about a payment that nobody made, or of another Dokly, grants nothing", async () => {
    const before = await world.available();
    await post(bodyOf("pi_sandbox_unknown"));
    await world.payments.handleEvents();
    const { order, payment } = await paidOrder();
    await world.server.database.pool.query("delete from dokly.payment_orders where id = $1", [order.id]);
    await world.payments.apply({ kind: "payment", id: payment });
    expect(await world.available()).toBe(before);
    const flags = await world.payments.flags.listOpen(10);
    expect(flags).toEqual([expect.objectContaining({ kind: "order-unknown", subject: payment })]);
  });

  test("of a smaller sum than was ordered grants nothing and is told to the operator", async () => {
    const before = await world.available();
    const { payment } = await paidOrder();
    await world.sandbox.store.change("payment", payment, (one) => ({ ...one, amountCents: 1n }));
    await world.payments.apply({ kind: "payment", id: payment });
    expect(await world.available()).toBe(before);
    expect((await world.payments.flags.listOpen(10)).map(({ kind }) => kind)).toContain("amount-differs");
  });

  test("is tried again while the provider or the database is away, and told to the operator after eight tries", async () => {
    const { payment } = await paidOrder();
    await post(bodyOf(payment));
    const failing = {
      events: world.payments.events,
      flags: world.payments.flags,
      logger: world.server.services.logger,
      apply: async () => {
        throw new Error("the provider is away");
      },
    };
    const { handleEvents } = await import("../../src/payments/handle-events.ts");
    for (let attempt = 0; attempt < 8; attempt++) {
      await handleEvents(failing);
      await world.server.database.pool.query(
        "update dokly.payment_events set next_attempt_at = now() where handled_at is null",
      );
    }
    expect((await world.payments.flags.listOpen(20)).map(({ kind }) => kind)).toContain("event-not-handled");
    const before = await world.available();
    await world.payments.handleEvents();
    expect(await world.available()).toBe(before + 500);
    expect((await world.payments.flags.listOpen(20)).map(({ kind }) => kind)).not.toContain("event-not-handled");
  });
});

describe("a payment for a workspace that is gone", () => {
  test("is kept and told to the operator, and is granted when the workspace is back", async () => {
    const { payment } = await paidOrder();
    const { pool } = world.server.database;
    const before = await world.available();
    const { rows } = await pool.query("delete from dokly.workspaces where id = $1 returning id, organization_id", [
      world.workspace,
    ]);
    await world.payments.apply({ kind: "payment", id: payment });
    expect(await world.available()).toBe(before);
    expect((await world.payments.flags.listOpen(20)).map(({ kind }) => kind)).toContain("workspace-gone");
    const [row] = rows;
    await pool.query("insert into dokly.workspaces (id, organization_id, opened_at) values ($1, $2, now())", [
      row.id,
      row.organization_id,
    ]);
    const { mended } = await world.payments.reconcile({ since: new Date(0) });
    expect(mended.join("\n")).toContain(`payment ${payment}: not granted → granted`);
    expect((await lotOf(payment)).lot?.available).toBe(500n);
    expect((await world.payments.flags.listOpen(20)).map(({ kind }) => kind)).not.toContain("workspace-gone");
  });
});

describe("R5.2 money that goes back", () => {
  test("takes its share of what is unspent, cumulatively, in any order, and never more than all", async () => {
    const before = await world.available();
    const { payment } = await paidOrder();
    const named = { kind: "payment", id: payment } as const;
    await world.payments.apply(named);
    await refund(world.sandbox, named, 125n);
    await world.payments.apply(named);
    expect(await world.available()).toBe(before + 375);
    await refund(world.sandbox, named, 125n);
    await Promise.all(Array.from({ length: 6 }, () => world.payments.apply(named)));
    expect(await world.available()).toBe(before + 250);
    await refund(world.sandbox, named, 9_999n);
    await world.payments.apply(named);
    expect(await world.available()).toBe(before);
    expect((await lotOf(payment)).row).toMatchObject({ takenBackCents: 500n, reversed: 500n });
  });

  test("J2 is told in the order and in the lot, and a dispute that is won gives exactly that back, once", async () => {
    const before = await world.available();
    const { order, payment } = await paidOrder();
    const named = { kind: "payment", id: payment } as const;
    await world.payments.apply(named);
    await refund(world.sandbox, named, 100n);
    await dispute(world.sandbox, named);
    await deliverWebhooks(world.sandbox, world.payments);
    await world.payments.handleEvents();
    expect(await world.available()).toBe(before);
    expect((await world.read(order.id)).reversedCredits).toBe(500);
    await closeDispute(world.sandbox, named, "won");
    await Promise.all([world.payments.apply(named), world.payments.apply(named)]);
    await world.payments.apply(named);
    expect(await world.available()).toBe(before + 400);
    await refund(world.sandbox, named, 400n);
    await world.payments.apply(named);
    expect(await world.available()).toBe(before);
  });

  test("a dispute that is lost stays taken back", async () => {
    const before = await world.available();
    const { payment } = await paidOrder();
    const named = { kind: "payment", id: payment } as const;
    await dispute(world.sandbox, named);
    await world.payments.apply(named);
    await closeDispute(world.sandbox, named, "lost");
    await world.payments.apply(named);
    expect(await world.available()).toBe(before);
  });

  test("J2 a refund that the bank sends back gives its credits back", async () => {
    const before = await world.available();
    const { payment } = await paidOrder();
    const named = { kind: "payment", id: payment } as const;
    await refund(world.sandbox, named, 500n);
    await world.payments.apply(named);
    expect(await world.available()).toBe(before);
    await world.sandbox.store.change("payment", payment, (one) => ({ ...one, refundedCents: 0n }));
    await world.payments.apply(named);
    expect(await world.available()).toBe(before + 500);
  });

  test("an older look that comes late does not undo a newer one", async () => {
    const before = await world.available();
    const { payment } = await paidOrder();
    const named = { kind: "payment", id: payment } as const;
    await world.payments.apply(named);
    await dispute(world.sandbox, named);
    const disputed = (await world.payments.provider.fetch(named)) as Payment;
    const version = (await world.payments.paidObjects.find({ provider: "sandbox", id: payment }))?.version ?? 0;
    await world.payments.apply(named);
    await closeDispute(world.sandbox, named, "won");
    await world.payments.apply(named);
    const { applyPayment } = await import("../../src/payments/apply-payment.ts");
    await expect(applyPayment(world.payments, disputed, version)).rejects.toThrow("looked at again");
    expect(await world.available()).toBe(before + 500);
  });

  test("spent credits are told to the operator, and the bucket is never below zero", async () => {
    const own = await startPaymentServer();
    const order = await own.order(500);
    const payment = await pay(own.sandbox, order);
    await own.deliver();
    const { credits } = own.server.services;
    const action = { kind: "render", member: null, document: null, model: null, estimate: null, group: null };
    const { hold } = await credits.placeHold({
      workspace: own.workspace,
      key: "spend",
      fingerprint: "spend",
      credits: 400n,
      deadlineMs: 60_000,
      action: { ...action, isDemo: false },
      actor: "test",
    });
    await credits.settleHold({
      workspace: own.workspace,
      hold,
      charge: { credits: 400n },
      status: "succeeded",
      actor: "test",
    });
    await refund(own.sandbox, { kind: "payment", id: payment }, 500n);
    await own.deliver();
    expect(await own.available()).toBeGreaterThanOrEqual(0);
    const [flag] = await own.payments.flags.listOpen(5);
    expect(flag).toMatchObject({ kind: "spent-before-taken-back", subject: payment, workspace: own.workspace });
    await own.close();
  });
});

test("P17 webhooks of many payments at once, lost, repeated, mixed up and late, grant each payment once", async () => {
  const own = await startPaymentServer();
  const before = await own.available();
  const payments = 150;
  const paid = await Promise.all(
    Array.from({ length: payments }, async () => await pay(own.sandbox, await own.order(50), { delivery: "never" })),
  );
  // Of each payment 0 to 7 deliveries, all in one random order; what is lost is found by the reconciliation.
  const deliveries = paid
    .flatMap((id, index) => Array.from({ length: index % 8 }, () => ({ id, at: Math.random() })))
    .sort((a, b) => a.at - b.at);
  const queue = deliveries.values();
  const server = async (): Promise<void> => {
    for (const { id } of queue) await own.payments.apply({ kind: "payment", id });
  };
  await Promise.all(Array.from({ length: 12 }, server));
  const { mended, failed } = await own.payments.reconcile({ since: new Date(0) });
  expect(failed).toEqual([]);
  expect(mended.length).toBe(paid.filter((_id, index) => index % 8 === 0).length);
  expect(await own.available()).toBe(before + payments * 50);
  expect((await own.payments.reconcile({ since: new Date(0) })).mended).toEqual([]);
  const { differences } = await verifyAll(own);
  expect(differences).toEqual([]);
  await own.close();
}, 120_000);

async function verifyAll({ server, workspace }: PaymentServer) {
  return await server.services.credits.verify({ workspace });
}
