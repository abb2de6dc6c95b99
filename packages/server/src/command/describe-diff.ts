import type { CatalogDiff, KindDiff, PlanDiff } from "../configuration/diff-catalogs.ts";

/** A diff in sentences, one a line; empty where nothing changes. */
export function describeDiff(diff: CatalogDiff, currency: string): readonly string[] {
  const lines = diff.vanishing.map(
    ({ plan, workspaces }) =>
      `! ${plan} is in use by ${countOf(workspaces)} and would be gone: move them to another plan first.`,
  );
  lines.push(...diff.plans.flatMap((plan) => describePlan(plan, currency)));
  if (diff.currency !== null) lines.push(`currency: ${diff.currency.before} → ${diff.currency.after}`);
  if (diff.trial !== null) {
    const text = (trial: { plan: string; days: number } | null) =>
      trial === null ? "none" : `${trial.plan} for ${trial.days} days`;
    lines.push(`trial of new workspaces: ${text(diff.trial.before)} → ${text(diff.trial.after)}; those that run stay`);
  }
  for (const { credits, before, after } of diff.topUps) {
    lines.push(`top-up of ${credits}: ${money(before, currency)} → ${money(after, currency)}`);
  }
  if (diff.smallestChargeCents !== null) {
    const { before, after } = diff.smallestChargeCents;
    lines.push(`smallest charge: ${money(before, currency)} → ${money(after, currency)}`);
  }
  return [...lines, ...diff.kinds.map(describeKind)];
}

function describePlan(diff: PlanDiff, currency: string): readonly string[] {
  if (diff.state === "same") return [];
  const on = `(${countOf(diff.workspaces)})`;
  if (diff.state === "removed") return diff.workspaces > 0 ? [] : [`${diff.plan} ${on}: removed`];
  const lines = diff.state === "added" ? [`${diff.plan}: added`] : [];
  if (diff.monthlyCredits !== null && diff.state === "changed") {
    const { before, after } = diff.monthlyCredits;
    lines.push(
      `${diff.plan} ${on}: ${before ?? "the operator's number of"} → ${after ?? "the operator's number of"} credits, ` +
        `for ${countOf(diff.affected)} from the next reset on; what was granted stays`,
    );
  }
  for (const [interval, price] of [
    ["month", diff.monthlyPriceCents],
    ["year", diff.yearlyPriceCents],
  ] as const) {
    if (price === null || diff.state === "added") continue;
    const text = (cents: bigint | null) => (cents === null ? "no price" : money(cents, currency));
    lines.push(`${diff.plan} ${on}: ${text(price.before)} → ${text(price.after)} a ${interval}`);
  }
  return lines;
}

function describeKind({ kind, at, model, example, credits }: KindDiff): string {
  const models = model.before === model.after ? model.after : `${model.before} → ${model.after}`;
  return (
    `${kind} on ${models} from ${at.toISOString()}: ${credits.before} → ${credits.after} credits for ` +
    `${example.input} tokens in and ${example.output} out`
  );
}

function countOf(workspaces: number): string {
  return workspaces === 1 ? "1 workspace" : `${workspaces} workspaces`;
}

function money(cents: bigint, currency: string): string {
  return `${cents / 100n}.${(cents % 100n).toString().padStart(2, "0")} ${currency}`;
}
