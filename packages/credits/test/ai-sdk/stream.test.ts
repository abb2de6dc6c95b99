import { streamText } from "ai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Behaviour, Fault } from "../../../../test-servers/anthropic/server.ts";
import { type MeteredWorkspace, type MeteredWorld, startMeteredWorld } from "./metered-world.ts";

const prompt = "Mend this sentence, please.";
const text = "A sentence that is long enough to be sent in several pieces, so that a stream can break in its middle.";
/** 1,500 tokens of output are 10 credits of provider cost; 600 of input are less than one. */
const usual: Behaviour = { text, inputTokens: 600, outputTokens: 300 };

let world: MeteredWorld;
let w: MeteredWorkspace;
beforeAll(async () => {
  world = await startMeteredWorld();
});
beforeEach(async () => {
  w = await world.open();
});
afterEach(async () => {
  await w.checkNothingLeft();
  world.provider.reset();
});
afterAll(() => world.close());

type StreamOptions = Partial<Parameters<typeof streamText>[0]>;

/** Streams to the end, whatever it is: what was delivered, and the errors that the SDK told. */
async function streamToEnd(model: ReturnType<MeteredWorkspace["model"]>, more: StreamOptions = {}) {
  const errors: unknown[] = [];
  let delivered = "";
  const result = streamText({
    model,
    prompt,
    maxRetries: 0,
    onError: ({ error }) => void errors.push(error),
    ...more,
  } as Parameters<typeof streamText>[0]);
  try {
    for await (const part of result.stream) if (part.type === "text-delta") delivered += part.text;
  } catch (error) {
    errors.push(error);
  }
  return { result, delivered, errors };
}

describe("a stream of the AI SDK that finishes", () => {
  test("is charged what the provider reported, once, before its end is seen", async () => {
    world.provider.next(usual);
    const { result, delivered } = await streamToEnd(w.model());
    expect(delivered).toBe(text);
    // 600 × 2,000 + 300 × 10,000 nano-dollars = 4.2 million, at 1.5 million a credit: 2.8, rounded up once.
    expect((await result.finalStep).providerMetadata?.["credits"]).toMatchObject({
      charged: 3,
      returned: 7,
      available: 47,
    });
    expect(await w.balance()).toEqual({ held: 0n, spent: 3n, available: 47n });
    expect(await w.log()).toMatchObject([
      { kind: "chat", status: "succeeded", model: "claude-sonnet-5-5", held: 10n, charged: 3n, requestId: "req_test" },
    ]);
    expect(world.provider.requests).toHaveLength(1);
  });

  test("prices input, cache reads and cache writes each by itself", async () => {
    world.provider.next({ ...usual, inputTokens: 100, cacheReadTokens: 40_000, cacheWriteTokens: 1_000 });
    await streamToEnd(w.model());
    const [end] = w.ends;
    // 100 × 2,000 + 40,000 × 100 + 1,000 × 2,500 + 300 × 10,000 = 9.7 million: 7 credits. One total would be 57.
    expect(end).toMatchObject({ state: "settled", charged: 7n });
    expect(await w.receipt(end?.action ?? "")).toMatchObject({
      usage: { input: 100, cacheRead: 40_000, cacheWrite: 1_000, output: 300, thinking: 0 },
    });
  });

  test("shows thinking in its receipt, as part of the output", async () => {
    world.provider.next({ ...usual, outputTokens: 300, thinkingTokens: 120 });
    await streamToEnd(w.model());
    expect(await w.receipt(w.ends[0]?.action ?? "")).toMatchObject({ usage: { output: 300, thinking: 120 } });
  });

  test("is never charged above its hold, and sends a cap that keeps it there", async () => {
    world.provider.next({ ...usual, inputTokens: 600, outputTokens: 90_000 });
    await streamToEnd(w.model({ holdCredits: 10n }));
    expect(w.ends).toMatchObject([{ state: "settled", charged: 10n, returned: 0n }]);
    const cap = world.provider.requests[0]?.body?.max_tokens ?? 0;
    expect(cap).toBeGreaterThan(1_000);
    expect(cap).toBeLessThanOrEqual(1_500);
  });

  test("keeps a smaller cap that the caller asked for", async () => {
    world.provider.next(usual);
    await streamToEnd(w.model(), { maxOutputTokens: 400 });
    expect(world.provider.requests[0]?.body?.max_tokens).toBe(400);
  });

  test("at the cap is charged, unless the caller says that half an answer is none", async () => {
    world.provider.always({ ...usual, fault: { kind: "cut-at-cap" } });
    await streamToEnd(w.model());
    await streamToEnd(w.model({ accepts: ({ reason }) => reason === "stop" }));
    expect(w.ends).toMatchObject([
      { state: "settled", charged: 3n },
      { state: "released", charged: 0n },
    ]);
  });

  test("shows raw chunks to a caller who asked for them, and to no other", async () => {
    world.provider.always(usual);
    const types = async (rawChunks: boolean) => {
      const { stream } = streamText({ model: w.model(), prompt, maxRetries: 0, include: { rawChunks } });
      const seen = new Set<string>();
      for await (const part of stream) seen.add(part.type);
      return seen;
    };
    expect(await types(false)).not.toContain("raw");
    expect(await types(true)).toContain("raw");
  });
});

