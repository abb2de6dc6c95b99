import type { Catalog, Credits } from "@dokly/credits";
import type { Logger } from "pino";
import type { Order } from "../../src/payments/order-rows.ts";
import type { OrderStore } from "../../src/payments/order-store.ts";
import type { Payment } from "../../src/payments/paid-object.ts";
import type { PaidObjectRow, PaidObjectStore, TakeBackStep } from "../../src/payments/paid-object-store.ts";
import type { PaymentDependencies } from "../../src/payments/payment-dependencies.ts";

const workspace = "ws_memory";
const paymentId = "pi_memory";

/**
 * One order and its payment with every table and the ledger in memory, so that ten thousand histories of them take
 * seconds. The rules that are tested are the real ones; `webhooks.test.ts` runs them on the real tables and engine.
 */
export function memoryPayments(input: { catalog: Catalog; logger: Logger; priceCents: bigint; credits: bigint }) {
  const { priceCents, credits } = input;
  let order = { ...emptyOrder, credits, priceCents } as Order;
  let row: PaidObjectRow | null = null;
  let steps: (TakeBackStep & { isDone: boolean })[] = [];
  let truth: Payment = { ...emptyPayment, amountCents: priceCents };
  const ledger = memoryLedger(credits);

  const orders: Pick<OrderStore, "findById" | "findByObject" | "setMade" | "setProcessing" | "end"> = {
    findById: async (id) => (id === order.id ? order : null),
    findByObject: async () => null,
    setMade: async (_id, made) => {
      order = { ...order, made };
    },
    setProcessing: async () => {
      if (order.state === "open") order = { ...order, state: "processing" };
    },
    end: async (_id, state, { at }) => {
      const mayEnd = order.state !== "granted" && (order.endedAt === null || state === "granted");
      if (mayEnd) order = { ...order, state, endedAt: at };
      return mayEnd;
    },
  };
  const paidObjects: Pick<
    PaidObjectStore,
    "find" | "insert" | "setGranted" | "advance" | "listOpenSteps" | "setStepDone"
  > = {
    find: async () => row,
    insert: async (found) => {
      row ??= { ...found, ...emptyRow };
      return row;
    },
    setGranted: async (_named, { lot, lotCredits, expiresAt, at }) => {
      if (row?.grantedAt === null) row = { ...row, lot, lotCredits, expiresAt, grantedAt: at };
    },
    advance: async (_named, { version, takenBackCents, step }) => {
      if (row === null || row.version !== version) return false;
      row = { ...row, version: version + 1, takenBackCents };
      if (step !== null) steps = [...steps, { ...step, step: steps.length + 1, isDone: false }];
      return true;
    },
    listOpenSteps: async () => steps.filter(({ isDone }) => !isDone),
    setStepDone: async (_named, { step, reversed }) => {
      steps = steps.map((one) => (one.step === step ? { ...one, isDone: true } : one));
      if (row !== null) row = { ...row, reversed };
    },
  };
  const deps = {
    provider: { name: "sandbox" },
    credits: ledger.credits,
    catalog: input.catalog,
    logger: input.logger,
    orders,
    paidObjects,
    flags: { raise: async () => undefined, lower: async () => undefined },
    now: () => new Date(0),
    hasWorkspace: async () => true,
    onOrderEnded: async () => undefined,
    onCardSaved: async () => undefined,
  } as unknown as PaymentDependencies & { onCardSaved: () => Promise<void> };
  return {
    deps,
    ledger,
    payment: truth,
    order: () => order,
    truth: () => truth,
    setTruth: (next: Payment) => {
      truth = next;
    },
  };
}

/** A lot of which nothing is spent, with the engine's rules of keys: what was accepted under one has one effect. */
function memoryLedger(lotCredits: bigint) {
  const keys = new Set<string>();
  let due = 0n;
  let grants = 0;
  const once = (key: string, work: () => void): void => {
    if (!keys.has(key)) work();
    keys.add(key);
  };
  const reversal = () => ({ lot: "lot", due, reversed: due, outstanding: 0n, available: 0n, isReplay: false });
  const credits: Pick<Credits, "grant" | "reverseGrant" | "restoreGrant"> & { getBalance(): Promise<object> } = {
    grant: async ({ key }) => {
      once(key, () => grants++);
      return { lot: "lot", available: 0n, isReplay: false };
    },
    reverseGrant: async ({ key, refundedCents, paidCents }) => {
      const asked = (lotCredits * refundedCents) / paidCents;
      once(key, () => {
        due = asked > due ? asked : due;
      });
      return reversal();
    },
    restoreGrant: async ({ key, refundedCents, paidCents }) => {
      const asked = (lotCredits * refundedCents) / paidCents;
      once(key, () => {
        due = asked < due ? asked : due;
      });
      return reversal();
    },
    getBalance: async () => ({ lots: [] }),
  };
  return {
    credits,
    get grants() {
      return grants;
    },
    available: () => (grants === 0 ? 0n : lotCredits * BigInt(grants) - due),
  };
}

const emptyOrder: Partial<Order> = {
  id: "top_memory",
  workspace,
  provider: "sandbox",
  kind: "top-up",
  state: "open",
  currency: "usd",
  made: null,
  endedAt: null,
};
const emptyRow = {
  foundAt: new Date(0),
  lot: null,
  lotCredits: null,
  expiresAt: null,
  grantedAt: null,
  takenBackCents: 0n,
  reversed: 0n,
  version: 0,
} as const;
const emptyPayment: Payment = {
  kind: "payment",
  id: paymentId,
  workspace,
  order: "top_memory",
  customer: null,
  state: "open",
  amountCents: 0n,
  currency: "usd",
  createdAt: new Date(0),
  failure: null,
  receiptUrl: null,
  refundedCents: 0n,
  disputes: [],
};
