import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Behaviour } from "./behaviour.ts";

/** A request to POST /v1/messages, as far as the stand-in looks at it. */
export type MessageRequest = {
  readonly model: string;
  readonly max_tokens: number;
  readonly system?: string;
  readonly stream?: boolean;
  /** Contents of several blocks are joined. */
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  /** All up to the end of the last block that is to be kept in the cache; null where none is. */
  readonly cachedPrefix: string | null;
};

type Block = { readonly text: string; readonly cache_control?: { readonly type: string } };
type RawRequest = Omit<MessageRequest, "messages" | "cachedPrefix"> & {
  readonly messages: readonly { readonly role: string; readonly content: string | readonly Block[] }[];
};

/** A request as it came, its contents joined; blocks that are to be kept count from the request's beginning on. */
export function readMessageRequest(body: string): MessageRequest {
  const raw = JSON.parse(body) as RawRequest;
  let sent = `${raw.model}\n${raw.system ?? ""}`;
  let cachedPrefix: string | null = null;
  const messages = raw.messages.map(({ role, content }) => {
    const blocks = typeof content === "string" ? [{ text: content }] : content;
    for (const block of blocks) {
      sent += block.text;
      if ("cache_control" in block) cachedPrefix = sent;
    }
    return { role, content: blocks.map(({ text }) => text).join("") };
  });
  return { ...raw, messages, cachedPrefix };
}

/** What the provider keeps for some minutes: beginnings of prompts, shorter ones not at all. */
export class PromptCache {
  readonly #kept = new Set<string>();