describe("a stream of the AI SDK that fails costs nothing and leaves no hold", () => {
  const faults: readonly (readonly [Fault, string])[] = [
    [{ kind: "error-event", type: "overloaded_error" }, "model-failed"],
    [{ kind: "socket-cut" }, "model-failed"],
    [{ kind: "no-closing-event" }, "model-incomplete"],
    [{ kind: "no-message-stop" }, "model-incomplete"],
    [{ kind: "no-final-usage" }, "model-failed"],
    [{ kind: "garbage" }, "model-failed"],
    [{ kind: "empty-output" }, "output-rejected"],
    [{ kind: "refusal" }, "model-refused"],
    ...([400, 401, 402, 403, 404, 413, 429, 500, 504, 529] as const).map((status): readonly [Fault, string] => [
      { kind: "status", status },
      "model-failed",
    ]),
  ];

  test.each(faults)("%j is a %s", async (fault, code) => {
    world.provider.next({ ...usual, fault });
    await streamToEnd(w.model());
    expect(w.ends).toMatchObject([{ state: "released", charged: 0n, returned: 10n }]);
    const log = await w.log();
    expect(log).toMatchObject([{ status: "failed", charged: 0n, failure: { code } }]);
    expect(JSON.stringify(log[0]?.failure)).not.toMatch(/secret|prompt stand/);
    expect(await w.balance()).toEqual({ held: 0n, spent: 0n, available: 50n });
  });

  test("a provider that does not answer in time is a timeout, not a cancel", async () => {
    world.provider.next({ fault: { kind: "silence" } });
    await streamToEnd(w.model(), { timeout: 80 });
    await expect.poll(() => w.ends).toMatchObject([{ state: "released", charged: 0n }]);
    expect(await w.log()).toMatchObject([{ status: "failed", charged: 0n, failure: { code: "timeout" } }]);
  });

  test("each retry of the SDK is a hold of its own, and only the one that finished is charged", async () => {
    world.provider.next({ fault: { kind: "status", status: 529, retryAfterSeconds: 0 } }, usual);
    await streamToEnd(w.model(), { maxRetries: 1 });
    expect((await w.log()).map(({ status, charged }) => [status, charged])).toEqual([
      ["failed", 0n],
      ["succeeded", 3n],
    ]);
  });
});

