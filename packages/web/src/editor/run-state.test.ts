import type { Action, RunEvent } from "@dokly/contract";
import { problems } from "@dokly/contract";
import { describe, expect, it } from "vitest";
import { ApiProblem, ConnectionLost } from "../api/problem.ts";
import { chargeFigures, leftAfter } from "./charge-figures.ts";
import { driveRun } from "./drive-run.ts";
import { isRunning, nextRunState, type RunInput, type RunState, startedRun } from "./run-state.ts";

const action = (status: Action["status"], charged: number): Action => ({
  id: "act_1",
  kind: "improve",
  status,
  tags: [],
  group: null,
  document: null,
  member: null,
  estimate: { low: 1, high: 3 },
  held: 3,
  charged,
  refunded: 0,
  model: null,
  startedAt: "2026-11-23T00:00:00Z",
  endedAt: "2026-11-23T00:00:01Z",
  failure: status === "failed" ? { code: "provider-failed", message: "…" } : null,
  undoUntil: null,
});
const held: RunEvent = {
  event: "held",
  data: { actionId: "act_1", estimate: { low: 1, high: 3 }, held: 3, available: 7, writer: "demo" },
};
const text = (delta: string): RunEvent => ({ event: "text", data: { delta } });
const end = (event: "settled" | "refunded", ended: Action): RunEvent => ({
  event,
  data: { action: ended, available: 8 },
});
const after = (...inputs: RunInput[]): RunState => inputs.reduce(nextRunState, startedRun);

describe("nextRunState", () => {
  it("collects the text and ends in a review", () => {
    expect(after(held, text("one "), text("two"), end("settled", action("succeeded", 2)))).toMatchObject({
      phase: "review",
      text: "one two",
      action: { charged: 2 },
    });
  });

  it("begins the text again when a stream is joined again, so that nothing stands twice", () => {
    expect(after(held, text("one "), { event: "connection-lost" }, held, text("one "), text("two"))).toMatchObject({
      phase: "streaming",
      text: "one two",
    });
  });

  it("shows what was written until a cancel, and stays cancelling until the end is known", () => {
    const cancelling = after(held, text("one"), { event: "cancel-asked" }, text(" two"));
    expect(cancelling).toMatchObject({ phase: "cancelling", text: "one two" });
    expect(isRunning(cancelling)).toBe(true);
    const stopped = nextRunState(cancelling, end("settled", action("cancelled", 1)));
    expect(stopped).toMatchObject({ phase: "stopped", text: "one two" });
  });

  it("R6.3: never offers the text of a failed run", () => {
    expect(after(held, text("broken"), end("refunded", action("failed", 0)))).toMatchObject({
      phase: "failed",
      text: "",
    });
  });

  it("ignores what comes after the end", () => {
    const review = after(held, text("one"), end("settled", action("succeeded", 2)));
    expect(nextRunState(review, text("more"))).toBe(review);
    expect(nextRunState(review, { event: "connection-lost" })).toBe(review);
  });
});

describe("driveRun", () => {
  async function drive(streams: (() => AsyncIterable<RunEvent>)[]) {
    const told: string[] = [];
    const waited: number[] = [];
    await driveRun({
      open: () => streams.shift()?.() ?? breaking(),
      tell: (input) => told.push(input.event),
      wait: async (milliseconds) => void waited.push(milliseconds),
      signal: new AbortController().signal,
    });
    return { told, waited };
  }
  async function* of(...events: RunEvent[]): AsyncGenerator<RunEvent> {
    yield* events;
  }
  async function* breaking(...events: RunEvent[]): AsyncGenerator<RunEvent> {
    yield* events;
    throw new ConnectionLost(null);
  }

  it("asks again after a broken connection and after a stream without an end", async () => {
    const whole = [held, text("a"), end("settled", action("succeeded", 2))];
    const { told, waited } = await drive([() => breaking(held, text("a")), () => of(held), () => of(...whole)]);
    expect(told).toEqual(["held", "text", "connection-lost", "held", "connection-lost", "held", "text", "settled"]);
    expect(waited).toEqual([500, 1_000]);
  });

  it("gives up in the end, without inventing an outcome", async () => {
    const { told } = await drive([]);
    expect(told.at(-1)).toBe("given-up");
    expect(told).not.toContain("refused");
  });

  it("does not repeat what was refused", async () => {
    const code = "insufficient-credits";
    const { status } = problems[code];
    const error = new ApiProblem({ type: "", title: "", detail: "", requestId: "", code, status });
    const refuse = (): AsyncIterable<RunEvent> => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
    });
    expect((await drive([refuse])).told).toEqual(["refused"]);
  });
});

describe("figures", () => {
  it("charged and returned add up to what was held", () => {
    expect(chargeFigures({ held: 3, charged: 2 })).toEqual({ charged: 2, returned: 1 });
    expect(chargeFigures({ held: 3, charged: 0 })).toEqual({ charged: 0, returned: 3 });
  });

  it("what is left lies between the ends of the range and is never negative", () => {
    expect(leftAfter({ available: 40, low: 10, high: 35 })).toEqual({ least: 5, most: 30 });
    expect(leftAfter({ available: 5, low: 1, high: 9 })).toEqual({ least: 0, most: 4 });
  });
});
