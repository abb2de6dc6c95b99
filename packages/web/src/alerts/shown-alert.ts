import type { Balance, UsageAlert } from "@dokly/contract";

/**
 * The one alert worth a line: the highest that is left. None once nothing is left to spend, which is said by itself.
 */
export function shownAlert(
  alerts: readonly UsageAlert[],
  balance: Pick<Balance, "available" | "held" | "period">,
): UsageAlert | null {
  if (balance.available + balance.held === 0) return null;
  // One of a period that has ended meanwhile is over, even before the list was read again.
  const current = alerts.filter(({ periodStart }) => Date.parse(periodStart) === Date.parse(balance.period.start));
  return current.reduce<UsageAlert | null>(
    (highest, alert) => (highest === null || alert.threshold > highest.threshold ? alert : highest),
    null,
  );
}
