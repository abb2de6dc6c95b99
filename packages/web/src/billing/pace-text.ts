import type { WaysOn } from "@dokly/contract";
import { forecastVerdict } from "../meter/forecast-words.ts";
import { strings } from "../strings/index.ts";
import { dayText } from "../usage/time-text.ts";

const words = strings.billing.waysOn;
const forecast = strings.usage.forecast;

/** What the ways on are compared at: the forecast of the meter, in its words, with its basis, and what is missing. */
export function paceText(found: Pick<WaysOn, "available" | "pace" | "isRough" | "runsOutOn" | "missing">): string {
  const { pace, missing } = found;
  const verdict = forecastVerdict({ ...found, basis: pace, leftAtReset: 0 });
  const dates = `${dayText(pace.from, "short")} – ${dayText(pace.to, "short")}`;
  const sentences = [
    sentenceOf(verdict),
    `${forecast.basis(pace.credits, pace.days, dates)}.`,
    ...(missing > 0 ? [words.missing(missing)] : []),
  ];
  return sentences.join(" ");
}

function sentenceOf(verdict: ReturnType<typeof forecastVerdict>): string {
  switch (verdict.type) {
    case "lasts":
      return words.lasts;
    case "runs-out":
      return words.runsOut(dayText(verdict.on, "long"));
    case "used-up":
    case "idle":
      return forecast[verdict.type === "idle" ? "idle" : "usedUp"];
    case "rough":
      return `${forecast.rough} ${words.rough}`;
  }
}
