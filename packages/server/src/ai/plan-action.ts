import type { ActionKind } from "@dokly/contract";
import {
  type ActionEstimate,
  type Catalog,
  estimateTokenLength,
  hashQuoteInput,
  type LearntLengths,
  measureText,
  pinPrices,
  planEstimate,
  planOutputCap,
  priceUsage,
  sumTokenRanges,
  tokenRange,
} from "@dokly/credits";
import { type ActionRequest, type AskedAction, buildRequest } from "./build-request.ts";
import type { ActionSort, EstimateBasis } from "./estimates/finished-action.ts";
import { outputShapeOf } from "./kinds/kind-definition.ts";
import { kindDefinitions } from "./kinds/kind-definitions.ts";
import { capabilitiesOf, type ModelCapabilities } from "./model-capabilities.ts";

/** What one action would send and cost, before anything is sent or held. */
export type PlannedAction = {
  readonly kind: ActionKind;
  readonly model: string;
  readonly rateCard: string;
  readonly request: ActionRequest;
  readonly estimate: ActionEstimate;
  /** The most that it can cost at the provider, in nano-dollars. */
  readonly nanoDollarsMax: bigint;
  /** What one credit stands for at the provider: own keys are held for dollars, and capped by them. */
  readonly nanoDollarsPerCredit: bigint;
  /** What the lengths that come are compared with. */
  readonly basis: EstimateBasis;
  /** Names everything that the request is built from. */
  readonly inputHash: string;
  /** The output cap that keeps the whole cost within so many credits. */
  capWithin(credits: bigint): number;
};

/** Tokens that a message's own wrapping adds. */
const wrappingTokens = 12;

/** The prompt without the passage, which may be a whole page and is measured and hashed by itself. */
function textsAround({ prompt, passage }: ActionRequest): readonly string[] {
  // Found by its beginning: a search for a whole page first makes tables of it.
  const begins = prompt.indexOf(passage.slice(0, 200));
  const at = passage === "" ? -1 : prompt.startsWith(passage, begins) ? begins : prompt.indexOf(passage);
  return at === -1 ? [prompt] : [prompt.slice(0, at), prompt.slice(at + passage.length)];
}

/** What an estimate is made with besides what was asked for. */
export type PlanningFacts = {
  readonly catalog: Catalog;
  readonly modelOfKind: Readonly<Record<ActionKind, string>>;
  readonly writer: ActionSort["writer"];
  readonly learntFor: (sort: ActionSort) => LearntLengths;
  readonly now: Date;
};

/**
 * Whether the provider is to keep what a page's prompt begins with: where other pages of its site begin with it too,
 * and it is long enough. The first of them pays a little more than for plain input, the others a small part of it.
 */
function isWorthCaching(
  { instructions, prompt, sharedLength }: ActionRequest,
  { site }: AskedAction,
  by: Pick<ModelCapabilities, "cachedTokensMin"> & { readonly writer: ActionSort["writer"] },
): boolean {
  if (by.writer !== "anthropic" || by.cachedTokensMin === null || (site?.pages.length ?? 0) < 2) return false;
  const shared = [instructions, prompt.slice(0, sharedLength)].map(estimateTokenLength);
  return sharedLength > 0 && sumTokenRanges(shared).expected >= by.cachedTokensMin;
}

/** Plans an action at the prices of `now`; fails with the engine's `unpriced-model`. */
export function planAction(asked: AskedAction & { readonly kind: ActionKind }, from: PlanningFacts): PlannedAction {
  const definition = kindDefinitions[asked.kind];
  const model = from.modelOfKind[asked.kind];
  const prices = pinPrices(from.catalog, model, from.now);
  const capabilities = capabilitiesOf(model);
  const built = buildRequest(definition, asked);
  const isPromptCached = isWorthCaching(built, asked, { ...capabilities, writer: from.writer });
  const request = isPromptCached ? { ...built, cachedLength: built.sharedLength } : built;
  const price = (usage: Parameters<typeof priceUsage>[1]) => priceUsage(prices, usage).credits;
  const measured = measureText(request.passage);
  const around = textsAround(request);
  const sent = [request.instructions, ...around].map(estimateTokenLength);
  const input = sumTokenRanges([...sent, ...(around.length > 1 ? [measured.tokens] : []), tokenRange(wrappingTokens)]);
  const limits = { input, isPromptCached, modelOutputTokensMax: capabilities.outputTokensMax, price };
  const { thinkingTokensMax } = capabilities;
  const draft = estimateTokenLength(asked.options.previous ?? "");
  const passage = measured.tokens;
  // A refined text is about as long as the one that it goes on from, whichever is longer.
  const subject = draft.expected > passage.expected ? draft : passage;
  const output = outputShapeOf(definition, asked.options);
  const language = asked.options.language ?? measured.script;
  const sort = { kind: asked.kind, writer: from.writer, model, language };
  const learnt = from.learntFor(sort);
  const estimate = planEstimate({ ...limits, subject, output, learnt, thinkingTokensMax });
  return {
    kind: asked.kind,
    model,
    rateCard: prices.rateCard,
    request,
    estimate,
    nanoDollarsMax: estimate.high * prices.nanoDollarsPerCredit,
    nanoDollarsPerCredit: prices.nanoDollarsPerCredit,
    basis: { sort, expected: estimate.expected },
    inputHash: hashQuoteInput([
      asked.subject.document?.path ?? "",
      String(asked.subject.range?.start ?? ""),
      asked.subject.text,
      request.instructions,
      ...around,
      JSON.stringify(asked.options),
    ]),
    capWithin: (credits) => {
      const capFor = (inputTokens: number): number =>
        planOutputCap({ ...limits, input: { high: inputTokens }, credits });
      // A quote from before more was learnt still binds: it gives the output that its credits pay for as a rule.
      const usual = Math.min(capFor(input.expected), estimate.outputCapTokens);
      return Math.max(capFor(estimate.inputTokensMax), usual);
    },
  };
}
