/** What a model's API takes, as data. A model that is not listed is asked with nothing but what every model takes. */
export type ModelCapabilities = {
  /** The setting with the least thinking that the model accepts; null leaves the field out. */
  readonly leastThinking:
    | { readonly type: "disabled" }
    | { readonly type: "between_tools" }
    | { readonly type: "adaptive" }
    | null;
  /** Tokens to allow for thinking at that setting: without tools, `between_tools` does not think before it writes. */
  readonly thinkingTokensMax: number;
  readonly effort: "low" | null;
  readonly outputTokensMax: number;
  /**
   * The shortest beginning of a prompt that the provider keeps in its cache, in tokens; null where none is asked for.
   * Not published for the 5.5 line: those of the models before it. A shorter one is billed as any input is.
   */
  readonly cachedTokensMin: number | null;
};

const capabilities: Readonly<Record<string, ModelCapabilities>> = {
  "claude-sonnet-5-5": {
    leastThinking: { type: "between_tools" },
    thinkingTokensMax: 32,
    effort: "low",
    outputTokensMax: 128_000,
    cachedTokensMin: 1_024,
  },
  "claude-haiku-5-5": {
    leastThinking: { type: "disabled" },
    thinkingTokensMax: 0,
    effort: "low",
    outputTokensMax: 128_000,
    cachedTokensMin: 4_096,
  },
  "claude-opus-5-5": {
    leastThinking: { type: "adaptive" },
    thinkingTokensMax: 1_024,
    effort: "low",
    outputTokensMax: 128_000,
    cachedTokensMin: 1_024,
  },
  "claude-fable-5-2": {
    leastThinking: { type: "adaptive" },
    thinkingTokensMax: 1_024,
    effort: "low",
    outputTokensMax: 128_000,
    cachedTokensMin: 1_024,
  },
  "claude-opus-5": {
    leastThinking: { type: "adaptive" },
    thinkingTokensMax: 1_024,
    effort: null,
    outputTokensMax: 64_000,
    cachedTokensMin: 512,
  },
  "claude-sonnet-4-5": {
    leastThinking: null,
    thinkingTokensMax: 0,
    effort: null,
    outputTokensMax: 64_000,
    cachedTokensMin: 1_024,
  },
  "claude-haiku-4-5": {
    leastThinking: null,
    thinkingTokensMax: 0,
    effort: null,
    outputTokensMax: 64_000,
    cachedTokensMin: 4_096,
  },
};

const unknownModel: ModelCapabilities = {
  leastThinking: null,
  thinkingTokensMax: 1_024,
  effort: null,
  outputTokensMax: 32_000,
  cachedTokensMin: null,
};

/** What to send to `model`. No capability sets a temperature or a prefill: the current models refuse both. */
export function capabilitiesOf(model: string): ModelCapabilities {
  return capabilities[model] ?? unknownModel;
}
