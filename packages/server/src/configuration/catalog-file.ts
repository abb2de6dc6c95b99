import { readFileSync } from "node:fs";
import { type ActionKind, actionKinds } from "@dokly/contract";
import { type Catalog, CatalogError, defineCatalog, isCreditsError, pinPrices, shippedCatalog } from "@dokly/credits";
import { z } from "zod";
import { ConfigurationError } from "./configuration-error.ts";

/** What the file of DOKLY_CONFIG decides. */
export type CatalogSettings = { readonly catalog: Catalog; readonly modelOfKind: Readonly<Record<ActionKind, string>> };

const shippedModel = "claude-sonnet-5-5";
const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).transform(BigInt);
const band = z.strictObject({
  promptTokensMax: z.number().int().nullable(),
  input: whole,
  cacheRead: whole,
  cacheWrite: whole,
  output: whole,
});

/** Each part that is given replaces the shipped one as a whole. Amounts are whole JSON numbers. */
const catalogFile = z.strictObject({
  currency: z.string().optional(),
  plans: z
    .array(
      z.strictObject({
        name: z.string(),
        monthlyCredits: whole.nullable(),
        monthlyPriceCents: whole.nullable(),
        yearlyPriceCents: whole.nullable().default(null),
      }),
    )
    .optional(),
  /** What new workspaces begin with, before the free plan. */
  trial: z.strictObject({ plan: z.string(), days: z.number() }).nullable().optional(),
  smallestChargeCents: whole.optional(),
  topUpMonths: z.number().nullable().optional(),
  packs: z.array(z.strictObject({ credits: whole, priceCents: whole })).optional(),
  rateCards: z
    .array(
      z.strictObject({
        version: z.string(),
        from: z.iso.datetime({ offset: true }).transform((value) => new Date(value)),
        nanoDollarsPerCredit: whole,
        models: z.record(z.string(), z.array(band)),
      }),
    )
    .optional(),
  kinds: z.partialRecord(z.enum(actionKinds), z.strictObject({ model: z.string() })).optional(),
});

const noFreePlan = "plans has none that is called free; allowed: plans with free, which new workspaces begin on";

/**
 * Reads plans, packs, rate cards and the models of the kinds; null gives the shipped ones.
 * @throws ConfigurationError naming each wrong field, its value and what is allowed
 */
export function readCatalogFile(path: string | null, now: Date): CatalogSettings {
  const given = path === null ? {} : parseFile(path);
  const { kinds: models, ...parts } = given;
  const catalog = checkCatalog(path, { ...shippedCatalog, ...withoutUndefined(parts) });
  const modelOfKind = Object.fromEntries(
    actionKinds.map((kind) => [kind, models?.[kind]?.model ?? shippedModel]),
  ) as Record<ActionKind, string>;
  const problems = catalog.plans.some(({ name }) => name === "free") ? [] : [noFreePlan];
  problems.push(...actionKinds.flatMap((kind) => priceProblem(catalog, kind, modelOfKind[kind], now)));
  if (problems.length > 0) throw inFile(path, problems);
  return { catalog, modelOfKind };
}

function parseFile(path: string): z.output<typeof catalogFile> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError([`DOKLY_CONFIG ("${path}") can not be read as JSON: ${reason}.`]);
  }
  const result = catalogFile.safeParse(json);
  if (result.success) return result.data;
  throw inFile(
    path,
    result.error.issues.flatMap((issue) => {
      if (issue.code === "unrecognized_keys")
        return issue.keys.map((key) => `${fieldName([...issue.path, key])} is unknown`);
      const value = issue.path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)?.[key], json);
      return `${fieldName(issue.path)} is ${JSON.stringify(value)?.slice(0, 80)}: ${issue.message}`;
    }),
  );
}

function checkCatalog(path: string | null, catalog: Catalog): Catalog {
  try {
    return defineCatalog(catalog);
  } catch (cause) {
    if (cause instanceof CatalogError) throw inFile(path, cause.problems);
    throw cause;
  }
}

/** A model without a price would make every action of its kind fail; better now than at the first click. */
function priceProblem(catalog: Catalog, kind: ActionKind, model: string, now: Date): string[] {
  try {
    pinPrices(catalog, model, now);
    return [];
  } catch (cause) {
    if (!isCreditsError(cause, "unpriced-model")) throw cause;
    const card = catalog.rateCards.findLast(({ from }) => from.getTime() <= now.getTime());
    const priced = card === undefined ? "no rate card is in force yet" : Object.keys(card.models).join(", ");
    return [`kinds.${kind}.model is ${JSON.stringify(model)}; allowed: a model with a price (${priced})`];
  }
}

function inFile(path: string | null, problems: readonly string[]): ConfigurationError {
  return new ConfigurationError(problems.map((problem) => `${path === null ? "" : `In ${path}: `}${problem}.`));
}

function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the file";
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`))
    .join("");
}

function withoutUndefined<Parts extends object>(
  parts: Parts,
): { [Key in keyof Parts]: Exclude<Parts[Key], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Parts]: Exclude<Parts[Key], undefined>;
  };
}
