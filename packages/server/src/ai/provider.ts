import type { AiOptions, Outline } from "@dokly/contract";
import type { TokenUsage } from "@dokly/credits";

/**
 * One request to whoever writes. Document text stands in `prompt` only, delimited as data; `instructions` are ours
 * alone.
 */
export type ProviderRequest = {
  readonly model: string;
  readonly instructions: string;
  readonly prompt: string;
  /**
   * How much of the prompt's beginning, in UTF-16 code units, comes again in other requests soon: the provider is asked
   * to keep it, at the rates of its cache. None by default.
   */
  readonly cachedLength?: number;
  /** Hard cap on everything that is billed as output, thinking included. */
  readonly outputCapTokens: number;
  /** What the demo writer works on: it can not read a prompt. */
  readonly task: WritingTask;
};

/** The same request in the product's own words: everything that a prompt is made of, as data. */
export type WritingTask = {
  readonly kind: string;
  /** The passage that is replaced; "" where something new is written (`continue`, `outline`, `page`). */
  readonly subject: string;
  /** What stands around it in the page; for `continue`, `before` is what is continued. */
  readonly before: string;
  readonly after: string;
  /** The headings that it stands under, the topmost first. */
  readonly headings: readonly string[];
  /** All headings of the page, as far as they are read. */
  readonly outline?: readonly string[];
  /** Where in the page the passage stands; running text, where nothing else is said. */
  readonly place?: "prose" | "line" | "table" | "code" | "front-matter";
  /** What the person chose; which of them a kind has says `optionsOfKind` of the contract. */
  readonly options: AiOptions;
  /** The pages that `options.sources` names, in its order, shortened to what is sent. */
  readonly sources: readonly SourcePage[];
  /** The site that a page is written for, and where the page stands in it. */
  readonly site?: (Outline & { readonly path: string }) | undefined;
  readonly voice: WorkspaceVoice;
};

export type SourcePage = { readonly path: string; readonly title: string; readonly text: string };

/** How the workspace writes: its tone, terms that stay as spelled, terms that no translation touches. */
export type WorkspaceVoice = {
  readonly tone: string;
  readonly keepTerms: readonly string[];
  readonly neverTranslate: readonly string[];
};

export const noVoice: WorkspaceVoice = { tone: "", keepTerms: [], neverTranslate: [] };

/** Why the writer stopped; only `complete` is a whole text. */
export type StopReason = "complete" | "cap" | "refusal" | "other";

export type ProviderEvent =
  | { readonly type: "started"; readonly usage: TokenUsage; readonly requestId: string | null }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "thinking" }
  | { readonly type: "finished"; readonly usage: TokenUsage; readonly stopReason: StopReason };

/**
 * Whoever writes. The stream ends with `finished` after the provider's own closing event, or throws a
 * `ProviderFailure`: it never ends quietly. Aborting `signal` closes the upstream request at once and throws
 * `cancelled`.
 */
export type Provider = {
  readonly writer: "anthropic" | "demo";
  /** Somebody is about to ask: what takes long to load may load now. */
  warmUp(): void;
  stream(request: ProviderRequest, signal: AbortSignal): AsyncIterable<ProviderEvent>;
};

/** Every way in which a provider's run fails; the code stands in the log and the sentence is what people read. */
export const providerFailures = {
  "provider-key-refused": "The AI provider refused this server's key. An administrator has to look at it.",
  "provider-billing": "The AI provider refused for billing reasons. An administrator has to look at it.",
  "provider-permission": "The AI provider does not allow this server that model. An administrator has to look at it.",
  "provider-rejected": "The AI provider did not accept the request. Try a shorter selection, or tell an administrator.",
  "provider-rate-limited": "The AI provider is limiting requests just now. Try again in a little while.",
  "provider-overloaded": "The AI provider is overloaded just now. Try again in a moment.",
  "provider-timeout": "The AI provider took too long to answer. Try again.",
  "provider-unreachable": "The AI provider could not be reached, or the connection to it broke. Try again in a moment.",
  "provider-incomplete": "The AI provider's answer ended before it was complete. Try again.",
  "provider-failed": "The AI provider failed while it was writing. Try again.",
  "needs-model":
    "The built-in demo writer can not do this: it needs a real AI model, which an administrator can connect.",
  "needs-real-model": "The demo writer can not do this; it needs a real model. An administrator can set one up.",
  "own-key-refused":
    "The AI provider refused the workspace's own key. Its owners have been told; credits were not used.",
  "own-key-billing":
    "The AI provider refused the workspace's own key for billing reasons. An owner has to look at its account there.",
  "own-key-permission":
    "The AI provider does not allow the workspace's own key that model. An owner has to look at it.",
  "own-key-rate-limited": "The AI provider is limiting the workspace's own key just now. Try again in a little while.",
  "own-key-unavailable": "The workspace's own key was paused, revoked or removed before this began. Try again.",
  "own-key-unreadable": "The workspace's own key can not be decrypted here. Whoever runs this Dokly has to look at it.",
  "own-key-out-of-reach":
    "What keeps this Dokly's master keys does not answer just now, so the workspace's own key stays shut. Try again in a moment.",
  cancelled: "It was stopped.",
} as const;
export type ProviderFailureCode = keyof typeof providerFailures;

/** A failed run of a provider. Its message is our own sentence: a provider's words could carry a key or a prompt. */
export class ProviderFailure extends Error {
  readonly code: ProviderFailureCode;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(
    code: ProviderFailureCode,
    more: { requestId?: string | null; retryAfterSeconds?: number | null; cause?: unknown } = {},
  ) {
    const seconds = more.retryAfterSeconds ?? null;
    super(seconds === null ? providerFailures[code] : `${providerFailures[code]} It asks to wait ${seconds} s.`, {
      cause: more.cause,
    });
    this.name = "ProviderFailure";
    this.code = code;
    this.requestId = more.requestId ?? null;
    this.retryAfterSeconds = seconds;
  }
}
