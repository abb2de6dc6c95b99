const mostAlerts = 5;

/** Why a share in per cent can not be added to the alerts; null where it can. */
export function thresholdProblem(
  thresholds: readonly number[],
  typed: number | string,
): "most" | "twice" | "range" | null {
  if (typeof typed !== "number" || !Number.isInteger(typed) || typed < 1 || typed > 100) return "range";
  if (thresholds.includes(typed)) return "twice";
  return thresholds.length >= mostAlerts ? "most" : null;
}
