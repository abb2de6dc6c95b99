import { expect, test } from "vitest";
import { answerSentence } from "./answer-text.ts";

const plain = { goodwill: 0, goodwillUntil: null };

test("a refund says what came back, and what of it is goodwill until when", () => {
  expect(answerSentence({ ...plain, credits: 1 }, 5)).toBe("1 credit was given back.");
  const until = "2026-12-24T12:00:00Z";
  expect(answerSentence({ credits: 5, goodwill: 3, goodwillUntil: until }, 5)).toBe(
    "5 credits were given back. The period that had paid is over, so 3 credits came as goodwill until Dec 24, 2026.",
  );
  expect(answerSentence({ credits: 5, goodwill: 5, goodwillUntil: null }, 5)).toMatch(/came as goodwill\.$/);
});

test("an answer without one says so, and why where nothing was charged", () => {
  expect(answerSentence({ ...plain, credits: 0 }, 5)).toBe("No credits were given back.");
  expect(answerSentence({ ...plain, credits: 0 }, 0)).toBe("It had cost 0 credits, so there was nothing to give back.");
});
