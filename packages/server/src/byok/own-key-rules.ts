import { type ActionKind, actionKinds, type OwnKeyScope } from "@dokly/contract";
import type { KeyScope } from "./own-key-row.ts";

/** Whether the workspaces on a plan may bring keys of their own (SPEC 7). */
export function isPlanWithOwnKeys(plan: string): boolean {
  return plan === "enterprise";
}

/** A scope as it is stored; its budget is kept by the credit engine. */
export function scopeOf({ monthlyLimitCents: _budget, endsAt, ...scope }: OwnKeyScope): KeyScope {
  return { ...scope, endsAt: endsAt === null ? null : new Date(endsAt) };
}

/** What of a scope is bound, for the audit log. */
export function describeScope(scope: OwnKeyScope): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== null));
}

/**
 * Whether a provider's list has a model: under its name, or as a snapshot of it with a date, which older models are
 * listed as.
 */
export function isListed(listed: readonly string[], model: string): boolean {
  const snapshot = `${model}-`;
  return listed.some((id) => id === model || (id.startsWith(snapshot) && /^\d{8}$/.test(id.slice(snapshot.length))));
}

/** The models that a key with this scope would be asked for, and that the provider does not list for it. */
export function findModelsMissing(
  { kinds, models }: KeyScope,
  { listed, modelOfKind }: { listed: readonly string[]; modelOfKind: Readonly<Record<ActionKind, string>> },
): readonly string[] {
  const asked = actionKinds.filter((kind) => kinds?.includes(kind) !== false).map((kind) => modelOfKind[kind]);
  const needed = models ?? asked;
  return [...new Set(needed)].filter((model) => !isListed(listed, model));
}
