import type { TokenUsage } from "../types.ts";
import type { ModelUsage } from "./sdk-types.ts";

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/**
 * What a finished request used, each part by itself; null where the provider left a part out or the parts do not add
 * up to its own total. A total alone is never priced: cached tokens cost a fraction of fresh ones.
 */
export function readFinalUsage({ inputTokens, outputTokens }: ModelUsage): TokenUsage | null {
  const { noCache: input, cacheRead = 0, cacheWrite = 0 } = inputTokens;
  const { total: output, reasoning: thinking = 0 } = outputTokens;
  if (!isCount(input) || !isCount(cacheRead) || !isCount(cacheWrite)) return null;
  if (!isCount(output) || !isCount(thinking)) return null;
  // Nothing in and nothing out is what a provider package says that was told nothing.
  if (input + cacheRead + cacheWrite + output === 0) return null;
  const { total = input + cacheRead + cacheWrite } = inputTokens;
  if (total !== input + cacheRead + cacheWrite) return null;
  return { input, cacheRead, cacheWrite, output, thinking: Math.min(thinking, output) };
}

type RecordOf = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is RecordOf {
  return typeof value === "object" && value !== null;
}

/**
 * The input as a provider reports it when its stream begins, read from a raw chunk (`message_start` of the Messages
 * API); null for any other chunk. It is all that is known of a request that is stopped half-way.
 */
export function readStartUsage(chunk: unknown): Pick<TokenUsage, "input" | "cacheRead" | "cacheWrite"> | null {
  if (!isRecord(chunk) || chunk["type"] !== "message_start" || !isRecord(chunk["message"])) return null;
  const { usage } = chunk["message"];
  if (!isRecord(usage)) return null;
  const input = usage["input_tokens"];
  const cacheRead = usage["cache_read_input_tokens"] ?? 0;
  const cacheWrite = usage["cache_creation_input_tokens"] ?? 0;
  return isCount(input) && isCount(cacheRead) && isCount(cacheWrite) ? { input, cacheRead, cacheWrite } : null;
}
