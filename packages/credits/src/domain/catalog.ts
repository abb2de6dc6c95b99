/** A plan: what a workspace gets each period. */
export type Plan = {
  readonly name: string;
  /** Credits of each period; null: the operator sets a number per workspace. */
  readonly monthlyCredits: bigint | null;
  /** List price per month in integer cents; null: "contact us". */
  readonly monthlyPriceCents: bigint | null;
  /** List price per year in integer cents; null or left out: it is not sold by the year. */
  readonly yearlyPriceCents?: bigint | null;
};

/** A point of the top-up price line: so many credits cost so many cents. */
export type Pack = { readonly credits: bigint; readonly priceCents: bigint };

/** Nano-dollars per token (1 dollar per million tokens = 1,000 nano-dollars per token). */
export type TokenPrices = {
  readonly input: bigint;
  readonly cacheRead: bigint;
  readonly cacheWrite: bigint;
  readonly output: bigint;
};

/**
 * Prices up to a prompt size; they hold for the whole request, output included. Prompt = input + cache read + cache
 * write.
 */
export type PriceBand = TokenPrices & {
  /** The largest prompt of the band, in tokens; null in the last band: no bound. */
  readonly promptTokensMax: number | null;
};

/** Versioned prices. The card in force at an instant is the one with the latest `from` not after it. */
export type RateCard = {
  readonly version: string;
  readonly from: Date;
  /** Provider cost that one credit stands for. */
  readonly nanoDollarsPerCredit: bigint;
  readonly models: Readonly<Record<string, readonly PriceBand[]>>;
};

/** What new workspaces may begin with: a period of so many days on a plan, before the plan that they are opened on. */
export type Trial = { readonly plan: string; readonly days: number };

/** Plans, packs and prices: configuration, checked by `defineCatalog`. */
export type Catalog = {
  /** ISO 4217 in lower case: of plan prices and packs. */
  readonly currency: string;
  readonly plans: readonly Plan[];
  /** Null or left out: there is none. */
  readonly trial?: Trial | null;
  /** Ascending; the price of an order is piecewise linear through them. */
  readonly packs: readonly Pack[];
  /** For how many months what is bought lives; null or left out: until the reset. Never shorter than that. */
  readonly topUpMonths?: number | null;
  /** The smallest charge that the payment provider takes, in cents of the currency; left out: any. */
  readonly smallestChargeCents?: bigint;
  /** Ascending by `from`. */
  readonly rateCards: readonly RateCard[];
};

