import { expect, test } from "vitest";
import { creditBanners, isRunningLow, payerBanners } from "./find-banners.ts";

const balance = {
  asOf: "2026-12-01T09:00:00Z",
  plan: "pro",
  isSuspended: false,
  unpaidFrom: null,
  trialEndsAt: null,
  spent: 0,
  held: 0,
  available: 100,
};
const bucket = (spent: number, held: number, available: number) => ({ ...balance, spent, held, available });

test("a bucket runs low from 80 % on, and one that was empty from the start does", () => {
  expect([bucket(79, 0, 21), bucket(799, 1, 200)].map(isRunningLow)).toEqual([false, false]);
  expect([bucket(80, 0, 20), bucket(90, 10, 0), bucket(100, 0, 0), bucket(0, 0, 0)].every(isRunningLow)).toBe(true);
});

test("a bucket is used up when nothing is available and nothing can return, also one that was empty from the start", () => {
  expect(creditBanners(bucket(100, 0, 0))).toEqual([{ type: "used-up" }]);
  expect(creditBanners(bucket(0, 0, 0))).toEqual([{ type: "used-up" }]);
  expect(creditBanners(bucket(90, 10, 0))).toEqual([]);
});

test("a suspension, an unpaid plan and a trial are told, the most pressing first", () => {
  const endsAt = "2026-12-05T09:00:00Z";
  const state = { ...bucket(100, 0, 0), isSuspended: true, unpaidFrom: endsAt, trialEndsAt: endsAt };
  expect(creditBanners(state)).toEqual([
    { type: "suspended" },
    { type: "unpaid" },
    { type: "trial", endsAt, asOf: balance.asOf, plan: "pro" },
    { type: "used-up" },
  ]);
});

const request = (name: string, state: "open" | "dismissed", createdAt: string) => ({
  id: name,
  member: { id: name, name },
  credits: 50,
  priceCents: 50,
  currency: "usd",
  note: "",
  state,
  createdAt,
  decidedAt: null,
  decidedBy: null,
});

test("who may pay is told of an auto top-up that stopped, and of the oldest request", () => {
  const requests = [
    request("Emil", "open", "2026-11-21T09:00:00Z"),
    request("Edda", "open", "2026-11-20T09:00:00Z"),
    request("Vera", "dismissed", "2026-11-19T09:00:00Z"),
  ];
  expect(payerBanners(requests, { stopped: { at: "2026-11-20T09:00:00Z", reason: "Declined." } })).toEqual([
    { type: "stopped" },
    { type: "requests", name: "Edda", credits: 50, others: 1 },
  ]);
  expect(payerBanners([], { stopped: null })).toEqual([]);
  expect(payerBanners([], undefined)).toEqual([]);
});
