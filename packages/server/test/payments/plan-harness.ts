import { type Billing, billing, type PlanChange, type PlanQuote, planChange, planQuote } from "@dokly/contract";
import type { Balance } from "@dokly/credits";
import type { Client } from "../server-harness.ts";
import { type PaymentServer, pay, startPaymentServer } from "./payment-harness.ts";

/** A payment server with a clock that the test moves. */
export type PlanServer = PaymentServer & {
  /** Moves business time to an instant; it never runs back. */
  goTo(instant: string): void;
  now(): Date;
  /** Lets time pass for the sandbox, and brings its news. */
  settle(): Promise<void>;
  quotePlan(plan: string, interval?: "month" | "year"): Promise<PlanQuote>;
  change(plan: string, options?: { interval?: "month" | "year"; key?: string; client?: Client }): Promise<PlanChange>;
  readBilling(): Promise<Billing>;
  /** Subscribes through the sandbox's checkout. */
  subscribe(plan: string, interval?: "month" | "year", card?: "works" | "declined-later"): Promise<void>;
  subscriptionId(): Promise<string>;
  balance(): Promise<Balance>;
  /** Spends credits through an action. */
  spend(credits: bigint): Promise<void>;
};

export async function startPlanServer(
  instant: string,
  changes: NonNullable<Parameters<typeof startPaymentServer>[1]> = {},
): Promise<PlanServer> {
  let clock = new Date(instant);
  const now = () => {
    clock = new Date(clock.getTime() + 1);
    return clock;
  };
  const world = await startPaymentServer({ now }, changes);
  let keys = 0;
  const read = async (response: Response): Promise<unknown> => {
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(body));
    return body;
  };
  const change: PlanServer["change"] = async (plan, { interval = "month", key = `plan-${keys++}`, client } = {}) => {
    const json = { plan, interval, returnTo: "/w/x" };
    const headers = { "idempotency-key": key };
    const response = await (client ?? world.owner).send("PUT", `${world.base}/billing/plan`, { json, headers });
    return planChange.parse(await read(response));
  };
  const settle = async () => {
    for (const { id } of await world.sandbox.store.list("subscription", { limit: 100 })) {
      await world.payments.provider.fetch({ kind: "subscription", id });
    }
    await world.deliver();
  };
  const readBilling = async () => billing.parse(await read(await world.owner.send("GET", `${world.base}/billing`)));
  const { credits } = world.server.services;
  const spend: PlanServer["spend"] = async (amount) => {
    const key = `spend-${amount}`;
    const action = { kind: "render", member: null, document: null, model: null, estimate: null, group: null };
    const { hold } = await credits.placeHold({
      workspace: world.workspace,
      key,
      fingerprint: key,
      credits: amount,
      deadlineMs: 60_000,
      action: { ...action, isDemo: false },
      actor: "test",
    });
    const end = { charge: { credits: amount }, status: "succeeded", actor: "test" } as const;
    await credits.settleHold({ workspace: world.workspace, hold, ...end });
  };
  return {
    ...world,
    balance: () => credits.getBalance({ workspace: world.workspace }),
    spend,
    now,
    goTo: (to) => {
      clock = new Date(Math.max(clock.getTime(), new Date(to).getTime()));
    },
    settle,
    change,
    readBilling,
    quotePlan: async (plan, interval = "month") =>
      planQuote.parse(
        await read(await world.owner.send("GET", `${world.base}/billing/plan-quote?plan=${plan}&interval=${interval}`)),
      ),
    subscribe: async (plan, interval = "month", card = "works") => {
      const begun = await change(plan, { interval });
      await pay(world.sandbox, begun, { card });
      await world.deliver();
    },
    subscriptionId: async () => (await world.payments.subscriptions.findCurrent(world.workspace))?.id ?? "",
  };
}
