import { alertThresholdsMax } from "@dokly/contract";
import { formatCredits, formatNumber } from "../format.ts";

/** Alerts when the bucket runs down, and limits on what members and kinds may cost in a period. */
export const limits = {
  title: "Alerts and limits",
  intro: (workspace: string) => `When ${workspace} is told that its credits run down, and what may cost how much.`,
  banner: {
    reached: (threshold: number, spent: number, total: number) =>
      threshold === 100
        ? `All ${formatCredits(total)} of this period are spent.`
        : `${threshold}% of this period's credits are spent: ${formatNumber(spent)} of ${formatNumber(total)}.`,
    show: "See where they went",
    dismiss: "Dismiss this alert",
  },
  /** Of a soft limit, beside an estimate. */
  warning: {
    short: "above a limit",
    all: (what: string, figures: string) =>
      `This can go above the limit everybody shares for ${what}: ${figures}. It runs all the same.`,
    own: (what: string, figures: string) =>
      `This can go above your limit for ${what}: ${figures}. It runs all the same.`,
  },
  /** Of a hard limit that refused. */
  refusal: {
    all: (what: string, figures: string, needed: number) =>
      `The limit that everybody shares for ${what} refuses this: ${figures}, and ${formatNumber(needed)} more do not fit.`,
    own: (name: string, what: string, figures: string, needed: number) =>
      `The limit of ${name} for ${what} refuses this: ${figures}, and ${formatNumber(needed)} more do not fit.`,
    free: "Nothing was charged.",
    setBy: (name: string, at: string) => `${name} set it on ${at}.`,
    changedBy: (names: string) => `${names} can change it.`,
  },
  alerts: {
    title: "Alerts",
    hint: "Everybody is told in the app, once a period for each share of the credits that is spent.",
    readOnly: "Owners and admins change this.",
    share: (threshold: number) => `${threshold}%`,
    none: "No alerts are set.",
    remove: (threshold: number) => `Remove the alert at ${threshold}%`,
    field: "Alert at",
    suffix: "% spent",
    add: "Add",
    most: `${alertThresholdsMax} alerts at most.`,
    twice: "There is one at this share already.",
    range: "A whole number from 1 to 100.",
    mail: "Mail owners and admins too",
    noMail: "This server is not set up to send mail.",
    saved: "Saved.",
    failed: "The alerts could not be loaded.",
  },
  list: {
    title: "Limits",
    hint:
      "The most that actions may cost in a period. A soft limit warns before an action runs; a hard one refuses what " +
      "would go above it, and says who can change it.",
    own: "You see the limits that count your actions. Owners and admins set them.",
    viewers: "Limits count what editors, admins and owners run. Viewers run no actions.",
    none: "There are no limits. Everybody may use all credits for everything.",
    noneForYou: "No limit counts your actions.",
    what: "What it counts",
    mode: "Above it",
    used: "Used this period",
    limit: "Limit",
    actions: "Change or remove",
    everybody: "Everybody",
    everything: "all actions",
    modes: { soft: "Warn", hard: "Refuse" },
    modeHints: { soft: "soft", hard: "hard" },
    usage: (used: number, credits: number, reserved: number) =>
      `${formatNumber(used)} of ${formatNumber(credits)}${reserved > 0 ? `, ${formatNumber(reserved)} held` : ""}`,
    reached: "reached",
    change: (what: string) => `Change the limit of ${what}`,
    remove: (what: string) => `Remove the limit of ${what}`,
    removed: "The limit is removed.",
    setBy: (name: string, at: string) => `Set by ${name} on ${at}`,
    changedBy: (names: string) => `${names} can change these.`,
    failed: "The limits could not be loaded.",
    loading: "Loading the limits",
  },
  form: {
    add: "Set a limit",
    change: "Change the limit",
    member: "Whose actions",
    kind: "Which actions",
    everyKind: "All actions",
    credits: "Credits in a period",
    mode: "What happens above it",
    soft: "Warn before it runs",
    hard: "Refuse it",
    needsOne: "Choose a person, a kind of action, or both.",
    needsCredits: "A whole number of credits, 0 or more.",
    save: "Save",
    cancel: "Cancel",
    saved: (what: string) => `The limit of ${what} is set.`,
    replaces: "There is a limit for this already; saving replaces it.",
  },
};
