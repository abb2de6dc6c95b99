import { formatCount, formatDecimal, formatNumber } from "../format.ts";

const charges = (count: number): string => formatCount(count, { one: "charge", other: "charges" });

/** The operator's area: what is seen of the deployment as a whole. */
export const operator = {
  title: "Operator",
  open: "Operator area",
  navigation: "Operator area",
  back: "Workspaces",
  only: "This area is for the operator of this Dokly.",
  onlyHint: "Whoever runs the server names the operator in its configuration.",
  estimates: {
    title: "Estimate quality",
    short: "Estimates",
    intro: "How often what people were charged lay within the range they saw before, over all workspaces.",
    days: "Of the past",
    dayCount: (days: number) => formatCount(days, { one: "day", other: "days" }),
    all: "All kinds",
    byKind: "By kind and writer",
    figures: { charges: "Charges", inside: "Within the range", cut: "Cut at the cap", width: "Median high ÷ low" },
    columns: {
      kind: "Kind",
      charges: "Charges",
      inside: "Within",
      below: "Below",
      cut: "At cap",
      width: "Width",
    },
    aims: { inside: "aim: at least 95%", cut: "aim: at most 1%", width: "aim: at most 2.5" },
    percent: (percent: number) => `${formatDecimal(percent)}%`,
    width: (width: number) => `${formatDecimal(width)}×`,
    number: formatNumber,
    charges,
    none: "–",
    verdicts: { reached: "reached", missed: "missed", thin: "too few" },
    basis: (count: number, least: number) =>
      count < least
        ? `${charges(count)}: from ${formatNumber(least)} on, the shares are compared with their aims.`
        : `Of ${charges(count)}. Nothing is ever charged above the range: it is the hold and the cap.`,
    writers: { anthropic: "model", demo: "demo writer" },
    empty: (days: number) => `No AI action has ended in the past ${formatCount(days, { one: "day", other: "days" })}`,
    emptyHint: "The figures begin with the first one. They count every workspace and name none.",
    failed: "The figures could not be loaded",
    explained:
      "An output that was cut at its cap counts as above the range, though its charge is not. What fails or is stopped " +
      "before its end counts nowhere. Each workspace sees its own share in AI usage.",
  },
  clock: {
    title: "Simulated clock",
    short: "Clock",
    intro: "Resets, month ends and expiries can be seen without waiting for them. It counts for everybody here.",
    now: "Business time",
    real: "This is the real time.",
    simulated: "This time is simulated and goes on running.",
    scope: "Plans, credits, orders and the sandbox follow it. Sign-ins, signatures and running actions use real time.",
    step: "Go on by",
    day: "A day",
    week: "A week",
    month: "30 days",
    toReset: "To the reset of",
    reset: "Just after its reset",
    set: "To any time",
    setLabel: "Date and time in UTC",
    setAction: "Set",
    end: "End the simulation",
    endText: "Back to real time. A workspace in which something happened in the future waits there until it has come.",
    done: (at: string) => `It is ${at} now`,
    ended: "Time is real again",
    failed: "The clock could not be read",
    banner: {
      simulated: (at: string) => `The clock is simulated: it is ${at} here.`,
      waiting: (at: string) => `This workspace saw ${at} under the simulated clock. Its time waits there until then.`,
      toClock: "Set the clock",
    },
  },
};
