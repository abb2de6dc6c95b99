import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type AnthropicTestServer,
  type Fault,
  startAnthropicTestServer,
} from "../../../../test-servers/anthropic/server.ts";
import { createAnthropicProvider } from "../../src/ai/anthropic-provider.ts";
import { createDemoProvider } from "../../src/ai/demo/demo-provider.ts";
import {
  noVoice,
  type Provider,
  type ProviderEvent,
  ProviderFailure,
  type ProviderRequest,
} from "../../src/ai/provider.ts";

const goesOn = new AbortController().signal;
const request: ProviderRequest = {
  model: "claude-sonnet-5-5",
  instructions: "Fix it.",
  prompt: "<passage>\nShe dont know.\n</passage>",
  outputCapTokens: 400,
  task: {
    kind: "grammar",
    subject: "She dont know teh way.",
    before: "",
    after: "",
    headings: [],
    options: {},
    sources: [],
    voice: noVoice,
  },
};

async function collect(provider: Provider, signal: AbortSignal = goesOn) {
  const events: ProviderEvent[] = [];
  let failure: unknown = null;
  try {
    for await (const event of provider.stream(request, signal)) events.push(event);
  } catch (error) {
    failure = error;
  }
  const text = events.map((event) => (event.type === "text" ? event.text : "")).join("");
  return { events, text, failure, last: events.at(-1) };
}

describe("the real provider over its SDK and real HTTP", () => {
  let anthropic: AnthropicTestServer;
  let provider: Provider;
  let impatient: Provider;
  beforeAll(async () => {
    anthropic = await startAnthropicTestServer();
    const open = (waitMs: number) =>
      createAnthropicProvider({
        apiKey: "sk-ant-test",
        baseUrl: anthropic.url,
        timeouts: { firstByteMs: waitMs, idleMs: waitMs, totalMs: 20_000 },
      });
    provider = open(10_000);
    impatient = open(400);
  });
  afterEach(() => anthropic.reset());
  afterAll(() => anthropic.close());

  test("a whole message gives its text, its start's usage and its final usage with the thinking in it", async () => {
    anthropic.next({ text: "She doesn't know.", inputTokens: 31, outputTokens: 12, thinkingTokens: 5 });
    const { events, text, last } = await collect(provider);
    expect(events[0]).toMatchObject({ type: "started", usage: { input: 31 }, requestId: "req_test" });
    expect(text).toBe("She doesn't know.");
    const usage = { input: 31, cacheRead: 0, cacheWrite: 0, output: 12, thinking: 5 };
    expect(last).toEqual({ type: "finished", usage, stopReason: "complete" });
  });

  test("the request carries our cap, the least thinking, and nothing that current models refuse", async () => {
    await collect(provider);
    expect(anthropic.requests).toHaveLength(1);
    const body = anthropic.requests[0]?.body;
    expect(body).toMatchObject({ max_tokens: 400, thinking: { type: "between_tools" }, stream: true });
    expect(body).not.toHaveProperty("temperature");
    expect(body?.messages.map((message) => message.role)).toEqual(["user"]);
    expect(anthropic.requests[0]?.apiKey).toBe("sk-ant-test");
  });

  const failures: [Fault, string][] = [
    [{ kind: "status", status: 400 }, "provider-rejected"],
    [{ kind: "status", status: 401 }, "provider-key-refused"],
    [{ kind: "status", status: 402 }, "provider-billing"],
    [{ kind: "status", status: 403 }, "provider-permission"],
    [{ kind: "status", status: 404 }, "provider-permission"],
    [{ kind: "status", status: 413 }, "provider-rejected"],
    [{ kind: "status", status: 429 }, "provider-rate-limited"],
    [{ kind: "status", status: 429, errorCode: "enforced_spend_limit_reached" }, "provider-billing"],
    [{ kind: "status", status: 400, errorCode: "workspace_spend_limit_reached" }, "provider-billing"],
    [{ kind: "status", status: 500 }, "provider-failed"],
    [{ kind: "status", status: 504 }, "provider-timeout"],
    [{ kind: "status", status: 529 }, "provider-overloaded"],
    [{ kind: "error-event", type: "overloaded_error" }, "provider-overloaded"],
    [{ kind: "error-event", type: "api_error" }, "provider-failed"],
    [{ kind: "socket-cut" }, "provider-unreachable"],
    [{ kind: "no-closing-event" }, "provider-incomplete"],
    [{ kind: "no-message-stop" }, "provider-incomplete"],
    [{ kind: "no-final-usage" }, "provider-incomplete"],
    [{ kind: "garbage" }, "provider-unreachable"],
    [{ kind: "silence" }, "provider-timeout"],
  ];
  test.each(failures)("%j fails as %s, once, and none of the provider's words come along", async (fault, code) => {
    anthropic.next({ fault });
    const { failure } = await collect(fault.kind === "silence" ? impatient : provider);
    expect(failure).toBeInstanceOf(ProviderFailure);
    expect(failure).toMatchObject({ code });
    expect(JSON.stringify([failure, String(failure), (failure as Error).stack])).not.toMatch(/sk-ant|prompt stand/);
    expect(anthropic.requests).toHaveLength(1);
  });

  test("a retry-after is kept", async () => {
    anthropic.next({ fault: { kind: "status", status: 429, retryAfterSeconds: 7 } });
    expect((await collect(provider)).failure).toMatchObject({
      retryAfterSeconds: 7,
      requestId: "req_test",
      message: expect.stringContaining("wait 7 s"),
    });
  });

  test.each([
    ["refusal", "refusal"],
    ["cut-at-cap", "cap"],
  ] as const)("a stop for %s is told as %s", async (kind, stopReason) => {
    anthropic.next({ fault: { kind } });
    expect((await collect(provider)).last).toMatchObject({ type: "finished", stopReason });
  });

  test("a stream that falls silent after its first text times out", async () => {
    anthropic.always({ isPaused: true });
    await collect(impatient);
    const { failure } = await collect(impatient);
    expect(failure).toMatchObject({ code: "provider-timeout" });
    anthropic.resume();
  });

  test("stopping closes the upstream request at once and is no quiet end", async () => {
    anthropic.next({ isPaused: true });
    const controller = new AbortController();
    let failure: unknown = null;
    try {
      for await (const event of provider.stream(request, controller.signal)) {
        if (event.type === "text") controller.abort();
      }
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ code: "cancelled" });
    await expect.poll(() => anthropic.requests[0]?.isAborted).toBe(true);
    anthropic.resume();
  });

  test("a provider that nobody listens for is unreachable", async () => {
    const nowhere = await startAnthropicTestServer();
    await nowhere.close();
    const timeouts = { firstByteMs: 2_000, idleMs: 2_000, totalMs: 3_000 };
    const away = createAnthropicProvider({ apiKey: "k", baseUrl: nowhere.url, timeouts });
    expect((await collect(away)).failure).toMatchObject({ code: "provider-unreachable" });
  });
});

