import type { ActionKind, Estimate } from "@dokly/contract";
import { confirmationCredits, signQuote, type WorkspaceId } from "@dokly/credits";
import { topUpOfferOf } from "../credits/top-up-offer.ts";
import { toInstant } from "../http/replies.ts";
import type { Services } from "../services.ts";
import type { AskedAction } from "./build-request.ts";
import { type PlannedAction, planAction } from "./plan-action.ts";
import type { Subject } from "./selection/subject.ts";

/** Who asks for an estimate, and where. */
export type Asker = { readonly workspace: WorkspaceId; readonly member: string };

/** Plans one kind at the prices of now. */
export function planNow(services: Services, asked: AskedAction & { readonly kind: ActionKind }): PlannedAction {
  const { ai, catalog, configuration } = services;
  const { learntFor } = ai.estimates;
  const { writer } = ai.provider;
  return planAction(asked, { catalog, modelOfKind: configuration.modelOfKind, writer, learntFor, now: new Date() });
}

/** What a quote is made of: an action's plan, or that of a whole site. */
export type QuotedPlan = Pick<PlannedAction, "rateCard" | "model" | "inputHash"> & {
  readonly kind: string;
  readonly estimate: { readonly low: bigint; readonly high: bigint };
};

/** An estimate as the wire shows it, with the quote that makes it binding and what is there to pay it. */
export function estimateToWire(
  services: Services,
  asker: Asker,
  planned: QuotedPlan,
  on: { subject: Pick<Subject, "range">; available: bigint },
): Estimate {
  const { low, high } = planned.estimate;
  const terms = { ...asker, kind: planned.kind, inputHash: planned.inputHash, low, high };
  const { quote, endsAt } = signQuote(
    { ...terms, rateCard: planned.rateCard, model: planned.model },
    { key: services.ai.quoteKey, now: new Date() },
  );
  const shortfall = high - on.available;
  return {
    low: Number(low),
    high: Number(high),
    available: Number(on.available),
    enough: shortfall <= 0n,
    confirm: high >= confirmationCredits,
    payer: "credits",
    quote,
    quoteEndsAt: toInstant(endsAt),
    ...(shortfall <= 0n ? {} : { shortfall: Number(shortfall), topUp: topUpOfferOf(services.catalog, shortfall) }),
    ...(on.subject.range === null ? {} : { range: on.subject.range }),
  };
}
