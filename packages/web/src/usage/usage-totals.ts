import type { UsageDay } from "@dokly/contract";

export type UsageTotals = {
  readonly credits: number;
  readonly actions: number;
  /** Credits per day over all days asked for, zero days included, to one decimal; 0 for no days. */
  readonly creditsPerDay: number;
  /** The dearest day (the latest, where equal); null when nothing was spent. */
  readonly peak: { readonly date: string; readonly credits: number } | null;
};

export function usageTotals(days: readonly UsageDay[]): UsageTotals {
  const credits = days.reduce((all, day) => all + day.credits, 0);
  const actions = days.reduce((all, day) => all + day.actions, 0);
  const dearest = days.reduce<UsageDay | null>(
    (best, day) => (day.credits > 0 && day.credits >= (best?.credits ?? 0) ? day : best),
    null,
  );
  return {
    credits,
    actions,
    creditsPerDay: days.length === 0 ? 0 : Math.round((credits / days.length) * 10) / 10,
    peak: dearest && { date: dearest.date, credits: dearest.credits },
  };
}

/** Credits of one kind over all these days. */
export function creditsOfKind(days: readonly UsageDay[], kind: string): number {
  return days.reduce((all, day) => all + (day.byKind[kind] ?? 0), 0);
}
