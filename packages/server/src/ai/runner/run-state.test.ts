import type { TokenUsage } from "@dokly/credits";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActionRequest } from "../build-request.ts";
import { noVoice, type ProviderEvent } from "../provider.ts";
import { applyEvent, closingDelta, decideEnd, newRun, type RunState } from "./run-state.ts";

const usage: TokenUsage = { input: 300, cacheRead: 0, cacheWrite: 0, output: 40, thinking: 4 };
const request: ActionRequest = {
  instructions: "",
  prompt: "",
  sharedLength: 0,
  task: {
    kind: "improve",
    subject: "old",
    before: "",
    after: "",
    headings: [],
    options: {},
    sources: [],
    voice: noVoice,
  },
  passage: "old",
  lead: "  ",
  trail: "\n",
  lineEnding: "\n",
  place: "prose",
  keepsLinksAndCode: false,
  answer: "passage",
  terms: { kept: [], rule: "all" },
  isUsableWhenCut: false,
};
const goesOn = { isCancelled: false, failure: null };
const cancelled = { isCancelled: true, failure: null };

function run(events: readonly ProviderEvent[], of: ActionRequest = request): { state: RunState; text: string } {
  let state = newRun;
  let text = "";
  for (const event of events) {
    const applied = applyEvent(state, event, of);
    state = applied.state;
    text += applied.delta;
  }
  return { state, text };
}

const started: ProviderEvent = { type: "started", usage: { ...usage, output: 1, thinking: 0 }, requestId: "req_1" };
const finished: ProviderEvent = { type: "finished", usage, stopReason: "complete" };
const text = (piece: string): ProviderEvent => ({ type: "text", text: piece });

describe("what people get to see", () => {
  test("white space at the ends of the selection stays, whatever the model puts there", () => {
    const ran = run([started, text("\n\n"), text(" new "), text(" text"), text(" \n"), finished]);
    expect(ran.state.answer).toBe("new  text");
    const end = decideEnd(ran.state, request, goesOn);
    expect(ran.text + closingDelta(end, request, ran.state.answer)).toBe("  new  text\n");
  });

  test("lines end as they end in the page, also where a model mixes them", () => {
    const ran = run([text("a\r"), text("\nb\n"), text("c")], { ...request, lead: "", lineEnding: "\r\n" });
    expect(ran.text).toBe("a\r\nb\r\nc");
    expect(ran.state.answer).toBe("a\nb\nc");
  });

  test("however the text is cut into pieces, the same text is delivered", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", " ", "\n", "\r\n", "b c", "é"), { maxLength: 20 }), (pieces) => {
        const whole = pieces.join("");
        const delivered = run(pieces.map(text)).text;
        const trimmed = whole.trim().replaceAll("\r\n", "\n");
        expect(delivered).toBe(trimmed === "" ? "" : `  ${trimmed}`);
      }),
    );
  });
});

describe("how a run ends", () => {
  test("a whole and valid answer settles with the provider's final usage", () => {
    const { state } = run([started, text("new"), finished]);
    expect(decideEnd(state, request, goesOn)).toMatchObject({ type: "settle", status: "succeeded", usage });
  });

  test("R6.2: a cancel before any text is released, thinking is no text", () => {
    expect(decideEnd(newRun, request, cancelled)).toEqual({ type: "release", status: "cancelled", failure: null });
    const { state } = run([started, { type: "thinking" }, text("  \n")]);
    expect(decideEnd(state, request, cancelled)).toEqual({ type: "release", status: "cancelled", failure: null });
  });

  test("R6.2: a cancel after text charges the reported input and what was delivered, counted low", () => {
    const { state } = run([started, text("a few words")]);
    const end = decideEnd(state, request, cancelled);
    expect(end).toMatchObject({ type: "settle", status: "cancelled", usage: { input: 300, thinking: 0 } });
    expect(end.type === "settle" && end.usage.output).toBeLessThanOrEqual(3);
  });

  test("a provider that had finished before the cancel came counts as finished", () => {
    const { state } = run([started, text("new"), finished]);
    expect(decideEnd(state, request, cancelled)).toMatchObject({ type: "settle", status: "succeeded" });
  });

  test.each([
    ["cap", "output-cut-off"],
    ["refusal", "provider-refused"],
    ["other", "provider-incomplete"],
  ] as const)("R6.4: a stop for %s fails as %s and costs nothing", (stopReason, code) => {
    const { state } = run([started, text("new"), { type: "finished", usage, stopReason }]);
    expect(decideEnd(state, request, goesOn)).toMatchObject({ type: "release", status: "failed", failure: { code } });
  });

  test("R6.4: text that goes on at a cursor stays where its cap cut it, and a block of code in it is closed", () => {
    const going: ActionRequest = { ...request, answer: "continuation", isUsableWhenCut: true, trail: "\n" };
    const cut: ProviderEvent = { type: "finished", usage, stopReason: "cap" };
    const { state } = run([started, text("Try this:\n\n```sh\nnpm st"), cut], going);
    const end = decideEnd(state, going, goesOn);
    expect(end).toMatchObject({ type: "settle", status: "succeeded", isCut: true });
    expect(closingDelta(end, going, state.answer)).toBe("\n```\n");
    const plain = run([started, text("Half a sent"), cut], going).state;
    expect(closingDelta(decideEnd(plain, going, goesOn), going, plain.answer)).toBe("\n");
  });

  test("an answer that can not be used fails", () => {
    const { state } = run([started, finished]);
    expect(decideEnd(state, request, goesOn)).toMatchObject({ type: "release", failure: { code: "output-invalid" } });
  });

  test("a failure is a failure even after text, and even where the provider finished meanwhile", () => {
    const failure = { code: "provider-unreachable", message: "It broke." };
    const { state } = run([started, text("new")]);
    expect(decideEnd(state, request, { isCancelled: false, failure })).toEqual({
      type: "release",
      status: "failed",
      failure,
    });
    const done = run([started, text("new"), finished]).state;
    expect(decideEnd(done, request, { isCancelled: false, failure })).toMatchObject({ type: "release", failure });
  });

  test("a stream that ends without a word of why is never a success", () => {
    const { state } = run([started, text("new")]);
    expect(decideEnd(state, request, goesOn)).toMatchObject({
      type: "release",
      status: "failed",
      failure: { code: "internal" },
    });
  });
});
