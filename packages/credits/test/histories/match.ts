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
  for (const [field, expected] of Object.entries(predicted.accepted)) {
    const actual = outcome.accepted[field];
    if (field === "balance" || (field === "isReplay" && isUncertain && actual === true)) continue;
    if (field === "available" && expected === null) continue;
    if (ID_FIELDS.has(field) && typeof expected === "string" && typeof actual === "string") {
      const label = `${field}:${expected}`;
      const known = ids.get(label);
      if (known === undefined && ![...ids.values()].includes(actual)) bindings.push([label, actual]);
      else if (known !== actual) return differ(`${field} is ${actual}, the model says ${expected} (${known ?? "new"})`);
    } else if (!isSame(expected, actual)) {
      return differ(`${field} is ${show(actual)}, the model says ${show(expected)}`);
    }
  }
  return { difference: null, bindings };
}

function matchRefusal(
  predicted: Extract<ModelReply, { refused: string }>,
  outcome: Exclude<Outcome, { failed: unknown }>,
): Match {
  if ("accepted" in outcome)
    return differ(`the engine accepted ${show(outcome.accepted)}, the model refuses: ${predicted.refused}`);
  if (outcome.refused !== predicted.refused)
    return differ(`refused as ${outcome.refused}, not as ${predicted.refused}`);
  for (const [field, expected] of Object.entries(predicted.details ?? {})) {
    const actual = outcome.details[field];
    if (!isSame(expected, actual)) return differ(`${field} is ${show(actual)}, the model says ${show(expected)}`);
  }
  return { difference: null, bindings: [] };
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
