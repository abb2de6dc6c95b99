/** What the test server does with one request: a reply, and optionally the way in which it goes wrong. */
export type Behaviour = {
  /** The text that is streamed; by default a mended copy of what was asked about is not attempted: a fixed sentence. */
  readonly text?: string;
  /** Usage to report; by default counted on the lengths of request and reply. */
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly thinkingTokens?: number;
  /** Input that was read from, and written to, the provider's cache; none by default. */
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  /** Pause before the first event and between two pieces of text. */
  readonly firstByteMs?: number;
  readonly pieceMs?: number;
  /** Waits, after the first piece of text, until `AnthropicTestServer.resume()` is called. */
  readonly isPaused?: boolean;
  readonly fault?: Fault;
};

/** Every failure that the real service or the network shows. */
export type Fault =
  | {
      readonly kind: "status";
      readonly status: ErrorStatus;
      readonly retryAfterSeconds?: number;
      readonly errorCode?: string;
    }
  /** An `error` event after some text, in a stream that began with 200. */
  | { readonly kind: "error-event"; readonly type: string }
  /** The socket is cut after some text. */
  | { readonly kind: "socket-cut" }
  /** The stream ends cleanly after some text, without its closing events. */
  | { readonly kind: "no-closing-event" }
  /** The stop reason comes, `message_stop` does not. */
  | { readonly kind: "no-message-stop" }
  /** The closing events come without usage. */
  | { readonly kind: "no-final-usage" }
  | { readonly kind: "empty-output" }
  | { readonly kind: "refusal" }
  | { readonly kind: "cut-at-cap" }
  /** An event whose data is no JSON. */
  | { readonly kind: "garbage" }
  /** Accepts the request and never answers. */
  | { readonly kind: "silence" };

export const errorTypes = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  500: "api_error",
  504: "timeout_error",
  529: "overloaded_error",
} as const;
export type ErrorStatus = keyof typeof errorTypes;
