/** How long something took, as `0.8s` or `2m 5s`. */
export function durationText(startedAt: string, endedAt: string, locale?: string): string {
  const ms = Math.max(0, Date.parse(endedAt) - Date.parse(startedAt));
  const unit = (name: string, value: number, digits = 0) =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit: name,
      unitDisplay: "narrow",
      maximumFractionDigits: digits,
    }).format(value);
  if (ms < 60_000) return unit("second", ms / 1000, 1);
  const seconds = Math.round(ms / 1000);
  return `${unit("minute", Math.floor(seconds / 60))} ${unit("second", seconds % 60)}`;
}
