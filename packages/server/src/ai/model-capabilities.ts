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
};

const capabilities: Readonly<Record<string, ModelCapabilities>> = {
  "claude-sonnet-5-5": {
    leastThinking: { type: "between_tools" },
    thinkingTokensMax: 32,
    effort: "low",
    outputTokensMax: 128_000,
  },
  "claude-haiku-5-5": {
    leastThinking: { type: "disabled" },
    thinkingTokensMax: 0,
    effort: "low",
    outputTokensMax: 128_000,
  },
  "claude-opus-5-5": {
    leastThinking: { type: "adaptive" },
    thinkingTokensMax: 1_024,
    effort: "low",
    outputTokensMax: 128_000,
  },
  "claude-fable-5-2": {
    leastThinking: { type: "adaptive" },
    thinkingTokensMax: 1_024,
    effort: "low",
    outputTokensMax: 128_000,
  },
  "claude-opus-5": {
    leastThinking: { type: "adaptive" },
    thinkingTokensMax: 1_024,
    effort: null,
    outputTokensMax: 64_000,
  },
  "claude-sonnet-4-5": { leastThinking: null, thinkingTokensMax: 0, effort: null, outputTokensMax: 64_000 },
  "claude-haiku-4-5": { leastThinking: null, thinkingTokensMax: 0, effort: null, outputTokensMax: 64_000 },
};

const unknownModel: ModelCapabilities = {
  leastThinking: null,
  thinkingTokensMax: 1_024,
  effort: null,
  outputTokensMax: 32_000,
};

/** What to send to `model`. No capability sets a temperature or a prefill: the current models refuse both. */
export function capabilitiesOf(model: string): ModelCapabilities {
  return capabilities[model] ?? unknownModel;
}
