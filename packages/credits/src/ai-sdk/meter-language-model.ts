import { randomUUID } from "node:crypto";
import type { LanguageModelMiddleware } from "ai";
import type { Catalog } from "../domain/catalog.ts";
import type { TokenRange } from "../domain/token-length.ts";
import { type MeteredHoldOptions, placeMeteredHold } from "../metered-hold.ts";
import type { ActionFacts, WorkspaceId } from "../types.ts";
import type { Credits } from "../verbs.ts";
import {
  acceptsFinish,
  failureOfFinish,
  MeteredModelError,
  MeteredRequest,
  type RequestFinish,
} from "./metered-request.ts";
import { isTimeout, metadataOf, meterStream } from "./metered-stream.ts";
import { planRequest } from "./plan-request.ts";
import { readFinalUsage } from "./read-usage.ts";
import type { CallParams, GenerateResult, ModelRequest, StreamResult } from "./sdk-types.ts";

export type { ModelFailureCode, RequestFinish } from "./metered-request.ts";
export { MeteredModelError } from "./metered-request.ts";

/** Who pays for a model, and how much one request to it may cost. */
export type MeterLanguageModelOptions = {
  readonly credits: Credits;
  /** The catalogue of `credits`: the output cap is computed with its prices. */
  readonly catalog: Catalog;
  readonly workspace: WorkspaceId;
  /** What the log calls it: `chat`, `summary`. */
  readonly kind: string;
  /** Whole credits held for each request to the provider: the most that it can cost. */
  readonly holdCredits: bigint;
  /**
   * Idempotency key. Each request of this middleware gets `key/1`, `key/2`, …; one that was used before, by this or
   * another process, is not sent again (`MeteredModelError`, `key-used`). By default a new one, used once.
   */
  readonly key?: string;
  /** The rate card's name of the model; by default the model's own id. */
  readonly model?: string;
  readonly member?: string | null;
  readonly document?: ActionFacts["document"];
  readonly group?: string | null;
  readonly actor?: string;
  /** The most output tokens that the model can be asked for. Default: 128,000. */
  readonly modelOutputTokensMax?: number;
  /** Tokens of a request, for prompts with files, or where you count better than the estimate by characters. */
  readonly inputTokens?: (params: CallParams) => TokenRange;
  /** Whether an answer is charged. By default: finished by the model (also at the cap), and not empty. */
  readonly accepts?: (finish: RequestFinish) => boolean;
  /** How long the hold lives without an extension, which comes three times as often. Default: a minute. */
  readonly deadlineMs?: number;
  /** How long nobody may read a stream before it counts as cancelled. Default: 5 minutes. */
  readonly idleMs?: number;
} & Pick<MeteredHoldOptions, "onEnd" | "onFault">;

const modelOutputTokensMax = 128_000;
const deadlineMs = 60_000;
const idleMs = 300_000;

type SentRequest = { readonly request: MeteredRequest; readonly params: CallParams };

/** Plans a request, takes its hold, and gives what to send. Nothing is sent unless the hold was taken. */
async function beginRequest(
  options: MeterLanguageModelOptions,
  { params, model }: ModelRequest,
  key: string,
): Promise<SentRequest> {
  const { credits, catalog, workspace, kind, holdCredits, member = null, document = null, group = null } = options;
  const pricedModel = options.model ?? model.modelId;
  const plan = planRequest({
    params,
    catalog,
    model: pricedModel,
    at: new Date(),
    holdCredits,
    modelOutputTokensMax: options.modelOutputTokensMax ?? modelOutputTokensMax,
    input: options.inputTokens?.(params) ?? null,
  });
  const { abortSignal } = params;
  const held = await placeMeteredHold(credits, {
    workspace,
    key,
    fingerprint: JSON.stringify([kind, member, pricedModel, document?.path ?? null, group]),
    credits: holdCredits,
    deadlineMs: options.deadlineMs ?? deadlineMs,
    action: { kind, member, document, group, model: pricedModel, estimate: null, isDemo: false },
    actor: options.actor ?? member ?? "meter",
    onEnd: options.onEnd,
    onFault: options.onFault,
    ...(abortSignal === undefined ? {} : { signal: abortSignal }),
  });
  if ("replayed" in held) throw new MeteredModelError("key-used");
  const request = new MeteredRequest(held, plan.input);
  const signal = abortSignal === undefined ? held.lost : AbortSignal.any([abortSignal, held.lost]);
  return { request, params: { ...params, maxOutputTokens: plan.maxOutputTokens, abortSignal: signal } };
}

