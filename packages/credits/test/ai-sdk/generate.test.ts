import { generateText } from "ai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Behaviour, Fault } from "../../../../test-servers/anthropic/server.ts";
import { type MeteredWorkspace, type MeteredWorld, startMeteredWorld } from "./metered-world.ts";

const prompt = "Mend this sentence, please.";
const usual: Behaviour = { text: "A sentence, mended.", inputTokens: 600, outputTokens: 300 };

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

const generate = (more: Parameters<MeteredWorkspace["model"]>[0] = {}, abortSignal?: AbortSignal) =>
  generateText({
    model: w.model(more),
    prompt,
    maxRetries: 0,
    ...(abortSignal === undefined ? {} : { abortSignal }),
  });

describe("a text that the AI SDK generates in one piece", () => {
  test("is charged what the provider reported, each part of the input by itself", async () => {
    world.provider.next({ ...usual, inputTokens: 100, cacheReadTokens: 40_000, cacheWriteTokens: 1_000 });
    const result = await generate();
    expect(result.text).toBe("A sentence, mended.");
    expect(result.providerMetadata?.["credits"]).toMatchObject({ charged: 7, returned: 3, available: 43 });
    expect(await w.receipt(w.ends[0]?.action ?? "")).toMatchObject({
      usage: { input: 100, cacheRead: 40_000, cacheWrite: 1_000, output: 300 },
    });
    expect(await w.log()).toMatchObject([{ status: "succeeded", charged: 7n, requestId: "req_test" }]);
    expect(world.provider.requests[0]?.body?.max_tokens).toBeLessThanOrEqual(1_500);
  });

  const faults: readonly (readonly [Fault, string])[] = [
    [{ kind: "socket-cut" }, "model-failed"],
    [{ kind: "no-closing-event" }, "model-failed"],
    [{ kind: "no-final-usage" }, "model-failed"],
    [{ kind: "status", status: 529 }, "model-failed"],
    [{ kind: "empty-output" }, "output-rejected"],
    [{ kind: "refusal" }, "model-refused"],
  ];
  test.each(faults)("costs nothing after %j: %s", async (fault, code) => {
    world.provider.next({ ...usual, fault });
    await generate().catch(() => undefined);
    expect(w.ends).toMatchObject([{ state: "released", charged: 0n, returned: 10n }]);
    expect(await w.log()).toMatchObject([{ status: "failed", charged: 0n, failure: { code } }]);
  });

  test("costs nothing where it is stopped, and nothing where it takes too long", async () => {
    world.provider.always({ fault: { kind: "silence" } });
    const stop = new AbortController();
    const stopped = generate({}, stop.signal);
    await expect.poll(() => world.provider.requests.length).toBe(1);
    stop.abort();
    await expect(stopped).rejects.toThrow(/abort/);
    const late = new AbortController();
    const tooLong = generate({}, late.signal);
    await expect.poll(() => world.provider.requests.length).toBe(2);
    // What AbortSignal.timeout gives as its reason; its own clock may run out before there is a hold.
    late.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    await expect(tooLong).rejects.toThrow(/timeout/);
    expect(await w.log()).toMatchObject([
      { status: "cancelled", charged: 0n, failure: null },
      { status: "failed", charged: 0n, failure: { code: "timeout" } },
    ]);
  });

  test("takes one hold per request where the SDK repeats it", async () => {
    world.provider.next({ fault: { kind: "status", status: 429, retryAfterSeconds: 0 } }, usual);
    await generateText({ model: w.model({ key: "answer" }), prompt, maxRetries: 1 });
    expect((await w.log()).map(({ status, charged }) => [status, charged])).toEqual([
      ["failed", 0n],
      ["succeeded", 3n],
    ]);
    expect(world.provider.requests).toHaveLength(2);
  });
});

test("a hold that was lost meanwhile is not charged, and the request is stopped", async () => {
  world.provider.next({ fault: { kind: "silence" } });
  const running = generate({ deadlineMs: 3_000 });
  await expect.poll(async () => (await w.log()).length).toBe(1);
  await expect.poll(() => world.provider.requests.length).toBe(1);
  const [action] = await w.log();
  await world.credits.releaseHold({
    workspace: w.workspace,
    hold: action?.hold ?? "",
    status: "failed",
    failure: { code: "operator", message: "Released by hand." },
    actor: "operator",
  });
  await expect(running).rejects.toThrow(/can not be extended/);
  await expect.poll(() => world.provider.requests[0]?.isAborted).toBe(true);
  expect(w.faults).toMatchObject([{ code: "hold-ended" }]);
  expect(await w.log()).toMatchObject([{ status: "failed", charged: 0n, failure: { code: "operator" } }]);
});