describe("a stream of the AI SDK that is stopped", () => {
  test("after text was delivered costs the reported input and that text, counted low", async () => {
    world.provider.next({ ...usual, inputTokens: 2_000, outputTokens: 900, isPaused: true });
    const stop = new AbortController();
    const result = streamText({ model: w.model(), prompt, maxRetries: 0, abortSignal: stop.signal });
    for await (const part of result.stream) if (part.type === "text-delta") stop.abort();
    await expect.poll(() => w.ends).toMatchObject([{ state: "settled", charged: 3n, returned: 7n }]);
    expect(await w.receipt(w.ends[0]?.action ?? "")).toMatchObject({
      usage: { input: 2_000, cacheRead: 0, output: 3 },
    });
    expect(await w.log()).toMatchObject([{ status: "cancelled", charged: 3n, failure: null }]);
    await expect.poll(() => world.provider.requests[0]?.isAborted).toBe(true);
  });

  test("before any text costs nothing", async () => {
    world.provider.next({ ...usual, firstByteMs: 5_000 });
    const stop = new AbortController();
    const running = streamToEnd(w.model(), { abortSignal: stop.signal });
    await expect.poll(() => world.provider.requests.length).toBe(1);
    stop.abort();
    await running;
    await expect.poll(() => w.ends).toMatchObject([{ state: "released", charged: 0n }]);
    expect(await w.log()).toMatchObject([{ status: "cancelled", charged: 0n, failure: null }]);
  });

  test("before it was asked for sends nothing and holds nothing", async () => {
    await streamToEnd(w.model(), { abortSignal: AbortSignal.abort() });
    expect(world.provider.requests).toEqual([]);
    expect(await w.log()).toEqual([]);
  });

  test("by nobody reading it any more ends as cancelled, though nobody said so", async () => {
    world.provider.next({ ...usual, isPaused: true });
    const result = await w
      .model({ idleMs: 50 })
      .doStream({ prompt: [{ role: "user", content: [{ type: "text", text: prompt }] }] });
    const reader = result.stream.getReader();
    for (let part = await reader.read(); part.value?.type !== "text-delta"; part = await reader.read());
    await expect.poll(() => w.ends).toMatchObject([{ state: "settled", charged: 1n }]);
    await expect(reader.read()).rejects.toThrow("Nobody reads");
  });

  test("by cancelling its reader follows the same rule", async () => {
    world.provider.next({ ...usual, isPaused: true });
    const { stream } = await w
      .model()
      .doStream({ prompt: [{ role: "user", content: [{ type: "text", text: prompt }] }] });
    const reader = stream.getReader();
    for (let part = await reader.read(); part.value?.type !== "text-delta"; part = await reader.read());
    await reader.cancel();
    expect(w.ends).toMatchObject([{ state: "settled", charged: 1n }]);
    expect(await w.log()).toMatchObject([{ status: "cancelled" }]);
  });
});

describe("nothing is sent", () => {
  test("where the workspace can not cover the hold", async () => {
    const { errors } = await streamToEnd(w.model({ holdCredits: 51n }));
    expect(errors).toContainEqual(expect.objectContaining({ code: "insufficient-credits" }));
    expect(world.provider.requests).toEqual([]);
  });

  test("where the hold is too small for the prompt", async () => {
    const { errors } = await streamToEnd(w.model({ holdCredits: 1n }), { prompt: "word ".repeat(4_000) });
    expect(errors).toContainEqual(expect.objectContaining({ code: "invalid-amount" }));
    expect(world.provider.requests).toEqual([]);
    expect(await w.log()).toEqual([]);
  });

  test("for a model without a price", async () => {
    const { errors } = await streamToEnd(w.model({ model: "gpt-unknown" }));
    expect(errors).toContainEqual(expect.objectContaining({ code: "unpriced-model" }));
    expect(world.provider.requests).toEqual([]);
  });

  test("for a key that was used before, also by another process", async () => {
    world.provider.always(usual);
    await streamToEnd(w.model({ key: "answer-1" }));
    const { errors } = await streamToEnd(w.model({ key: "answer-1" }));
    expect(errors).toContainEqual(expect.objectContaining({ code: "key-used" }));
    expect(world.provider.requests).toHaveLength(1);
    expect((await w.balance()).spent).toBe(3n);
  });

  test("for a file whose tokens nobody can tell, unless the caller does", async () => {
    world.provider.always(usual);
    const messages = [
      {
        role: "user" as const,
        content: [{ type: "file" as const, data: new Uint8Array([1]), mediaType: "image/png" }],
      },
    ];
    const ask = (more: Parameters<MeteredWorkspace["model"]>[0]) => streamToEnd(w.model(more), { prompt: messages });
    expect((await ask({})).errors).toContainEqual(expect.objectContaining({ code: "invalid-argument" }));
    expect(world.provider.requests).toEqual([]);
    await ask({ inputTokens: () => ({ low: 500, expected: 600, high: 700 }) });
    expect(w.ends).toMatchObject([{ state: "settled", charged: 3n }]);
  });
});