/** A catalogue that can not be used; says which field, what it is, and what is allowed, for every mistake at once. */
export class CatalogError extends Error {
  override readonly name = "CatalogError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The catalogue can not be used:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

type Report = (field: string, value: unknown, allowed: string) => void;

/** Prices of a token are capped so that no sum of a request's tokens can leave 63 bits. */
const nanoDollarsPerTokenMax = 1_000_000_000n;
const trialDaysMost = 366;
const topUpMonthsMost = 1_200;
const amountMax = BigInt(Number.MAX_SAFE_INTEGER);

function isWhole(value: unknown, least: bigint, most: bigint): boolean {
  return typeof value === "bigint" && value >= least && value <= most;
}

function isText(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

/** The objects of a list, which configuration can have written otherwise. */
function objectsOf<Item extends object>(field: string, list: readonly Item[], report: Report): readonly Item[] {
  if (!Array.isArray(list)) {
    report(field, list, "a list");
    return [];
  }
  for (const [index, item] of list.entries()) {
    if (typeof item !== "object" || item === null) report(`${field}[${index}]`, item, "an object");
  }
  return list.filter((item) => typeof item === "object" && item !== null);
}

function checkPlans(list: readonly Plan[], report: Report): void {
  const plans = objectsOf("plans", list, report);
  if (plans.length === 0) report("plans", "empty", "at least one plan");
  const names = new Set<string>();
  for (const [index, plan] of plans.entries()) {
    const field = `plans[${index}]`;
    if (!isText(plan.name, /^[a-z][a-z0-9-]{0,39}$/)) {
      report(`${field}.name`, plan.name, "lower-case letters, digits and hyphens, at most 40");
    }
    if (names.has(plan.name)) report(`${field}.name`, plan.name, "a name that no other plan has");
    names.add(plan.name);
    if (plan.monthlyCredits !== null && !isWhole(plan.monthlyCredits, 0n, amountMax)) {
      report(`${field}.monthlyCredits`, plan.monthlyCredits, `null or a bigint from 0 to ${amountMax}`);
    }
    if (plan.monthlyPriceCents !== null && !isWhole(plan.monthlyPriceCents, 0n, amountMax)) {
      report(`${field}.monthlyPriceCents`, plan.monthlyPriceCents, `null or a bigint from 0 to ${amountMax}`);
    }
    const { yearlyPriceCents = null } = plan;
    if (yearlyPriceCents !== null && !isWhole(yearlyPriceCents, 0n, amountMax)) {
      report(`${field}.yearlyPriceCents`, yearlyPriceCents, `null or a bigint from 0 to ${amountMax}`);
    }
  }
}

function checkTrial(trial: Trial | null | undefined, plans: readonly Plan[], report: Report): void {
  if (trial === null || trial === undefined) return;
  if (typeof trial !== "object") {
    report("trial", trial, "null or an object");
    return;
  }
  const names = Array.isArray(plans) ? plans.map((plan) => plan?.name) : [];
  if (!names.includes(trial.plan)) report("trial.plan", trial.plan, `a plan of the catalogue (${names.join(", ")})`);
  const isDays = Number.isInteger(trial.days) && trial.days >= 1 && trial.days <= trialDaysMost;
  if (!isDays) report("trial.days", trial.days, `a whole number from 1 to ${trialDaysMost}`);
}

function checkPacks(list: readonly Pack[], report: Report): void {
  const packs = objectsOf("packs", list, report);
  if (packs.length === 0) report("packs", "empty", "at least one pack");
  let previous: Pack = { credits: 0n, priceCents: 0n };
  let previousRate: Pack | null = null;
  for (const [index, pack] of packs.entries()) {
    const field = `packs[${index}]`;
    if (!isWhole(pack.credits, previous.credits + 1n, amountMax)) {
      report(`${field}.credits`, pack.credits, `a bigint above ${previous.credits}, the pack before it`);
      return;
    }
    if (!isWhole(pack.priceCents, previous.priceCents + 1n, amountMax)) {
      report(`${field}.priceCents`, pack.priceCents, `a bigint above ${previous.priceCents}, the pack before it`);
      return;
    }
    const step = { credits: pack.credits - previous.credits, priceCents: pack.priceCents - previous.priceCents };
    // A rising rate would price a bigger order above the pack rate just below it (SPEC section 6).
    if (previousRate && step.priceCents * previousRate.credits > previousRate.priceCents * step.credits) {
      report(`${field}.priceCents`, pack.priceCents, "a price per further credit that does not rise");
    }
    previousRate = step;
    previous = pack;
  }
}

function checkBands(field: string, list: readonly PriceBand[], report: Report): void {
  const bands = objectsOf(field, list, report);
  if (bands.length === 0) report(field, "empty", "at least one band");
  let above = 0;
  for (const [index, band] of bands.entries()) {
    const name = `${field}[${index}]`;
    const isLast = index === bands.length - 1;
    if (isLast !== (band.promptTokensMax === null)) {
      report(`${name}.promptTokensMax`, band.promptTokensMax, "a bound in every band but the last, which has null");
    } else if (
      band.promptTokensMax !== null &&
      !(Number.isSafeInteger(band.promptTokensMax) && band.promptTokensMax > above)
    ) {
      report(`${name}.promptTokensMax`, band.promptTokensMax, `a whole number above ${above}`);
    }
    above = band.promptTokensMax ?? above;
    for (const part of ["input", "cacheRead", "cacheWrite", "output"] as const) {
      if (!isWhole(band[part], 1n, nanoDollarsPerTokenMax)) {
        report(`${name}.${part}`, band[part], `a bigint from 1 to ${nanoDollarsPerTokenMax} nano-dollars per token`);
      }
    }
  }
}

function checkRateCards(list: readonly RateCard[], report: Report): void {
  const rateCards = objectsOf("rateCards", list, report);
  if (rateCards.length === 0) report("rateCards", "empty", "at least one rate card");
  const versions = new Set<string>();
  let previous = Number.NEGATIVE_INFINITY;
  for (const [index, card] of rateCards.entries()) {
    const field = `rateCards[${index}]`;
    if (!isText(card.version, /^[\w.:-]{1,64}$/))
      report(`${field}.version`, card.version, "1 to 64 of letters, digits, _ . : -");
    if (versions.has(card.version)) report(`${field}.version`, card.version, "a version that no other card has");
    versions.add(card.version);
    const from = card.from instanceof Date ? card.from.getTime() : Number.NaN;
    if (!(from > previous)) report(`${field}.from`, card.from, "an instant after the card before it");
    previous = from;
    if (!isWhole(card.nanoDollarsPerCredit, 1n, amountMax)) {
      report(`${field}.nanoDollarsPerCredit`, card.nanoDollarsPerCredit, `a bigint from 1 to ${amountMax}`);
    }
    const models = Object.entries(card.models ?? {});
    if (models.length === 0) report(`${field}.models`, "empty", "at least one model");
    for (const [model, bands] of models) checkBands(`${field}.models["${model}"]`, bands, report);
  }
}

/**
 * Checks a catalogue and returns it; fails with `CatalogError`, which names every wrong field, its value and what is
 * allowed.
 *
 * @example
 * const catalog = defineCatalog({ ...shippedCatalog, packs: [{ credits: 1_000n, priceCents: 900n }] });
 */
export function defineCatalog(input: Catalog): Catalog {
  if (typeof input !== "object" || input === null) {
    throw new CatalogError([`the catalogue is ${String(input)}; allowed: an object`]);
  }
  const problems: string[] = [];
  const report: Report = (field, value, allowed) => {
    const shown = value instanceof Date ? value.getTime() : value;
    problems.push(`${field} is ${String(shown)}; allowed: ${allowed}`);
  };
  if (!isText(input.currency, /^[a-z]{3}$/)) report("currency", input.currency, "three lower-case letters, as usd");
  checkPlans(input.plans, report);
  checkTrial(input.trial, input.plans, report);
  checkPacks(input.packs, report);
  const { smallestChargeCents = 0n, topUpMonths = null } = input;
  if (topUpMonths !== null && !(Number.isInteger(topUpMonths) && topUpMonths >= 1 && topUpMonths <= topUpMonthsMost)) {
    report("topUpMonths", topUpMonths, `null or a whole number from 1 to ${topUpMonthsMost}`);
  }
  if (!isWhole(smallestChargeCents, 0n, amountMax)) {
    report("smallestChargeCents", smallestChargeCents, `a bigint from 0 to ${amountMax}`);
  }
  checkRateCards(input.rateCards, report);
  if (problems.length > 0) throw new CatalogError(problems);
  return input;
}
