import type { DemoStep } from "@dokly/contract";
import { formatCount, formatCredits, formatNumber } from "../format.ts";

type Step = {
  readonly label: string;
  /** The same in one word, where there is little room. */
  readonly short: string;
  readonly look: string;
  readonly act: string;
  readonly rule: string;
};

const steps: Record<DemoStep, Step> = {
  "fail-action": {
    label: "Fail an action",
    short: "Fail",
    look: "Watch the meter while your next AI action runs: its credits are held, then it fails and all of them return, and the log tags it “refunded” and charges 0.",
    act: "Make my next action fail",
    rule: "How a hold ends",
  },
  "empty-bucket": {
    label: "Empty the bucket",
    short: "Empty",
    look: "Run an action afterwards: it is refused before anything is sent, with what it needs, what is missing, and the ways on.",
    act: "Take all but one credit",
    rule: "When too few are available",
  },
  "step-to-reset": {
    label: "Step to the reset",
    short: "Reset",
    look: "Look at the meter: what was left has expired, and the new period begins with exactly the plan's credits.",
    act: "Step to just after it",
    rule: "Periods and resets",
  },
  verify: {
    label: "Verify",
    short: "Verify",
    look: "Every sum is worked out again from the ledger's lines, and each figure that differs is named.",
    act: "Verify now",
    rule: "What is verified",
  },
  "end-clock": {
    label: "End the clock",
    short: "End",
    look: "Look at the banner: time is real again, and a workspace that saw the future waits there until it has come.",
    act: "Back to real time",
    rule: "Time does not run back",
  },
};

/** The bar for somebody who tries Dokly out, outside production. */
export const demo = {
  bar: "Demo bar",
  title: "Demo",
  close: "Close the demo bar",
  show: "Show the demo bar",
  hide: "Hide the demo bar",
  closed: "The demo bar is closed. The account menu shows it again.",
  steps,
  rule: (name: string) => `The rule: ${name}`,
  opensTab: "opens in a new tab",
  ownersOnly: "Owners of the workspace can do this.",
  operatorsOnly: "The clock counts for this whole Dokly, so only its operator sets it.",
  demoOperator: (email: string) => `Here that is ${email}: sign out, and choose it at the sign-in.`,
  resetAt: (at: string) => `Its next reset: ${at}.`,
  ownKey: "Where actions run on a key of your own they cost 0 credits, and go on.",
  done: {
    failing: "Your next AI action here will fail. Select text on a page and run one.",
    emptied: (taken: number, left: number, held: number) =>
      (taken === 0
        ? `There was nothing to take: ${formatCredits(left)} left.`
        : `${formatCredits(taken)} taken, ${formatNumber(left)} left. Expand a text to be refused.`) +
      (held === 0 ? "" : ` ${formatCredits(held)} held by running actions: what they do not use comes back.`),
    stepped: (at: string) => `It is ${at} now, for everybody on this Dokly.`,
    verified: "Everything adds up.",
    differs: (count: number) =>
      `${formatCount(count, { one: "figure differs from its lines", other: "figures differ from their lines" })}.`,
    ended: "Time is real again.",
  },
  proof: "The whole proof, in AI usage",
};
