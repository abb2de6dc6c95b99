import { actionKinds, type UsageDay } from "@dokly/contract";

/** The order in which kinds are stacked and listed; kinds unknown here follow by name. */
const kindOrder: readonly string[] = actionKinds;

/**
 * The kinds that appear in these days, in their fixed order, so that a kind keeps its place and colour from day to
 * day.
 */
export function kindsOf(days: readonly UsageDay[]): readonly string[] {
  const present = new Set(days.flatMap((day) => Object.keys(day.byKind).filter((kind) => day.byKind[kind] !== 0)));
  return sortKinds([...present]);
}

export function sortKinds(kinds: readonly string[]): readonly string[] {
  const place = (kind: string) => {
    const at = kindOrder.indexOf(kind);
    return at === -1 ? kindOrder.length : at;
  };
  return kinds.toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** One bar of the chart: its date and, per `seriesKey`, credits (0 where there are none, so that stacks line up). */
export type ChartBar = { readonly date: string } & Readonly<Record<string, number | string>>;

/** A kind's key in a chart bar: prefixed, because a service may call its kind "date". */
export function seriesKey(kind: string): string {
  return `kind:${kind}`;
}

export function chartBars(days: readonly UsageDay[], kinds: readonly string[]): readonly ChartBar[] {
  return days.map((day) => {
    const credits = Object.fromEntries(kinds.map((kind) => [seriesKey(kind), day.byKind[kind] ?? 0]));
    return { ...credits, date: day.date };
  });
}
