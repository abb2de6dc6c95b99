import { formatCount, formatCredits, formatNumber } from "../format.ts";
import { operatorWorkspace } from "./operator-workspace.ts";

const outcomeWords = { done: "done", refused: "refused", unknown: "cut off: may have happened" };

/** The operator's console: find, understand, and set right. */
export const operatorConsole = {
  find: {
    title: "Find",
    intro: "Workspaces, people, actions and pages of the whole deployment.",
    label: "Search",
    hint: "Name, e-mail, page, or the id of an action, hold, request or workspace",
    idle: "Paste the id from a receipt, or type at least two characters.",
    nothing: "Nothing was found. Ids have to be whole; pages are found by the beginning of their path.",
    failed: "The search failed",
    more: "Show more",
    sections: { actions: "Actions", workspaces: "Workspaces", people: "People", pages: "Pages" },
    inNone: "in no workspace",
  },
  navigation: {
    count: (waiting: number) => (waiting > 99 ? "99+" : formatNumber(waiting)),
    waiting: (waiting: number) => `${formatNumber(waiting)} waiting`,
  },
  act: {
    reason: "Reason",
    reasonHint: "At least 3 characters. It is kept in the audit.",
    cancel: "Cancel",
    done: "Done, and in the audit",
    creditsRange: (least: number, most: number) =>
      least === most
        ? `It can only be ${formatNumber(least)}.`
        : `From ${formatNumber(least)} to ${formatNumber(most)}.`,
    dayOver: "This day is over.",
    unknown: "It may have been done all the same. Sent again from here, it is done once.",
  },
  acts: {
    title: "What operators did",
    none: "Nothing yet.",
    columns: { when: "When", act: "What", by: "Who", reason: "Reason" },
    names: {
      "action-refunded": "Refund",
      "plan-set": "Plan set",
      "goodwill-granted": "Goodwill",
      "hold-released": "Hold released",
      "limit-set": "Limit set",
      "workspace-suspended": "Suspended",
      "workspace-resumed": "Resumed",
      "payment-flag-resolved": "Payment flag resolved",
      "report-declined": "Report declined",
      "report-text-read": "Text of a report read",
      "master-keys-rotated": "Master key rotated",
      "sessions-ended": "Signed out everywhere",
      "clock-set": "Clock set",
      "clock-ended": "Clock ended",
    } as Readonly<Record<string, string>>,
    outcome: (outcome: "done" | "refused" | "unknown", code: string | null) =>
      code === null ? outcomeWords[outcome] : `${outcomeWords[outcome]}: ${code}`,
  },
  workspace: operatorWorkspace,
  action: {
    back: "Find",
    failed: "The action could not be loaded",
    missing: "There is no such action.",
    ran: (person: string, workspace: string) => `${person} · ${workspace}`,
    service: "A service",
    story: "What happened",
    receipt: "Receipt",
    noReceipt: "No tokens were priced for it.",
    refund: {
      title: "Refund",
      none: "Nothing is left to refund.",
      left: (left: number, charged: number) => `${formatNumber(left)} of ${formatCredits(charged)} can be refunded.`,
      credits: "Credits",
      all: (left: number) => `Refund all ${formatCredits(left)}`,
      part: (credits: number) => `Refund ${formatCredits(credits)}`,
      note: "It returns to the lots that had paid. What lots had paid that are over becomes goodwill until the next reset. The member is told, with the reason.",
      done: (credits: number, goodwill: number) =>
        goodwill > 0
          ? `${formatCredits(credits)} refunded, ${formatNumber(goodwill)} of it as goodwill`
          : `${formatCredits(credits)} refunded`,
    },
    payments: "Paid with",
    log: {
      title: "In the server's log",
      text: "Each action writes a line when it ends, with its id; the request that began it has a line of its own.",
      command: "With systemd",
      copy: "Copy",
      copied: "Copied",
    },
    facts: {
      workspace: "Workspace",
      person: "Person",
      page: "Page",
      status: "Outcome",
      estimate: "Estimate",
      charged: "Charged",
      refunded: "Refunded",
      id: "Action",
      hold: "Hold",
      request: "Provider's request",
      group: "Group",
    },
    statuses: { running: "running", succeeded: "succeeded", failed: "failed", cancelled: "cancelled" },
    release: "Release its hold",
  },
  story: {
    estimated: (low: number, high: number) =>
      `Estimated ${formatNumber(low)}–${formatCredits(high)}; the upper end is the most that it could cost`,
    held: (credits: number) => `${formatCredits(credits)} held`,
    sent: (model: string, writer: string | null) =>
      writer === "demo"
        ? `Written by the demo writer, priced as ${model}`
        : `Sent to ${model}, once: nothing is retried under a hold`,
    "cancel-asked": "Somebody asked to stop it",
    answered: (input: number, output: number, thinking: number) =>
      `Answered: ${formatNumber(input)} tokens in, ${formatNumber(output)} out${thinking > 0 ? `, ${formatNumber(thinking)} of them thinking` : ""}`,
    "provider-failed": (code: string | null) => (code === null ? "No answer that counts" : `Failed: ${code}`),
    settled: (charged: number, returned: number) =>
      `${formatCredits(charged)} charged, ${formatNumber(returned)} returned`,
    released: (returned: number, message: string | null) =>
      `${formatCredits(returned)} returned, nothing charged${message === null ? "" : `: ${message}`}`,
    expired: (returned: number) =>
      `The hold ended by its deadline: ${formatCredits(returned)} returned, nothing charged`,
    undone: "Its member took it back, with its charge",
    refunded: (credits: number) => `${formatCredits(credits)} given back in the ledger`,
    act: (act: string, by: string, credits: number | null) =>
      credits === null ? `${act} by ${by}` : `${act} of ${formatCredits(credits)} by ${by}`,
    requestId: "Request",
    lots: "Lots",
  },
  holds: {
    title: "Holds",
    intro: "What runs in all workspaces, the oldest first. A hold ends by itself at its deadline.",
    failed: "The holds could not be loaded",
    none: "Nothing runs.",
    noneLong: "Nothing has run that long.",
    filter: "Running for at least",
    filters: { 0: "any time", 60: "1 minute", 600: "10 minutes", 3600: "1 hour" } as Readonly<Record<number, string>>,
    columns: { what: "What", who: "Who", credits: "Credits", age: "Age", deadline: "Deadline" },
    seconds: (seconds: number) =>
      seconds < 120
        ? formatCount(seconds, { one: "second", other: "seconds" })
        : seconds < 7_200
          ? formatCount(Math.floor(seconds / 60), { one: "minute", other: "minutes" })
          : formatCount(Math.floor(seconds / 3_600), { one: "hour", other: "hours" }),
    overdue: "past its deadline: the next sweep ends it",
    release: "Release",
    releaseTitle: "Release the hold?",
    releaseText:
      "Everything it holds returns to the workspace, and its action has failed. What it was writing is not charged.",
    releaseNamed: (kind: string, workspace: string) => `Release the hold of ${kind} in ${workspace}`,
  },
  flags: {
    title: "Payments flagged",
    short: "Payments",
    intro: "What payments need a person for, oldest first.",
    failed: "The flags could not be loaded",
    none: "No payment needs anybody.",
    off: "Nobody takes payments here.",
    kinds: {
      "spent-before-taken-back": "Spent before taken back",
      "workspace-gone": "Workspace gone",
      "order-unknown": "Order unknown",
      "amount-differs": "Amount differs",
      "event-not-handled": "Event not handled",
      "invoice-partly-refunded": "Invoice partly refunded",
      "upgrade-taken-back": "Upgrade taken back",
      "second-subscription": "Second subscription",
    } as Readonly<Record<string, string>>,
    resolve: "Resolve",
    resolveTitle: "Was it dealt with?",
    resolveText: "It leaves this list. Say what was done.",
  },
  margins: {
    title: "Margins",
    intro:
      "What kinds and models earn: credits charged at the price of those who paid them, less what the provider took.",
    failed: "The margins could not be loaded",
    none: "No action began in this time.",
    range: "Of the past",
    days: (days: number) => formatCount(days, { one: "day", other: "days" }),
    columns: {
      kind: "Kind and model",
      actions: "Actions",
      credits: "Credits",
      price: "Price",
      cost: "Cost",
      margin: "Margin",
    },
    failedOf: (failed: number) => `${formatNumber(failed)} failed`,
    refundedOf: (refunded: number) => `${formatNumber(refunded)} refunded`,
    noModel: "no model",
    demo: "demo writer: costs nobody anything",
    ownKey: "own keys: paid by the workspaces",
    unpriced: (credits: number) => `${formatCredits(credits)} without a price`,
    total: "In total",
    how: "How it is computed",
    plan: (plan: string, price: string) => `${plan}: ${price} a credit`,
    topUp: (price: string, isPaid: boolean) =>
      isPaid
        ? `Top-ups: ${price} a credit, as paid in this time`
        : `Top-ups: ${price} a credit, the price of the smallest pack`,
    goodwill: "Goodwill: nothing",
    explained:
      "Monthly credits count with the price of the plan that has their number, whoever pays less for a year or for a trial. " +
      "Credits that expire unspent are earned and not counted here. What failed actions cost at the provider is not in the ledger.",
  },
  audit: {
    title: "Audit",
    intro: "Every act of operators, from the console and the command line. Nobody can change or remove a line.",
    failed: "The audit could not be loaded",
    none: "No act fits.",
    act: "Act",
    all: "All acts",
    by: "Operator",
    byHint: "Part of the e-mail or account",
    workspace: "Workspace",
    workspaceHint: "ws_…",
    from: "From",
    to: "To",
    csv: "CSV",
    jsonl: "JSON Lines",
    export: "Export",
    more: "Show more",
  },
  notice: {
    text: (credits: number) => `The operator refunded ${formatCredits(credits)} of your action: `,
    receipt: "Receipt",
    dismiss: "Dismiss this notice",
  },
};
