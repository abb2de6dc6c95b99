import type { PageRunPageState, SiteState } from "@dokly/contract";
import { formatCount, formatCredits, formatNumber } from "../format.ts";

const pages = (count: number): string => formatCount(count, { one: "page", other: "pages" });

const pageStates: Record<PageRunPageState, string> = {
  waiting: "Waiting",
  writing: "Being written",
  "to-review": "To review",
  accepted: "Accepted",
  rejected: "Rejected",
  expired: "Not decided in time",
  refunded: "Failed",
  cancelled: "Stopped",
};

const states: Record<SiteState, string> = {
  starting: "Starting",
  running: "Being written",
  "needs-credits": "Waiting for credits",
  cancelled: "Stopped",
  done: "Written",
};

/** An AI action on many whole pages: its price, its progress, and the review of each page. */
export const pageRuns = {
  title: "AI on pages",
  intro: "Actions on many pages at once. Nothing is changed until you accept it, page by page or all together.",
  of: (kind: string, count: number) => `${kind} on ${pages(count)}`,
  pages,
  states,
  pageStates,
  none: "No action has run on many pages yet.",
  noneHint: "Select pages in the list, and choose what to do with them. The price of each shows before anything runs.",
  toPages: "To the pages",
  failed: "The runs could not be loaded",
  ask: {
    title: (count: number) => `AI on ${pages(count)}`,
    kind: "What to do with each page",
    tone: "Tone",
    language: "Into which language",
    languageHint: "Code, links and the keys of the front matter stay. The translation takes the place of the text.",
    instruction: "What should the AI do with each page?",
    pages: "Pages",
    perPage: "What each page will cost",
    credits: "Credits",
    dollars: "On your own key",
    leftOut: (count: number) =>
      `${pages(count)} will be left out. ${count === 1 ? "It is not in the price." : "They are not in the price."}`,
    priceHint: "The price shows here as soon as it is clear what to do.",
    promise:
      "The larger number is held for all pages together. Each is charged by what it really took; one that fails costs 0.",
    run: "Run",
    promiseOwn:
      "That much of the key's limit is reserved for all pages together; where it does not fit, none runs. No credits are used.",
    runFor: (price: string) => `Run · ${price}`,
    cancel: "Cancel",
  },
  open: {
    label: "AI on pages",
    toReview: (count: number) => `${formatNumber(count)} to review`,
    running: (ended: number, all: number) => `${formatNumber(ended)} of ${pages(all)} done`,
    show: "Show",
    review: "Review",
  },
  run: {
    back: "All runs",
    progress: (ended: number, all: number) => `${formatNumber(ended)} of ${pages(all)} done`,
    toReview: (count: number) => `${formatNumber(count)} to review`,
    accepted: (count: number) => `${formatNumber(count)} accepted`,
    rejected: (count: number) => `${formatNumber(count)} rejected`,
    failed: (count: number) => `${formatNumber(count)} failed`,
    stopped: (count: number) => `${formatNumber(count)} stopped`,
    expired: (count: number) => `${formatNumber(count)} not decided in time`,
    charged: (credits: number) => `${formatCredits(credits)} charged`,
    held: (credits: number) => `${formatCredits(credits)} held`,
    background: "It goes on at the server when you leave this page.",
    kept: "No page is changed until you accept its text.",
    notOwn: "Somebody else runs this. They review the texts.",
    stop: "Stop",
    stopping: "Stopping…",
    stopHint: "What has not begun is released and costs nothing.",
    needsCredits: "The credits that were held for this run have lapsed, or could not be held.",
    needsCreditsHint: "Nothing was charged for the pages that are not written. Going on holds their credits again.",
    goOn: "Go on",
    acceptAll: (count: number) => `Accept all ${formatNumber(count)}`,
    acceptAllTitle: (count: number) => `Accept ${pages(count)} as they were written?`,
    acceptAllText:
      "Their new texts are saved without another look. A page that changed in the meantime stays as it is, and is left " +
      "for you to decide.",
    acceptAllSubmit: "Accept all",
    acceptedAll: (done: number, left: number) =>
      left === 0
        ? `${pages(done)} accepted.`
        : `${pages(done)} accepted. ${pages(left)} changed in the meantime and ${left === 1 ? "waits" : "wait"} for you.`,
    cancel: "Cancel",
    table: "Pages of this run",
    columns: { page: "Page", state: "State", cost: "Credits", ownKey: "Own key" },
    upTo: (credits: number) => `up to ${formatNumber(credits)}`,
    refunded: "refunded",
    retry: "Try again",
    retryOf: (title: string, high: number) => `Run “${title}” again, for up to ${formatCredits(high)}`,
    retryOnOwnKey: (title: string) => `Run “${title}” again, on your own key`,
    dearer: {
      title: "This page costs more now",
      text: (title: string) => `“${title}” has changed, or the prices have. Nothing has been held for it yet.`,
      credits: "Credits would pay for this now",
      creditsText: "It began on your own key, which does not pay for it any more. Nothing has been held for it yet.",
    },
    review: "Review",
    reviewOf: (title: string) => `Review “${title}”`,
    lost: "The connection is lost; the run goes on at the server.",
    notFound: "This run is not here any more.",
  },
  review: {
    region: (title: string) => `Review of “${title}”`,
    reject: "Reject",
    accept: "Accept",
    close: "Close",
    open: "Open the page",
    loading: "Loading the text…",
    failed: "The text could not be loaded",
    unchanged: "The AI found nothing to change on this page.",
    conflict: "This page was changed after the AI had read it",
    conflictText:
      "Its new text can not take the place of what stands there now. Copy what you need, and reject it; or run the " +
      "action on this page once more.",
    accepted: (title: string) => `“${title}” is saved with its new text.`,
    rejected: (title: string) => `“${title}” stays as it is.`,
  },
};
