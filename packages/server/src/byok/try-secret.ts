import Anthropic from "@anthropic-ai/sdk";
import { failureOfAnthropicError } from "../ai/anthropic-failure.ts";
import type { ProviderFailureCode } from "../ai/provider.ts";

const patienceMs = 10_000;
const modelsMax = 200;

/** Why the provider did not take a key, as the wire tells it. */
export const refusals = {
  "wrong-key": "The AI provider does not know this key, or has revoked it.",
  "no-access": "The AI provider does not let this key read its list of models.",
  "model-missing": "The AI provider does not offer this key a model that it would be used with.",
  billing: "The AI provider refuses this key for billing reasons. Check its account there.",
  busy: "The AI provider could not answer just now, so the key was not tried. Try again in a moment.",
  network: "The AI provider could not be reached, so the key was not tried. Try again in a moment.",
} as const;
export type Refusal = keyof typeof refusals;

const refusalOf: Readonly<Partial<Record<ProviderFailureCode, Refusal>>> = {
  "provider-key-refused": "wrong-key",
  "provider-permission": "no-access",
  "provider-billing": "billing",
  "provider-timeout": "network",
  "provider-unreachable": "network",
};

/**
 * Asks the provider for its models with a key: free, and the one thing that shows whether it works. Nothing of what
 * the provider says comes along but names of models.
 */
export async function trySecret(
  secret: string,
  { baseUrl }: { readonly baseUrl: string | null },
): Promise<{ readonly models: readonly string[] } | { readonly refusal: Refusal }> {
  const client = new Anthropic({
    apiKey: secret,
    authToken: null,
    baseURL: baseUrl ?? "https://api.anthropic.com",
    maxRetries: 0,
    timeout: patienceMs,
    logLevel: "off",
  });
  try {
    const models: string[] = [];
    for await (const { id } of client.models.list({ limit: 100 })) {
      if (/^[\w.:-]{1,128}$/.test(id)) models.push(id);
      if (models.length === modelsMax) break;
    }
    return { models };
  } catch (error) {
    return { refusal: refusalOf[failureOfAnthropicError(error, null).code] ?? "busy" };
  }
}
