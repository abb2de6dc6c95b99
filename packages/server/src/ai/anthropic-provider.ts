import Anthropic from "@anthropic-ai/sdk";
import type { TokenUsage } from "@dokly/credits";
import { failureOfAnthropicError } from "./anthropic-failure.ts";
import { capabilitiesOf } from "./model-capabilities.ts";
import {
  type Provider,
  type ProviderEvent,
  ProviderFailure,
  type ProviderRequest,
  type StopReason,
} from "./provider.ts";
import { type ProviderTimeouts, StreamDeadline } from "./stream-deadline.ts";

type RawUsage = {
  readonly input_tokens: number | null;
  readonly cache_creation_input_tokens: number | null;
  readonly cache_read_input_tokens: number | null;
  readonly output_tokens: number;
  readonly output_tokens_details?: { readonly thinking_tokens: number } | null;
};

const stopReasons: Readonly<Record<string, StopReason>> = {
  end_turn: "complete",
  stop_sequence: "complete",
  max_tokens: "cap",
  model_context_window_exceeded: "cap",
  refusal: "refusal",
};

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/**
 * Usage in our words: later reports are cumulative and may leave out what has not changed. Null where the output is
 * missing.
 */
function usageOf(raw: RawUsage | null | undefined, before: TokenUsage | null): TokenUsage | null {
  if (raw === null || raw === undefined || !isCount(raw.output_tokens)) return null;
  const input = raw.input_tokens ?? before?.input;
  if (!isCount(input)) return null;
  const cacheRead = raw.cache_read_input_tokens ?? before?.cacheRead ?? 0;
  const cacheWrite = raw.cache_creation_input_tokens ?? before?.cacheWrite ?? 0;
  const thinking = raw.output_tokens_details?.thinking_tokens ?? 0;
  return { input, cacheRead, cacheWrite, output: raw.output_tokens, thinking: Math.min(thinking, raw.output_tokens) };
}

/** Reads the raw events of one message; what is yielded as `finished` was closed by the provider itself. */
class MessageReader {
  #started: TokenUsage | null = null;
  #last: { usage: TokenUsage | null; stopReason: StopReason } | null = null;
  readonly requestId: string | null;

  constructor(requestId: string | null) {
    this.requestId = requestId;
  }

  *read(event: Anthropic.RawMessageStreamEvent): Generator<ProviderEvent> {
    if (event.type === "message_start") {
      this.#started = usageOf(event.message.usage, null);
      if (this.#started === null) throw new ProviderFailure("provider-incomplete", { requestId: this.requestId });
      yield { type: "started", usage: this.#started, requestId: this.requestId };
    } else if (event.type === "content_block_delta") {
      if (event.delta.type === "text_delta") yield { type: "text", text: event.delta.text };
      else yield { type: "thinking" };
    } else if (event.type === "message_delta" && event.delta.stop_reason !== null) {
      const stopReason = stopReasons[event.delta.stop_reason] ?? "other";
      this.#last = { usage: usageOf(event.usage, this.#started), stopReason };
    } else if (event.type === "message_stop") {
      yield this.#finish();
    }
  }

  #finish(): ProviderEvent {
    const { requestId } = this;
    if (this.#last === null || this.#last.usage === null)
      throw new ProviderFailure("provider-incomplete", { requestId });
    return { type: "finished", usage: this.#last.usage, stopReason: this.#last.stopReason };
  }
}

/** The prompt; in two blocks where the first is to be kept: the provider's cache goes by whole blocks. */
function contentOf({ prompt, cachedLength = 0 }: ProviderRequest): string | Anthropic.TextBlockParam[] {
  if (cachedLength === 0) return prompt;
  return [
    { type: "text", text: prompt.slice(0, cachedLength), cache_control: { type: "ephemeral" } },
    { type: "text", text: prompt.slice(cachedLength) },
  ];
}

function messageParams(request: ProviderRequest): Anthropic.MessageCreateParamsStreaming {
  const { leastThinking, effort } = capabilitiesOf(request.model);
  return {
    model: request.model,
    max_tokens: request.outputCapTokens,
    system: request.instructions,
    messages: [{ role: "user", content: contentOf(request) }],
    stream: true,
    ...(leastThinking === null ? {} : { thinking: leastThinking }),
    ...(effort === null ? {} : { output_config: { effort } }),
  };
}

/**
 * The real writer: Anthropic's Messages API by its official SDK, read event by event. No retries: one hold is one
 * request. `baseUrl` comes from the configuration only; a URL from anywhere else could send the key to a stranger.
 */
export function createAnthropicProvider(settings: {
  apiKey: string;
  baseUrl: string | null;
  timeouts: ProviderTimeouts;
}): Provider {
  const client = new Anthropic({
    apiKey: settings.apiKey,
    authToken: null,
    baseURL: settings.baseUrl ?? "https://api.anthropic.com",
    maxRetries: 0,
    timeout: settings.timeouts.totalMs,
    logLevel: "off",
  });

  async function* stream(request: ProviderRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    const deadline = new StreamDeadline(settings.timeouts, signal);
    let requestId: string | null = null;
    let isFinished = false;
    try {
      const reply = await client.messages.create(messageParams(request), { signal: deadline.signal }).withResponse();
      requestId = reply.request_id ?? null;
      const reader = new MessageReader(requestId);
      for await (const event of reply.data) {
        deadline.touch();
        for (const read of reader.read(event)) {
          isFinished ||= read.type === "finished";
          yield read;
        }
      }
    } catch (error) {
      throw deadline.failure(requestId) ?? failureOfAnthropicError(error, requestId);
    } finally {
      deadline.end();
    }
    // The SDK ends its loop quietly on an abort and on a stream that was closed too soon: neither is a success.
    if (!isFinished) throw deadline.failure(requestId) ?? new ProviderFailure("provider-incomplete", { requestId });
  }

  return { writer: "anthropic", warmUp: () => undefined, stream };
}
