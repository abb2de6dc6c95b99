import { describe, expect, test } from "vitest";
import { boundary, dateIn, datesUntil, periodAt } from "./calendar.ts";
import { apply } from "./ledger.ts";
import { inBurnOrder, partsOf } from "./lots.ts";
import { documentedCatalog, priceOf } from "./price.ts";
import { balanceOf } from "./questions.ts";
import type { ModelState, Request } from "./state.ts";

const START = Date.UTC(2027, 0, 31, 12);
const at = (instant: number) => ({ business: instant, real: instant });
const noTokens = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, thinking: 0 };

/** A model whose one workspace `w` is on free since the start. */
function opened(): ModelState {
  const state: ModelState = { catalog: documentedCatalog, workspaces: [] };
  apply(state, { verb: "open", workspace: "w", plan: "free", anchor: null, hasTrial: false }, at(START));
  return state;
}

function holdOf(label: string, credits: bigint, deadlineMs = 60_000): Request {
  const facts = { member: null, document: null, model: null, estimate: null, group: null, isDemo: false };
  const keyed = { label, key: label, fingerprint: label };
  return {
    verb: "hold",
    workspace: "w",
    ...keyed,
    credits,
    deadlineMs,
    action: { kind: "render", ...facts },
    ownKey: null,
  };
}

function settleOf(hold: string, credits: bigint): Request {
  return { verb: "settle", workspace: "w", hold, charge: { credits }, status: "succeeded", keyed: null };
}

describe("the reference model, against the words of SPEC and RULES", () => {
  test("P14 SPEC 2: 31 Jan → 28 or 29 Feb → 31 Mar → 30 Apr, always from the anchor", () => {
    const anchor = Date.parse("2028-01-31T09:30:00.001Z");
    expect([1, 2, 3, 13].map((n) => new Date(boundary(anchor, n)).toISOString())).toEqual([
      "2028-02-29T09:30:00.001Z",
      "2028-03-31T09:30:00.001Z",
      "2028-04-30T09:30:00.001Z",
      "2029-02-28T09:30:00.001Z",
    ]);
  });

  test.each([1, 28, 29, 30, 31])("P14 periods of an anchor on day %i partition ten years", (day) => {
    const anchor = Date.UTC(2027, 0, day, 23, 59, 59, 999);
    for (let n = 0; n < 120; n += 1) {
      const [start, end] = [boundary(anchor, n), boundary(anchor, n + 1)];
      expect(end).toBeGreaterThan(start);
      expect(periodAt(anchor, start)).toEqual({ start, end });
      expect(periodAt(anchor, end - 1)).toEqual({ start, end });
    }
  });

  test("days are the zone's own, 23 and 25 hours long where summer time changes", () => {
    expect(dateIn("Europe/Berlin", Date.parse("2027-03-28T22:00:00Z"))).toBe("2027-03-29");
    expect(dateIn("Europe/Berlin", Date.parse("2027-03-28T21:59:59Z"))).toBe("2027-03-28");
    expect(datesUntil("Asia/Kathmandu", Date.parse("2027-02-28T18:15:00Z"), 3)).toEqual([
      "2027-02-27",
      "2027-02-28",
      "2027-03-01",
    ]);
  });

  test("SPEC 3: 1.33 credits per 1,000 input tokens, 6.67 per 1,000 output tokens, up, at least 1", () => {
    const price = (tokens: Partial<typeof noTokens>) =>
      priceOf(documentedCatalog, "claude-sonnet-5-5", { ...noTokens, ...tokens });
    expect([price({}), price({ input: 1 }), price({ input: 1_000 }), price({ output: 1_000 })]).toEqual([
      1n,
      1n,
      2n,
      7n,
    ]);
    expect([price({ output: 150 }), price({ output: 151 }), price({ output: 300 })]).toEqual([1n, 2n, 2n]);
    expect(priceOf(documentedCatalog, "another", noTokens)).toBeNull();
  });

  test("SPEC 2: soonest expiry first; then monthly, goodwill, top-up; then the oldest", () => {
    const lot = (label: string, source: "monthly" | "top-up" | "goodwill", expiresAt: number | null) => {
      return { label, source, granted: 1n, expiresAt };
    };
    const lots = [
      lot("never", "monthly", null),
      lot("top-up", "top-up", 2),
      lot("first goodwill", "goodwill", 2),
      lot("second goodwill", "goodwill", 2),
      lot("monthly", "monthly", 2),
      lot("soon", "top-up", 1),
    ];
    expect(inBurnOrder(lots).map(({ label }) => label)).toEqual([
      "soon",
      "monthly",
      "first goodwill",
      "second goodwill",
      "top-up",
      "never",
    ]);
  });

  test("SPEC 2: an action that ends after the reset ends in the old lots", () => {
    const state = opened();
    const reset = boundary(START, 1);
    apply(state, holdOf("h", 40n), at(reset - 1_000));
    apply(state, settleOf("h", 15n), at(reset + 1_000));
    const [workspace] = state.workspaces;
    if (workspace === undefined) throw new Error("the workspace is open");
    const [old, fresh] = workspace.lots.map((lot) => partsOf(lot, workspace, at(reset + 1_000)));
    expect(old).toEqual({ available: 0n, held: 0n, spent: 15n, expired: 35n, reversed: 0n });
    expect(fresh).toMatchObject({ available: 50n, spent: 0n, expired: 0n });
    expect(balanceOf(state, workspace, at(reset + 1_000))).toMatchObject({ spent: 0n, monthly: 50n });
  });

  test("RULES R4.3: at the deadline the hold is expired, and a settle hears so", () => {
    const state = opened();
    apply(state, holdOf("h", 40n), at(START));
    expect(apply(state, settleOf("h", 99n), at(START + 60_000))).toMatchObject({
      accepted: { state: "expired", charged: 0n, returned: 40n, isReplay: true },
    });
  });
});
