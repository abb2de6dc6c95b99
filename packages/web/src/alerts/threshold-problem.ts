import { alertThreshold, alertThresholdsMax } from "@dokly/contract";

/** Why a share in per cent can not be added to the alerts; null where it can. */
export function thresholdProblem(
  thresholds: readonly number[],
  typed: number | string,
): "most" | "twice" | "range" | null {
  const { data: threshold } = alertThreshold.safeParse(typed);
  if (threshold === undefined) return "range";
  if (thresholds.includes(threshold)) return "twice";
  return thresholds.length >= alertThresholdsMax ? "most" : null;
}
