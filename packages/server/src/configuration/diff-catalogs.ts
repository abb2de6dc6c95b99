import { type ActionKind, actionKinds } from "@dokly/contract";
import { type Catalog, type PlanUse, pinPrices, priceUsage, quoteTopUp, type TokenUsage } from "@dokly/credits";
import type { CatalogSettings } from "./catalog-file.ts";

/** A value of today and the one that would take its place. */
type Change<Value> = { readonly before: Value; readonly after: Value };

/** What a new configuration does to one plan that is in either catalogue. */
export type PlanDiff = {
  readonly plan: string;
  readonly state: "added" | "removed" | "changed" | "same";
  /** Workspaces that are on it now, or have chosen it for a reset. */
  readonly workspaces: number;
  /** Of them, those whose next reset grants its number and not their own. */
  readonly affected: number;
  readonly monthlyCredits: Change<bigint | null> | null;
  readonly monthlyPriceCents: Change<bigint | null> | null;
  readonly yearlyPriceCents: Change<bigint | null> | null;
};

/** What one kind of action would cost, by an example. */
export type KindDiff = {
  readonly kind: ActionKind;
  /** From when on: prices have effective dates. */
  readonly at: Date;
  readonly model: Change<string>;
  /** Of a request of so many tokens. */
  readonly example: Pick<TokenUsage, "input" | "output">;
  readonly credits: Change<bigint>;
};

export type CatalogDiff = {
  readonly plans: readonly PlanDiff[];
  /** Plans that workspaces are on, get while unpaid, or have chosen, and that would be gone: nothing may apply this. */
  readonly vanishing: readonly PlanDiff[];
  readonly currency: Change<string> | null;
  readonly trial: Change<NonNullable<Catalog["trial"]> | null> | null;
  readonly topUps: readonly (Change<bigint> & { readonly credits: bigint })[];
  readonly smallestChargeCents: Change<bigint> | null;
  readonly kinds: readonly KindDiff[];
  readonly isSame: boolean;
};

/** An edit of a long paragraph, and a page. */
const exampleOf = (kind: ActionKind): KindDiff["example"] =>
  kind === "page" ? { input: 2_000, output: 4_000 } : { input: 1_000, output: 300 };

/**
 * Compares a configuration with the one in force, for the workspaces that are there. Nothing of a lot that was granted
 * changes by it: numbers of credits take effect at each workspace's next reset, prices with the next purchase.
 */
export function diffCatalogs(
  change: Change<CatalogSettings>,
  { uses, now }: { readonly uses: readonly PlanUse[]; readonly now: Date },
): CatalogDiff {
  const catalogs = { before: change.before.catalog, after: change.after.catalog };
  const names = new Set([
    ...catalogs.before.plans.map(({ name }) => name),
    ...catalogs.after.plans.map(({ name }) => name),
    ...uses.flatMap(namesOf),
  ]);
  const plans = [...names].map((name) => diffPlan(name, catalogs, uses));
  const isKnown = (name: string) => catalogs.after.plans.some((plan) => plan.name === name);
  const found = {
    plans,
    vanishing: plans.filter(({ plan, workspaces }) => workspaces > 0 && !isKnown(plan)),
    currency: changeOf(catalogs.before.currency, catalogs.after.currency),
    trial: changeOf(catalogs.before.trial ?? null, catalogs.after.trial ?? null),
    topUps: diffTopUps(catalogs),
    smallestChargeCents: changeOf(catalogs.before.smallestChargeCents ?? 0n, catalogs.after.smallestChargeCents ?? 0n),
    kinds: instantsOf(catalogs, now).flatMap((at) => diffKinds(change, at)),
  };
  const isSame =
    plans.every(({ state }) => state === "same") &&
    [found.vanishing, found.topUps, found.kinds].every((list) => list.length === 0) &&
    [found.currency, found.trial, found.smallestChargeCents].every((value) => value === null);
  return { ...found, isSame };
}

function namesOf({ plan, next, unpaidPlan }: PlanUse): string[] {
  return [plan, next?.plan, unpaidPlan].filter((name) => typeof name === "string");
}

/** Null where both are the same, also as the fields of an object. */
function changeOf<Value>(before: Value, after: Value): Change<Value> | null {
  const isSame = before === after || (isObject(before) && isObject(after) && haveSameFields(before, after));
  return isSame ? null : { before, after };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function haveSameFields(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every((key) => a[key] === b[key]);
}

function diffPlan(name: string, { before, after }: Change<Catalog>, uses: readonly PlanUse[]): PlanDiff {
  const [old, fresh] = [before, after].map(({ plans }) => plans.find((plan) => plan.name === name));
  const count = (counts: (use: PlanUse) => boolean): number =>
    uses.reduce((sum, use) => (counts(use) ? sum + use.workspaces : sum), 0);
  const changes = {
    monthlyCredits: changeOf(old?.monthlyCredits ?? null, fresh?.monthlyCredits ?? null),
    monthlyPriceCents: changeOf(old?.monthlyPriceCents ?? null, fresh?.monthlyPriceCents ?? null),
    yearlyPriceCents: changeOf(old?.yearlyPriceCents ?? null, fresh?.yearlyPriceCents ?? null),
  };
  const isChanged = Object.values(changes).some((one) => one !== null);
  const state = !old ? "added" : !fresh ? "removed" : isChanged ? "changed" : "same";
  return {
    plan: name,
    state: !old && !fresh ? "removed" : state,
    workspaces: count((use) => namesOf(use).includes(name)),
    affected: changes.monthlyCredits === null ? 0 : count((use) => grantsNumberOf(use, name)),
    ...changes,
  };
}

/** Whether the next reset grants this plan's own number; the operator's number of a workspace is not the plan's. */
function grantsNumberOf({ plan, monthlyCredits, next, unpaidPlan }: PlanUse, name: string): boolean {
  const coming = next ?? { plan, monthlyCredits };
  return unpaidPlan === name || (coming.plan === name && coming.monthlyCredits === null);
}

/** What orders cost whose size is a pack of either catalogue, where that changes. */
function diffTopUps({ before, after }: Change<Catalog>): CatalogDiff["topUps"] {
  const sizes = [...new Set([...before.packs, ...after.packs].map(({ credits }) => credits))];
  return sizes
    .sort((a, b) => Number(a - b))
    .map((credits) => ({ credits, before: quoteTopUp(before, credits), after: quoteTopUp(after, credits) }))
    .filter((order) => order.before !== order.after);
}

/** Now, and every later instant at which a rate card of either takes effect. */
function instantsOf({ before, after }: Change<Catalog>, now: Date): readonly Date[] {
  const later = [...before.rateCards, ...after.rateCards].map(({ from }) => from.getTime()).filter((at) => at > +now);
  return [now, ...[...new Set(later)].sort((a, b) => a - b).map((at) => new Date(at))];
}

function diffKinds({ before, after }: Change<CatalogSettings>, at: Date): KindDiff[] {
  return actionKinds.flatMap((kind) => {
    const example = exampleOf(kind);
    const usage = { ...example, cacheRead: 0, cacheWrite: 0, thinking: 0 };
    const creditsOf = ({ catalog, modelOfKind }: CatalogSettings) =>
      priceUsage(pinPrices(catalog, modelOfKind[kind], at), usage).credits;
    const model = { before: before.modelOfKind[kind], after: after.modelOfKind[kind] };
    const credits = { before: creditsOf(before), after: creditsOf(after) };
    if (model.before === model.after && credits.before === credits.after) return [];
    return [{ kind, at, model, example, credits }];
  });
}
