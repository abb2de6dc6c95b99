import type { runBody } from "@dokly/contract";
import { confirmationCredits } from "@dokly/credits";
import type { z } from "zod";
import type { Doer } from "../byok/audit-log.ts";
import type { Payer, PayerChooser } from "../byok/choose-payer.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Services } from "../services.ts";
import { openForNextRun } from "./next-run.ts";
import type { PlannedAction } from "./plan-action.ts";
import { type Asker, estimateToWire, planNow, readQuote, writerFor } from "./quote-action.ts";
import { type AskedReader, openAsked } from "./read-asked.ts";
import type { PreparedRun } from "./runner/start-run.ts";
import type { Subject } from "./selection/subject.ts";

type RunBody = z.output<typeof runBody>;

/** Unusable answers that a member may have in a day before the AI is refused until the next (RULES R6.3). */
const invalidOutputsPerDay = 20;
/** A quote whose `high` leaves less output than this can not be run any more: prices have risen since it was made. */
export const outputTokensMin = 16;

/** Refuses a member who had too many unusable answers today, with `too-many-requests`. */
export async function refuseAfterManyFailures(services: Services, asker: Asker): Promise<void> {
  const invalid = await services.ai.store.countInvalidToday(asker.workspace, asker.member);
  if (invalid < invalidOutputsPerDay) return;
  const dayMs = 86_400_000;
  const seconds = Math.ceil((dayMs - (Date.now() % dayMs)) / 1_000);
  throw new ProblemError(
    "too-many-requests",
    `${invalid} of your actions today gave no usable text, so the AI pauses for you until midnight UTC. Nothing was charged for them.`,
    {},
    { "retry-after": String(seconds) },
  );
}

/** Refuses with the fresh estimate beside the reason, so that a person can decide anew at once. */
async function refuseWithEstimate(
  services: Services,
  asker: Asker,
  on: {
    planned: PlannedAction;
    subject: Subject;
    payer: Payer;
    code: "estimate-changed" | "confirmation-required";
    detail: string;
  },
): Promise<never> {
  const { available } = await services.credits.getBalance({ workspace: asker.workspace });
  const estimate = estimateToWire(services, asker, on.planned, { ...on, available });
  throw new ProblemError(on.code, on.detail, { estimate });
}

/** Who pays, and what is held at most: credits, or dollars on an own key. */
type Terms = Pick<PreparedRun, "low" | "high" | "payer">;

/** What an own key is held for: dollars, and no credits. */
function ownTerms(payer: Extract<Payer, { type: "byok" }>, nanoDollars: bigint): Terms {
  return { low: 0n, high: 0n, payer: { ...payer, nanoDollars } };
}

/** The range that binds (RULES R4.1): the quote's, or the fresh one where `maxCredits` or its small size allows it. */
async function bindTerms(
  services: Services,
  asker: Asker,
  body: RunBody,
  on: { planned: PlannedAction; subject: Subject; payer: PreparedRun["payer"] },
): Promise<Terms> {
  const { planned, payer } = on;
  const changed = (reason: string) =>
    refuseWithEstimate(services, asker, {
      ...on,
      code: "estimate-changed",
      detail: `${reason} Here is the new estimate; nothing was held or charged.`,
    });
  if (body.quote !== undefined) {
    const sentence = "The text has changed since the estimate was made.";
    const read = readQuote(services, asker, { ...on, quote: body.quote, changed: sentence });
    if ("refusal" in read) return await changed(read.refusal);
    const { low, high, model, rateCard } = read.quote;
    const isUnpayable = rateCard !== planned.rateCard && planned.capWithin(high) < outputTokensMin;
    if (model !== planned.model || isUnpayable) return await changed("Models or prices have changed.");
    if (payer.type === "byok") return ownTerms(payer, high * planned.nanoDollarsPerCredit);
    if (body.maxCredits !== undefined && high > BigInt(body.maxCredits))
      return await changed("It may cost more than maxCredits.");
    return { low, high, payer };
  }
  if (payer.type === "byok") return ownTerms(payer, payer.nanoDollars);
  const { low, high } = planned.estimate;
  if (body.maxCredits === undefined && high >= confirmationCredits) {
    const detail = `This may cost up to ${high} credits. Send the quote of an estimate, or maxCredits, to agree to that.`;
    return await refuseWithEstimate(services, asker, { ...on, code: "confirmation-required", detail });
  }
  if (body.maxCredits !== undefined && high > BigInt(body.maxCredits))
    return await changed("It may cost more than maxCredits.");
  return { low, high, payer };
}

/** What a run needs to know, asked all at once, since somebody waits for the first word. */
export type RunReads = {
  readonly readAsked: AskedReader;
  readonly paying: Promise<PayerChooser>;
  readonly allowed: Promise<void>;
};

/** Begins the short reads of a run; what they refuse is told by `prepareRun`, the first of several alone. */
export function beginReads(services: Services, asker: Asker, body: RunBody): RunReads {
  const readAsked = openAsked(services, asker, body.input);
  const paying = services.ownKeys.openPayers(asker);
  const allowed = refuseAfterManyFailures(services, asker);
  for (const read of [paying, allowed]) read.catch(() => undefined);
  return { readAsked, paying, allowed };
}

/** Reads the text, plans the action and binds its price; every refusal comes before anything is held or sent. */
export async function prepareRun(
  services: Services,
  asker: Asker,
  body: RunBody,
  { readAsked, paying, allowed, by }: RunReads & { readonly by: Doer },
): Promise<PreparedRun> {
  const { ai, configuration, ownKeys } = services;
  await allowed;
  const asked = await readAsked(body.kind, body.options);
  const { subject } = asked;
  const payerOf = await paying;
  const writer = writerFor(services, payerOf, body.kind);
  const planned = planNow(services, { ...asked, kind: body.kind }, writer);
  const payer = payerOf({ kind: body.kind, model: planned.model, nanoDollars: planned.nanoDollarsMax });
  if (payer.type === "refused") throw new ProblemError("own-key-out-of-scope", payer.detail);
  const terms = await bindTerms(services, asker, body, { planned, subject, payer });
  const { isProduction } = configuration;
  const openProvider: PreparedRun["openProvider"] = ({ action, ownKey }) => {
    const { workspace } = asker;
    const provider = ownKey === null ? ai.provider : ownKeys.openProvider({ workspace, id: ownKey, action, by });
    return openForNextRun(provider, asker, { nextRuns: ai.nextRuns, isProduction });
  };
  return { planned, subject, openProvider, ...terms };
}
