import { expect, test } from "vitest";
import { hashQuoteInput, type QuoteTerms, quoteLifetimeMs, signQuote, verifyQuote } from "./quote.ts";

const key = new Uint8Array(32).fill(7);
const now = new Date("2026-11-23T10:00:00Z");
const terms: QuoteTerms = {
  workspace: "ws_a",
  member: "anna",
  kind: "improve",
  inputHash: hashQuoteInput(["text", "before", "after"]),
  low: 1n,
  high: 9_007_199_254_740_993n,
  rateCard: "2026-10",
  model: "claude-sonnet-5-5",
};

test("R4.1: a quote comes back with its terms and binds for ten minutes", () => {
  const { quote, endsAt } = signQuote(terms, { key, now });
  expect(endsAt.getTime() - now.getTime()).toBe(600_000);
  expect(verifyQuote(quote, terms, { key, now })).toEqual({ quote: { ...terms, endsAt } });
  const lastMoment = new Date(now.getTime() + quoteLifetimeMs - 1);
  expect(verifyQuote(quote, terms, { key, now: lastMoment })).toHaveProperty("quote");
  expect(verifyQuote(quote, terms, { key, now: endsAt })).toEqual({ refusal: "ended" });
});

test("R4.1: a quote does not bind for another input, kind, member or workspace", () => {
  const { quote } = signQuote(terms, { key, now });
  const other = hashQuoteInput(["textb", "efore", "after"]);
  expect(verifyQuote(quote, { ...terms, inputHash: other }, { key, now })).toEqual({ refusal: "input-changed" });
  expect(verifyQuote(quote, { ...terms, kind: "expand" }, { key, now })).toEqual({ refusal: "input-changed" });
  expect(verifyQuote(quote, { ...terms, member: "ben" }, { key, now })).toEqual({ refusal: "not-ours" });
  expect(verifyQuote(quote, { ...terms, workspace: "ws_b" }, { key, now })).toEqual({ refusal: "not-ours" });
});

test("R4.1: a quote that was changed, cut or signed by another key is refused", () => {
  const { quote } = signQuote(terms, { key, now });
  const raised = Buffer.from(quote.split(".")[0] ?? "", "base64url")
    .toString()
    .replace("9007199254740993", "1");
  const forged = `${Buffer.from(raised).toString("base64url")}.${quote.split(".")[1]}`;
  for (const bad of [forged, quote.slice(0, -1), quote.split(".")[0] ?? "", ".", "", "a.b"]) {
    expect(verifyQuote(bad, terms, { key, now })).toEqual({ refusal: "not-ours" });
  }
  const stranger = new Uint8Array(32).fill(8);
  expect(verifyQuote(quote, terms, { key: stranger, now })).toEqual({ refusal: "not-ours" });
});
