import { afterEach, describe, expect, test } from "vitest";
import { createDemoProvider } from "../../src/ai/demo/demo-provider.ts";
import { noVoice, type ProviderEvent, type ProviderRequest, type WritingTask } from "../../src/ai/provider.ts";

const goesOn = new AbortController().signal;
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((provider) => provider.close()));
});

function open(settings: Parameters<typeof createDemoProvider>[0]) {
  const provider = createDemoProvider(settings);
  opened.push(provider);
  return provider;
}

function requestOf(task: Partial<WritingTask>, outputCapTokens = 4_000): ProviderRequest {
  const nothing = { before: "", after: "", headings: [], options: {}, sources: [], voice: noVoice };
  return {
    model: "claude-sonnet-5-5",
    instructions: "Shorten it.",
    prompt: "<passage>\nText.\n</passage>",
    outputCapTokens,
    task: { kind: "shorten", subject: "A text.", ...nothing, ...task },
  };
}

async function collect(stream: AsyncIterable<ProviderEvent>): Promise<{ events: ProviderEvent[]; text: string }> {
  const events: ProviderEvent[] = [];
  for await (const event of stream) events.push(event);
  return { events, text: events.map((event) => (event.type === "text" ? event.text : "")).join("") };
}

describe("the demo writer's memory", () => {
  const megabytes = () => process.memoryUsage().rss / 1_000_000;
  const mistake = requestOf({ kind: "grammar", subject: "She dont know teh way." });

  test("the checker goes when nobody has asked for a while, and comes back when somebody does", async () => {
    const provider = open({ tokensPerSecond: 100_000, idleMs: 200 });
    expect((await collect(provider.stream(mistake, goesOn))).text).toBe("She doesn't know the way.");
    const loaded = megabytes();
    await expect.poll(() => loaded - megabytes(), { timeout: 20_000 }).toBeGreaterThan(80);
    expect((await collect(provider.stream(mistake, goesOn))).text).toBe("She doesn't know the way.");
  });

  test("kinds that need no checker do not load it", async () => {
    const provider = open({ tokensPerSecond: 100_000 });
    await collect(provider.stream(requestOf({}), goesOn));
    const before = megabytes();
    await collect(provider.stream(requestOf({ kind: "simplify", subject: "We utilize it." }), goesOn));
    expect(megabytes() - before).toBeLessThan(80);
  });
});

describe("the demo writer's stream", () => {
  test("has a model's pace", async () => {
    const subject = "The server keeps every page. ".repeat(6).trim();
    const provider = open({ tokensPerSecond: 60 });
    await collect(provider.stream(requestOf({ kind: "tone", subject: "x", options: { tone: "formal" } }), goesOn));
    const start = performance.now();
    const task = { kind: "tone", subject, options: { tone: "formal" } } as const;
    const { events, text } = await collect(provider.stream(requestOf(task), goesOn));
    expect(text).toBe(subject);
    expect(performance.now() - start).toBeGreaterThan(400);
    expect(events.filter(({ type }) => type === "text").length).toBeGreaterThan(8);
  });

  test("joins to the text whatever its characters, and counts the same tokens each time", async () => {
    const subject = "Grüße 👩‍👩‍👧 日本語 العربية 𝒳 <|endoftext|> end.";
    const provider = open({ tokensPerSecond: 100_000 });
    const ask = () => collect(provider.stream(requestOf({ kind: "shorten", subject }), goesOn));
    const [first, second] = [await ask(), await ask()];
    expect(first.text).toBe(subject);
    expect(second).toEqual(first);
  });

  test("is cut at its cap like a model's", async () => {
    const provider = open({ tokensPerSecond: 100_000 });
    const { events } = await collect(provider.stream(requestOf({ subject: "One two three four five." }, 3), goesOn));
    expect(events.at(-1)).toMatchObject({ type: "finished", stopReason: "cap", usage: { output: 3 } });
  });

  test("fails before it begins where a real model is needed", async () => {
    const provider = open({});
    const task = { kind: "translate", options: { language: "de" } } as const;
    await expect(collect(provider.stream(requestOf(task), goesOn))).rejects.toMatchObject({ code: "needs-model" });
  });

  test("ends at once when it is stopped while the checker still loads", async () => {
    const provider = open({});
    const controller = new AbortController();
    const stream = collect(provider.stream(requestOf({ kind: "grammar" }), controller.signal));
    controller.abort();
    await expect(stream).rejects.toMatchObject({ code: "cancelled" });
  });
});
