import type { DrawnPage } from "./log-pages.ts";

/**
 * The action above which the current period began: the first one that ran before it, where a later one stands above.
 * Null where the rows do not cross it.
 */
export function firstBeforePeriod(pages: readonly DrawnPage[], periodStart: string): string | null {
  const start = Date.parse(periodStart);
  const actions = pages.flatMap((page) => page.actions);
  const at = actions.findIndex((action) => Date.parse(action.startedAt) < start);
  return at > 0 ? (actions[at]?.id ?? null) : null;
}
