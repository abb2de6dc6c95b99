import type { Engine } from "../batch/run-batch.ts";
import type { Book } from "../domain/book.ts";
import { CreditsError } from "../domain/errors.ts";
import { planEstimate } from "../domain/estimate.ts";
import { hashQuoteInput, signQuote } from "../domain/quote.ts";
import { pinPrices, priceUsage } from "../domain/rate-card.ts";
import { checkHolds } from "../domain/take-holds.ts";
import type { Estimated, EstimateRequest, Quoted, QuoteRequest } from "../estimate-types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkObject, checkText, checkWholeNumber } from "./check-input.ts";
import { askBook } from "./question.ts";

/** What an action can cost now, and whether a hold of the most would be taken. */
export async function estimate(engine: Engine, input: EstimateRequest): Promise<Estimated> {
  const workspace = checkWorkspace(input.workspace);
  checkShape(input);
  return askBook(engine, workspace, (book) => estimateOn(book, engine, input));
}

/** The same, made binding for one member, kind and input. */
export async function quote(engine: Engine, input: QuoteRequest): Promise<Quoted> {
  const workspace = checkWorkspace(input.workspace);
  checkShape(input);
  const member = checkText(input.member, "member");
  const { model, kind, parts, signingKey } = input;
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === "string")) {
    throw new CreditsError("invalid-argument", { what: "parts", value: typeof parts, allowed: "a list of texts" });
  }
  if (!(signingKey instanceof Uint8Array) || signingKey.length < 32) {
    throw new CreditsError("invalid-argument", { what: "signingKey", value: "another", allowed: "32 bytes or more" });
  }
  return askBook(engine, workspace, (book) => {
    const estimated = estimateOn(book, engine, input);
    const { low, high, rateCard } = estimated;
    const terms = { workspace: input.workspace, member, kind, inputHash: hashQuoteInput(parts) };
    const signed = signQuote({ ...terms, low, high, rateCard, model }, { key: signingKey, now: book.databaseNow });
    return { ...estimated, quote: signed.quote, quoteEndsAt: signed.endsAt };
  });
}

function estimateOn(book: Book, { catalog }: Engine, input: EstimateRequest): Estimated {
  const { kind, member, model, workspace: _workspace, ...shape } = input;
  const prices = pinPrices(catalog, model, book.now);
  const planned = planEstimate({ ...shape, price: (usage) => priceUsage(prices, usage).credits });
  const action = { kind, member };
  const refusal = refusalOf(() => checkHolds(book, [{ credits: planned.high, action, ownKey: null }]));
  return { ...planned, rateCard: prices.rateCard, available: book.available, refusal };
}

/** Asking is no reason to throw: what would refuse the hold is told. */
function refusalOf(check: () => void): CreditsError | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof CreditsError) return error;
    throw error;
  }
}

const tokensMax = 1_000_000_000;

function checkShape(request: EstimateRequest): void {
  checkText(request.kind, "kind", 80);
  if (request.member !== null) checkText(request.member, "member");
  checkText(request.model, "model", 128);
  const { input, subject, output } = request;
  for (const [what, part] of Object.entries({ input, subject, output })) checkObject(part, what);
  checkObject(output.low, "output.low");
  checkObject(output.cap, "output.cap");
  if (request.learnt !== undefined) checkObject(request.learnt, "learnt");
  const figures = {
    "input.low": input.low,
    "input.expected": input.expected,
    "input.high": input.high,
    "subject.expected": subject.expected,
    "output.low.percent": output.low.percent,
    "output.low.tokens": output.low.tokens,
    "output.cap.percent": output.cap.percent,
    "output.cap.tokens": output.cap.tokens,
    thinkingTokensMax: request.thinkingTokensMax,
    modelOutputTokensMax: request.modelOutputTokensMax,
  };
  for (const [what, tokens] of Object.entries(figures)) checkWholeNumber(tokens, what, { least: 0, most: tokensMax });
}
