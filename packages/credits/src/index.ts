export type { Clock } from "./clock.ts";
export type { CreditsOptions } from "./credits.ts";
export { createCredits } from "./credits.ts";
export type { MigrateOptions } from "./database/migrate.ts";
export { migrateCredits, schemaVersion } from "./database/migrate.ts";
export type { Database } from "./database/port.ts";
export type { Catalog, Pack, Plan, PriceBand, RateCard, TokenPrices, Trial } from "./domain/catalog.ts";
export { CatalogError, defineCatalog } from "./domain/catalog.ts";
export type { CreditsErrorCode, CreditsErrorDetails } from "./domain/errors.ts";
export { CreditsError, InvariantViolation, isCreditsError } from "./domain/errors.ts";
export type { ActionEstimate, EstimateInput, OutputShape, PriceInCredits } from "./domain/estimate.ts";
export { confirmationCredits, planEstimate, planOutputCap } from "./domain/estimate.ts";
export type { Forecast } from "./domain/forecast.ts";
export { forecastUsage } from "./domain/forecast.ts";
export type { ExpectedLengths, LearntLengths, LengthSample, LengthStatistics } from "./domain/learnt-lengths.ts";
export { learnLengths, noStatistics, poolLengths } from "./domain/learnt-lengths.ts";
export { workspaceOfId } from "./domain/local-id.ts";
export type { Pace } from "./domain/pace.ts";
export { paceOf } from "./domain/pace.ts";
export { freePlanOf, lotOfRenewal, paidPartOf, planTakeBack } from "./domain/paid-part.ts";
export { addMonths } from "./domain/period.ts";
export {
  countPeriodsLeft,
  creditsOfUpgrade,
  priceOfPlan,
  priceOfUpgrade,
  whatCreditsBuy,
} from "./domain/plan-price.ts";
export type { Quote, QuoteRefusal, QuoteTerms } from "./domain/quote.ts";
export { hashQuoteInput, quoteLifetimeMs, signQuote, verifyQuote } from "./domain/quote.ts";
export type { PinnedPrices } from "./domain/rate-card.ts";
export { pinPrices, priceUsage } from "./domain/rate-card.ts";
export type { Finding, LotParts, Replay, ReplayedLine } from "./domain/replay.ts";
export { beginReplay, replayLine } from "./domain/replay.ts";
export { reversalDueOf } from "./domain/reverse-grant.ts";
export { shareOut } from "./domain/share-out.ts";
export { shippedCatalog } from "./domain/shipped-catalog.ts";
export type { MeasuredText, Script, TokenRange } from "./domain/token-length.ts";
export { estimateTokenLength, measureText, sumTokenRanges, tokenRange } from "./domain/token-length.ts";
export { expiryOfTopUp, quoteTopUp, smallestTopUp } from "./domain/top-up-price.ts";
export type { PaidPlan, ToppingUp, Upgrading, Waiting, WayOn, WaysOn } from "./domain/ways-on.ts";
export { planWaysOn } from "./domain/ways-on.ts";
export { parseWorkspaceId, workspaceIdOf } from "./domain/workspace-id.ts";
export type * from "./estimate-types.ts";
export type * from "./find-verbs.ts";
export type * from "./ledger-verbs.ts";
export type * from "./log-types.ts";
export type { Metered, MeteredRun, MeterOptions } from "./meter.ts";
export { meter } from "./meter.ts";
export type * from "./observer.ts";
export type * from "./operator-types.ts";
export type * from "./types.ts";
export type { Credits } from "./verbs.ts";
export type * from "./watch-verbs.ts";
