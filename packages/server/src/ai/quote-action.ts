import type { ActionKind, Estimate } from "@dokly/contract";
import {
  type Catalog,
  confirmationCredits,
  type Quote,
  signQuote,
  verifyQuote,
  type WorkspaceId,
} from "@dokly/credits";
import { creditsPay, type Payer, type PayerChooser } from "../byok/choose-payer.ts";
import type { ServerConfiguration } from "../configuration/server-configuration.ts";
import { topUpOfferOf } from "../credits/top-up-offer.ts";
import { toInstant } from "../http/replies.ts";
import type { Services } from "../services.ts";
import type { AskedAction } from "./build-request.ts";
import type { Ai } from "./create-ai.ts";
import { type PlannedAction, planAction } from "./plan-action.ts";
import type { Provider } from "./provider.ts";
import type { Subject } from "./selection/subject.ts";

/** Who asks for an estimate, and where. */
export type Asker = { readonly workspace: WorkspaceId; readonly member: string };

/** Where prices, models and learnt lengths are read. */
export type PlanningSources = {
  readonly configuration: Pick<ServerConfiguration, "modelOfKind">;
  readonly catalog: Catalog;
  readonly ai: Pick<Ai, "estimates" | "provider">;
};

/** Plans one kind at the prices of now, for whoever writes. */
export function planNow(
  { ai, catalog, configuration }: PlanningSources,
  asked: AskedAction & { readonly kind: ActionKind },
  writer: Provider["writer"] = ai.provider.writer,
): PlannedAction {
  const { learntFor } = ai.estimates;
  return planAction(asked, { catalog, modelOfKind: configuration.modelOfKind, writer, learntFor, now: new Date() });
}

/** Who would write an action: on an own key the provider itself, whatever writes for credits here. */
export function writerFor(
  { ai, configuration }: Omit<PlanningSources, "catalog">,
  payerOf: PayerChooser,
  kind: ActionKind,
): Provider["writer"] {
  const payer = payerOf({ kind, model: configuration.modelOfKind[kind], nanoDollars: 0n });
  return payer.type === "byok" ? "anthropic" : ai.provider.writer;
}

/** What a quote is made of: an action's plan, or that of a whole site. */
export type QuotedPlan = Pick<PlannedAction, "rateCard" | "model" | "inputHash"> & {
  readonly kind: string;
  readonly estimate: { readonly low: bigint; readonly high: bigint };
};

/** The input of a quote, with who pays: agreed to for an own key, a quote binds no credits, and the other way round. */
export function quotedHashOf(inputHash: string, payer: Pick<Payer, "type">): string {
  return payer.type === "byok" ? `byok ${inputHash}` : inputHash;
}

/** An estimate as the wire shows it, with the quote that makes it binding and what is there to pay it. */
export function estimateToWire(
  services: Services,
  asker: Asker,
  planned: QuotedPlan,
  on: { subject: Pick<Subject, "range">; available: bigint; payer?: Payer },
): Estimate {
  const { payer = creditsPay } = on;
  const { low, high } = payer.type === "byok" ? { low: 0n, high: 0n } : planned.estimate;
  const { quote, endsAt } = signQuote(
    {
      ...asker,
      kind: planned.kind,
      inputHash: quotedHashOf(planned.inputHash, payer),
      // On an own key it binds the dollars that these credits stand for.
      low: planned.estimate.low,
      high: planned.estimate.high,
      rateCard: planned.rateCard,
      model: planned.model,
    },
    { key: services.ai.quoteKey, now: new Date() },
  );
  const shortfall = high - on.available;
  const isShort = payer.type === "credits" && shortfall > 0n;
  return {
    low: Number(low),
    high: Number(high),
    available: Number(on.available),
    enough: payer.type !== "refused" && !isShort,
    confirm: high >= confirmationCredits,
    payer: payer.type === "credits" ? "credits" : "byok",
    quote,
    quoteEndsAt: toInstant(endsAt),
    ...(isShort ? { shortfall: Number(shortfall), topUp: topUpOfferOf(services.catalog, shortfall) } : {}),
    ...(on.subject.range === null ? {} : { range: on.subject.range }),
    ...(payer.type === "byok" ? { providerCostNanoDollars: Number(payer.nanoDollars) } : {}),
    ...(payer.type === "refused" ? { refusal: { code: "own-key-out-of-scope", detail: payer.detail } } : {}),
  };
}

const quoteRefusals = {
  "not-ours": "This quote is not one of yours.",
  ended: "The estimate was older than ten minutes.",
} as const;

/** The quote that came with a request, where it binds for whoever is to pay now; else why not, as a sentence. */
export function readQuote(
  { ai }: Pick<Services, "ai">,
  asker: Asker,
  on: {
    readonly planned: Pick<QuotedPlan, "kind" | "inputHash">;
    readonly payer: Pick<Payer, "type">;
    readonly quote: string;
    /** What a person reads whose quote was for something else. */
    readonly changed: string;
  },
): { readonly quote: Quote } | { readonly refusal: string } {
  const { planned, payer, changed } = on;
  const verify = (type: Payer["type"]) => {
    const asked = { ...asker, kind: planned.kind, inputHash: quotedHashOf(planned.inputHash, { type }) };
    return verifyQuote(on.quote, asked, { key: ai.quoteKey, now: new Date() });
  };
  const verified = verify(payer.type);
  if ("quote" in verified) return verified;
  const isForAnother = "quote" in verify(payer.type === "byok" ? "credits" : "byok");
  if (isForAnother) return { refusal: "Who pays for this has changed." };
  return { refusal: verified.refusal === "input-changed" ? changed : quoteRefusals[verified.refusal] };
}
