import type { RunnableKind } from "@dokly/contract";
import {
  type ActionEstimate,
  type Catalog,
  estimateTokenLength,
  hashQuoteInput,
  pinPrices,
  planEstimate,
  planOutputCap,
  priceUsage,
  sumTokenRanges,
  tokenRange,
} from "@dokly/credits";
import { type ActionRequest, type AskedAction, buildRequest } from "./build-request.ts";
import { outputShapeOf } from "./kinds/kind-definition.ts";
import { kindDefinitions } from "./kinds/kind-definitions.ts";
import { capabilitiesOf } from "./model-capabilities.ts";

/** What one action would send and cost, before anything is sent or held. */
export type PlannedAction = {
  readonly kind: RunnableKind;
  readonly model: string;
  readonly rateCard: string;
  readonly request: ActionRequest;
  readonly estimate: ActionEstimate;
  /** Names everything that the request is built from. */
  readonly inputHash: string;
  /** The output cap that keeps the whole cost within so many credits. */
  capWithin(credits: bigint): number;
};

/** Tokens that a message's own wrapping adds. */
const wrappingTokens = 12;

/** Plans an action at the prices of `now`; fails with the engine's `unpriced-model`. */
export function planAction(
  asked: AskedAction & { readonly kind: RunnableKind },
  from: { readonly catalog: Catalog; readonly modelOfKind: Readonly<Record<RunnableKind, string>>; readonly now: Date },
): PlannedAction {
  const definition = kindDefinitions[asked.kind];
  const model = from.modelOfKind[asked.kind];
  const prices = pinPrices(from.catalog, model, from.now);
  const capabilities = capabilitiesOf(model);
  const request = buildRequest(definition, asked);
  const price = (usage: Parameters<typeof priceUsage>[1]) => priceUsage(prices, usage).credits;
  const sent = [request.instructions, request.prompt].map(estimateTokenLength);
  const input = sumTokenRanges([...sent, tokenRange(wrappingTokens)]);
  const limits = { input, modelOutputTokensMax: capabilities.outputTokensMax, price };
  const { thinkingTokensMax } = capabilities;
  const draft = estimateTokenLength(asked.options.previous ?? "");
  const passage = estimateTokenLength(request.passage);
  // A refined text is about as long as the one that it goes on from, whichever is longer.
  const subject = draft.expected > passage.expected ? draft : passage;
  const output = outputShapeOf(definition, asked.options);
  return {
    kind: asked.kind,
    model,
    rateCard: prices.rateCard,
    request,
    estimate: planEstimate({ ...limits, subject, output, thinkingTokensMax }),
    inputHash: hashQuoteInput([
      asked.subject.document?.path ?? "",
      String(asked.subject.range?.start ?? ""),
      asked.subject.text,
      request.instructions,
      request.prompt,
      JSON.stringify(asked.options),
    ]),
    capWithin: (credits) => planOutputCap({ ...limits, credits }),
  };
}