function requestIdOf(headers: Readonly<Record<string, string | undefined>> | undefined): string | null {
  return headers?.["request-id"] ?? headers?.["x-request-id"] ?? null;
}

/** Ends a request that threw: by the cancel rule where somebody stopped it, else as a failure. */
async function endThrown(request: MeteredRequest, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted && !isTimeout(signal)) await request.cancel("");
  else await request.fail(isTimeout(signal) ? "timeout" : "model-failed");
}

async function stream(options: MeterLanguageModelOptions, asked: ModelRequest, key: string): Promise<StreamResult> {
  const { request, params } = await beginRequest(options, asked, key);
  const { abortSignal, includeRawChunks: hasRawChunks = false } = asked.params;
  let result: StreamResult;
  try {
    result = await asked.model.doStream({ ...params, includeRawChunks: true });
  } catch (error) {
    await endThrown(request, abortSignal);
    throw error;
  }
  request.begin(requestIdOf(result.response?.headers));
  const accepts = options.accepts ?? acceptsFinish;
  const rest = { request, abortSignal, hasRawChunks, accepts, idleMs: options.idleMs ?? idleMs };
  return { ...result, stream: meterStream({ source: result.stream, ...rest }) };
}

async function generate(options: MeterLanguageModelOptions, asked: ModelRequest, key: string): Promise<GenerateResult> {
  const { request, params } = await beginRequest(options, asked, key);
  let result: GenerateResult;
  try {
    result = await asked.model.doGenerate(params);
  } catch (error) {
    await endThrown(request, asked.params.abortSignal);
    throw error;
  }
  request.begin(requestIdOf(result.response?.headers));
  const reason = result.finishReason.unified;
  const texts = result.content.map((part) => (part.type === "text" ? part.text : ""));
  const hasOtherOutput = result.content.some(({ type }) => type !== "text" && type !== "reasoning");
  const withEnd = (ended: Parameters<typeof metadataOf>[0]): GenerateResult => ({
    ...result,
    providerMetadata: { ...result.providerMetadata, credits: metadataOf(ended) },
  });
  if (!(options.accepts ?? acceptsFinish)({ reason, text: texts.join(""), hasOtherOutput })) {
    return withEnd(await request.fail(failureOfFinish(reason)));
  }
  const usage = readFinalUsage(result.usage);
  if (usage !== null) return withEnd(await request.settle(usage));
  await request.fail("usage-missing");
  throw new MeteredModelError("usage-missing");
}

/**
 * Middleware that meters any model of the AI SDK: each request to the provider takes one hold, is sent with an output
 * cap that keeps it within that hold, and is charged what the provider reported. What failed, broke off, came empty or
 * without usage costs nothing; what is stopped after text was delivered costs the input and that text.
 * Put it last in a list of middleware, nearest to the model; the SDK's own retries take a new hold each.
 *
 * The charge stands in `providerMetadata.credits` and goes to `onEnd`. Calls fail with what `placeHold` fails with
 * (nothing was sent then), with `invalid-amount` where the hold is too small for the prompt, with `unpriced-model`, and
 * with `MeteredModelError`.
 *
 * @example
 * const middleware = meterLanguageModel({ credits, catalog, workspace, kind: "chat", holdCredits: 10n });
 * const model = wrapLanguageModel({ model: anthropic("claude-sonnet-5-5"), middleware });
 * const { text } = await generateText({ model, prompt, maxRetries: 0 });
 */
export function meterLanguageModel(options: MeterLanguageModelOptions): LanguageModelMiddleware {
  const base = options.key ?? randomUUID();
  let count = 0;
  const nextKey = (): string => {
    count += 1;
    return `${base}/${count}`;
  };
  return {
    specificationVersion: "v4",
    wrapStream: ({ params, model }) => stream(options, { params, model }, nextKey()),
    wrapGenerate: ({ params, model }) => generate(options, { params, model }, nextKey()),
  };
}
