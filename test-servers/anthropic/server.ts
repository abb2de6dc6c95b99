import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { type Behaviour, errorTypes } from "./behaviour.ts";
import {
  answerMessage,
  type MessageRequest,
  PromptCache,
  readMessageRequest,
  streamMessage,
} from "./message-stream.ts";

export type { Behaviour, Fault } from "./behaviour.ts";

/** One request that reached the server. */
export type RecordedRequest = {
  readonly method: string;
  readonly path: string;
  readonly apiKey: string | null;
  readonly body: MessageRequest | null;
  /** True once the caller closed the connection before the reply was complete. */
  isAborted: boolean;
};

export type AnthropicTestServer = {
  readonly url: string;
  /** What came in, oldest first. */
  readonly requests: RecordedRequest[];
  /** Queues what the next requests do, one each; without an entry `always` applies. */
  next(...behaviours: Behaviour[]): void;
  /** What every request does that finds no entry in the queue. */
  always(behaviour: Behaviour): void;
  /** Lets streams go on that wait with `isPaused`. */
  resume(): void;
  /** Forgets requests, queue, `always` and what is kept in the cache. */
  reset(): void;
  close(): Promise<void>;
};

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  return body;
}

function refuse(response: ServerResponse, behaviour: Behaviour): boolean {
  const fault = behaviour.fault;
  if (fault?.kind !== "status") return false;
  const retryAfter = fault.retryAfterSeconds;
  const details = fault.errorCode === undefined ? {} : { details: { error_code: fault.errorCode } };
  const error = {
    type: errorTypes[fault.status],
    message: "sk-ant-secret and the prompt stand in this message",
    ...details,
  };
  response.writeHead(fault.status, {
    "content-type": "application/json",
    "request-id": "req_test",
    ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
  });
  response.end(JSON.stringify({ type: "error", error, request_id: "req_test" }));
  return true;
}

function listModels(response: ServerResponse): void {
  const model = (id: string, name: string) => ({
    type: "model",
    id,
    display_name: name,
    created_at: "2026-09-28T00:00:00Z",
    max_input_tokens: 1_000_000,
    max_tokens: 128_000,
  });
  const data = [model("claude-sonnet-5-5", "Claude Sonnet 5.5"), model("claude-haiku-5-5", "Claude Haiku 5.5")];
  response.writeHead(200, { "content-type": "application/json", "request-id": "req_test" });
  response.end(JSON.stringify({ data, has_more: false, first_id: data[0]?.id, last_id: data.at(-1)?.id }));
}

/** What the real service refuses for current models, so that a wrong request fails here too. */
function isRefusedField(body: Record<string, unknown>): boolean {
  const thinking = body["thinking"] as { type?: string } | undefined;
  const sampling = ["temperature", "top_p", "top_k"].some((field) => field in body);
  const isSonnet = body["model"] === "claude-sonnet-5-5";
  return isSonnet && (sampling || thinking?.type === "disabled" || thinking?.type === "enabled");
}

/**
 * A stand-in for Anthropic's Messages API over real HTTP: the streaming wire format, and every failure on demand.
 *
 * @example
 * const anthropic = await startAnthropicTestServer();
 * anthropic.next({ text: "Hello" }, { fault: { kind: "socket-cut" } });
 */
export async function startAnthropicTestServer({ port = 0 }: { port?: number } = {}): Promise<AnthropicTestServer> {
  const requests: RecordedRequest[] = [];
  const queue: Behaviour[] = [];
  const cache = new PromptCache();
  let always: Behaviour = {};
  let resume = (): void => undefined;
  let resumed = new Promise<void>((resolve) => {
    resume = resolve;
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const path = request.url ?? "/";
    const apiKey = request.headers["x-api-key"] ?? request.headers.authorization?.replace(/^Bearer /, "");
    const recorded: RecordedRequest = {
      method: request.method ?? "GET",
      path,
      apiKey: typeof apiKey === "string" ? apiKey : null,
      body: body === "" ? null : readMessageRequest(body),
      isAborted: false,
    };
    requests.push(recorded);
    response.on("close", () => {
      recorded.isAborted = !response.writableFinished;
    });
    const behaviour = queue.shift() ?? always;
    if (behaviour.fault?.kind === "status" && behaviour.firstByteMs !== undefined) await wait(behaviour.firstByteMs);
    if (refuse(response, behaviour) || behaviour.fault?.kind === "silence") return;
    if (request.method === "GET" && path.startsWith("/v1/models")) listModels(response);
    else if (request.method !== "POST" || path !== "/v1/messages" || recorded.body === null) {
      refuse(response, { fault: { kind: "status", status: 404 } });
    } else if (isRefusedField(recorded.body as unknown as Record<string, unknown>)) {
      refuse(response, { fault: { kind: "status", status: 400 } });
    } else if (recorded.body.stream !== true) await answerMessage(response, recorded.body, behaviour, cache);
    else await streamMessage(response, recorded.body, behaviour, { resumed, cache });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    next: (...behaviours) => void queue.push(...behaviours),
    always: (behaviour) => {
      always = behaviour;
    },
    resume: () => {
      resume();
      resumed = new Promise<void>((resolve) => {
        resume = resolve;
      });
    },
    reset: () => {
      requests.length = 0;
      queue.length = 0;
      cache.clear();
      always = {};
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
