import type { ModelReply } from "../model/state.ts";
import type { Ids, Outcome } from "./engine-driver.ts";

/** The first difference in words, or null; and the ids that a match brings to labels which had none. */
export type Match = { readonly difference: string | null; readonly bindings: readonly (readonly [string, string])[] };

const ID_FIELDS: ReadonlySet<string> = new Set(["hold", "action", "lot"]);

/**
 * Compares a prediction with what the engine answered. Uncertain: a fault struck, and an earlier attempt of the same
 * request may have counted; then a replay may be answered where the model expects the first answer. Its amounts are the
 * same.
 */
export function match(predicted: ModelReply, outcome: Outcome, ids: Ids, isUncertain: boolean): Match {
  if ("failed" in outcome) return differ(`the engine failed: ${describe(outcome.failed)}`);
  if ("refused" in predicted) return matchRefusal(predicted, outcome);
  if ("refused" in outcome) return differ(`the engine refused: ${outcome.refused}, the model says ${show(predicted)}`);
  const bindings: [string, string][] = [];
  const difference = matchFields(predicted.accepted, outcome.accepted, { ids, isUncertain, bindings });
  return difference === null ? { difference, bindings } : differ(difference);
}

type Context = { readonly ids: Ids; readonly isUncertain: boolean; readonly bindings: [string, string][] };

/** Left open where the model says null: it depends on when somebody came by. */
const OPEN_FIELDS: ReadonlySet<string> = new Set(["available", "deadline"]);

/** The first difference in words, or null. Ids that have no label yet are bound to theirs. */
function matchFields(predicted: Fields, actualFields: Fields, context: Context): string | null {
  for (const [field, expected] of Object.entries(predicted)) {
    const actual = actualFields[field];
    if (field === "balance" || (field === "isReplay" && context.isUncertain && actual === true)) continue;
    if (expected === null && OPEN_FIELDS.has(field)) continue;
    if (Array.isArray(expected) && Array.isArray(actual)) {
      const differences = expected.map((one, index) => matchFields(one, actual[index] ?? {}, context));
      const first = differences.find((difference) => difference !== null);
      if (first !== undefined || expected.length !== actual.length)
        return `${field}: ${first ?? "another number of them"}`;
    } else if (ID_FIELDS.has(field) && typeof expected === "string" && typeof actual === "string") {
      const difference = matchId(`${field}:${expected}`, actual, context);
      if (difference !== null) return difference;
    } else if (!isSame(expected, actual)) {
      return `${field} is ${show(actual)}, the model says ${show(expected)}`;
    }
  }
  return null;
}

type Fields = Readonly<Record<string, unknown>>;

function matchId(label: string, actual: string, { ids, bindings }: Context): string | null {
  const known = ids.get(label) ?? bindings.find(([bound]) => bound === label)?.[1];
  if (known === undefined && ![...ids.values()].includes(actual)) bindings.push([label, actual]);
  else if (known !== actual) return `the id is ${actual}, the model says ${label} (${known ?? "new"})`;
  return null;
}

function matchRefusal(
  predicted: Extract<ModelReply, { refused: string }>,
  outcome: Exclude<Outcome, { failed: unknown }>,
): Match {
  if ("accepted" in outcome)
    return differ(`the engine accepted ${show(outcome.accepted)}, the model refuses: ${predicted.refused}`);
  if (outcome.refused !== predicted.refused)
    return differ(`refused as ${outcome.refused}, not as ${predicted.refused}`);
  const told = predicted.details ?? [{}];
  const isTold = told.some((details) =>
    Object.entries(details).every(
      ([field, expected]) => field === "action" || isSame(expected, outcome.details[field]),
    ),
  );
  return isTold
    ? { difference: null, bindings: [] }
    : differ(`told ${show(outcome.details)}, the model says ${show(told)}`);
}

function differ(difference: string): Match {
  return { difference, bindings: [] };
}

export function isSame(expected: unknown, actual: unknown): boolean {
  if (expected instanceof Date && actual instanceof Date) return expected.getTime() === actual.getTime();
  return expected === actual;
}

/** JSON with credits and instants readable, for messages. */
export function show(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? `${inner}n` : inner)) ?? "undefined";
}

export function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
