import { pageRunPagesMax } from "@dokly/contract";

/** The pages that are priced: those that were chosen, or all; only as many as run at once. */
export function pagesCounted(
  stored: readonly { readonly path: string }[],
  chosen: readonly string[],
): { readonly paths: readonly string[]; readonly isCut: boolean } {
  const all = stored.map(({ path }) => path).filter((path) => chosen.length === 0 || chosen.includes(path));
  return { paths: all.slice(0, pageRunPagesMax), isCut: all.length > pageRunPagesMax };
}

/** What would be left at least and at most, in whole credits; `missing` where the dearest case is not covered. */
export function leftAfter({ low, high, available }: { low: number; high: number; available: number }): {
  readonly low: number;
  readonly high: number;
  readonly missing: number;
} {
  return {
    low: Math.max(0, available - high),
    high: Math.max(0, available - low),
    missing: Math.max(0, high - available),
  };
}
