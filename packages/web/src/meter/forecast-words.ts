import type { Forecast } from "@dokly/contract";

/** What a forecast comes to, in the words of the meter. */
export type ForecastVerdict =
  /** Fewer than three days with actions: nothing can be said. */
  | { readonly type: "rough" }
  /** Nothing was spent in the days that it is made from. */
  | { readonly type: "idle" }
  | { readonly type: "used-up" }
  | { readonly type: "lasts"; readonly left: number }
  | { readonly type: "runs-out"; readonly on: string; readonly missing: number };

/** Reads the verdict off the server's figures; `on` is a calendar date of the viewer's zone. */
export function forecastVerdict(
  forecast: Pick<Forecast, "isRough" | "basis" | "available" | "runsOutOn" | "leftAtReset" | "missing">,
): ForecastVerdict {
  if (forecast.available === 0) return { type: "used-up" };
  if (forecast.basis.credits === 0) return { type: "idle" };
  if (forecast.isRough) return { type: "rough" };
  const { runsOutOn, missing, leftAtReset } = forecast;
  return runsOutOn === null ? { type: "lasts", left: leftAtReset } : { type: "runs-out", on: runsOutOn, missing };
}