describe("the demo writer", () => {
  const demo = createDemoProvider({ tokensPerSecond: 100_000 });
  afterAll(() => demo.close());

  test("mends real mistakes, streams, and counts real tokens", async () => {
    const { text, events, last } = await collect(demo);
    expect(text).toBe("She doesn't know the way.");
    expect(events.filter((event) => event.type === "text").length).toBeGreaterThan(1);
    expect(last).toMatchObject({ type: "finished", stopReason: "complete", usage: { output: 6, thinking: 0 } });
    expect(demo.writer).toBe("demo");
  });

  test("leaves a text in another language alone", async () => {
    const subject = "Der Server beginnt mit der eingebauten Datenbank und zeigt die Adresse.";
    let text = "";
    for await (const event of demo.stream({ ...request, task: { ...request.task, subject } }, goesOn)) {
      if (event.type === "text") text += event.text;
    }
    expect(text).toBe(subject);
  });

  test("stops at its cap like a model", async () => {
    const events: ProviderEvent[] = [];
    for await (const event of demo.stream({ ...request, outputCapTokens: 3 }, goesOn)) events.push(event);
    expect(events.at(-1)).toMatchObject({ stopReason: "cap", usage: { output: 3 } });
  });

  test("stops when it is told to", async () => {
    const controller = new AbortController();
    controller.abort();
    expect((await collect(demo, controller.signal)).failure).toMatchObject({ code: "cancelled" });
  });
});
