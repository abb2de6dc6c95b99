import type { ActionFacts, TokenUsage } from "@dokly/credits";

/** What every hold and settle of a benchmark is about, whichever ledger runs it: an edit of one page by one person. */
export const sampleAction = {
  kind: "rewrite",
  member: "member-4711",
  document: { path: "guides/getting-started.md", title: "Getting started" },
  model: "claude-haiku-5-5",
  estimate: { low: 1n, high: 3n },
  group: null,
  isDemo: false,
} as const satisfies ActionFacts;

/** Held, and more than the usage below costs. */
export const sampleHoldCredits = 3n;

/** 2 credits by the shipped prices: 2,000 × 100 + 4,000 × 500 nano-dollars, at 1,500,000 a credit, rounded up. */
export const sampleUsage = {
  input: 2_000,
  cacheRead: 0,
  cacheWrite: 0,
  output: 4_000,
  thinking: 500,
} as const satisfies TokenUsage;
export const sampleCharge = 2n;

export const sampleDeadlineMs = 3_600_000;