  /** Tokens of a request that are read from the cache, and that are written to it. */
  take({ cachedPrefix }: MessageRequest): { readonly read: number; readonly write: number } {
    const tokens = Math.ceil((cachedPrefix?.length ?? 0) / 4);
    if (cachedPrefix === null || tokens < cachedTokensMin) return { read: 0, write: 0 };
    if (this.#kept.has(cachedPrefix)) return { read: tokens, write: 0 };
    this.#kept.add(cachedPrefix);
    return { read: 0, write: tokens };
  }

  clear(): void {
    this.#kept.clear();
  }
}

const cachedTokensMin = 1_024;

const pieceLength = 12;

function write(response: ServerResponse, type: string, data: Record<string, unknown>): void {
  response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
}

type Usage = {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly thinking: number;
};

function usageOf(request: MessageRequest, behaviour: Behaviour, on: { text: string; cache: PromptCache }): Usage {
  const sent =
    (request.system?.length ?? 0) + request.messages.reduce((sum, message) => sum + message.content.length, 0);
  const thinking = behaviour.thinkingTokens ?? 0;
  const { text } = on;
  const { read, write } = on.cache.take(request);
  return {
    input: behaviour.inputTokens ?? Math.max(0, Math.ceil(sent / 4) - read - write),
    cacheRead: behaviour.cacheReadTokens ?? read,
    cacheWrite: behaviour.cacheWriteTokens ?? write,
    output: behaviour.outputTokens ?? Math.ceil(text.length / 4) + thinking,
    thinking,
  };
}

/** Usage as the wire has it: the cached parts of the input beside it, not in it. */
function wireUsage(usage: Usage) {
  return {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_read_input_tokens: usage.cacheRead,
    output_tokens: usage.output,
    service_tier: "standard",
  };
}

function start(response: ServerResponse, request: MessageRequest, counted: Usage): void {
  const usage = wireUsage({ ...counted, output: 1 });
  const message = { id: "msg_test", type: "message", role: "assistant", model: request.model, content: [] };
  write(response, "message_start", { message: { ...message, stop_reason: null, stop_sequence: null, usage } });
  write(response, "ping", {});
}

function stopReasonOf({ fault }: Behaviour): string {
  if (fault?.kind === "refusal") return "refusal";
  return fault?.kind === "cut-at-cap" ? "max_tokens" : "end_turn";
}

function textOf({ fault, text }: Behaviour): string {
  if (fault?.kind === "empty-output" || fault?.kind === "refusal") return "";
  return text ?? "A sentence that says the same, better.";
}

function finish(response: ServerResponse, behaviour: Behaviour, output: number, thinking: number): void {
  const fault = behaviour.fault?.kind;
  const stopReason = stopReasonOf(behaviour);
  const usage = { output_tokens: output, output_tokens_details: { thinking_tokens: thinking } };
  write(response, "message_delta", {
    delta: { stop_reason: stopReason, stop_sequence: null },
    ...(fault === "no-final-usage" ? {} : { usage }),
  });
  if (fault !== "no-message-stop") write(response, "message_stop", {});
  response.end();
}

/**
 * Breaks the stream as asked; true when it is broken. A socket is cut a moment later, so that what was written
 * arrives first.
 */
async function breakStream(response: ServerResponse, behaviour: Behaviour): Promise<boolean> {
  const fault = behaviour.fault;
  if (fault?.kind === "error-event") {
    const error = { type: fault.type, message: "sk-ant-secret and the prompt stand in this message" };
    write(response, "error", { error });
    response.end();
  } else if (fault?.kind === "socket-cut") {
    await wait(30);
    response.socket?.destroy();
  } else if (fault?.kind === "no-closing-event") response.end();
  else if (fault?.kind === "garbage") response.end("event: content_block_delta\ndata: {no json\n\n");
  else return false;
  return true;
}

/** Streams one message in the wire format of the Messages API, as `behaviour` says. */
export async function streamMessage(
  response: ServerResponse,
  request: MessageRequest,
  behaviour: Behaviour,
  { resumed, cache }: { readonly resumed: Promise<void>; readonly cache: PromptCache },
): Promise<void> {
  const text = textOf(behaviour);
  const usage = usageOf(request, behaviour, { text, cache });
  if (behaviour.firstByteMs !== undefined) await wait(behaviour.firstByteMs);
  response.writeHead(200, { "content-type": "text/event-stream", "request-id": "req_test" });
  start(response, request, usage);
  if (behaviour.fault?.kind === "refusal") return finish(response, behaviour, 0, 0);
  if (usage.thinking > 0) {
    write(response, "content_block_start", {
      index: 0,
      content_block: { type: "thinking", thinking: "", signature: "" },
    });
    write(response, "content_block_delta", { index: 0, delta: { type: "thinking_delta", thinking: "Let me see." } });
    write(response, "content_block_stop", { index: 0 });
  }
  write(response, "content_block_start", { index: 1, content_block: { type: "text", text: "" } });
  const breaksAt = Math.floor(text.length / 2);
  for (let at = 0; at < text.length && !response.destroyed; at += pieceLength) {
    if (at > 0 && behaviour.pieceMs !== undefined) await wait(behaviour.pieceMs);
    write(response, "content_block_delta", {
      index: 1,
      delta: { type: "text_delta", text: text.slice(at, at + pieceLength) },
    });
    if (at === 0 && behaviour.isPaused === true) await resumed;
    if (at + pieceLength > breaksAt && (await breakStream(response, behaviour))) return;
  }
  write(response, "content_block_stop", { index: 1 });
  finish(response, behaviour, usage.output, usage.thinking);
}

/** Answers with one message in one piece, for requests that do not ask for a stream; broken as `behaviour` says. */
export async function answerMessage(
  response: ServerResponse,
  request: MessageRequest,
  behaviour: Behaviour,
  cache: PromptCache,
): Promise<void> {
  const text = textOf(behaviour);
  const counted = usageOf(request, behaviour, { text, cache });
  const fault = behaviour.fault?.kind;
  const usage = { ...wireUsage(counted), output_tokens_details: { thinking_tokens: counted.thinking } };
  const body = JSON.stringify({
    id: "msg_test",
    type: "message",
    role: "assistant",
    model: request.model,
    content: text === "" ? [] : [{ type: "text", text }],
    stop_reason: stopReasonOf(behaviour),
    stop_sequence: null,
    ...(fault === "no-final-usage" ? {} : { usage }),
  });
  if (behaviour.firstByteMs !== undefined) await wait(behaviour.firstByteMs);
  response.writeHead(200, { "content-type": "application/json", "request-id": "req_test" });
  if (fault === "socket-cut") {
    response.write(body.slice(0, body.length / 2));
    await wait(30);
    response.socket?.destroy();
  } else if (fault === "no-closing-event" || fault === "garbage") response.end(body.slice(0, body.length / 2));
  else response.end(body);
}
