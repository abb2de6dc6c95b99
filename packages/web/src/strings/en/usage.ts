import { formatCount, formatCredits, formatDecimal, formatNumber } from "../format.ts";

const actions = (count: number): string => formatCount(count, { one: "action", other: "actions" });

const kindNames: Readonly<Record<string, string>> = {
  improve: "Improve",
  expand: "Expand",
  shorten: "Shorten",
  simplify: "Simplify",
  grammar: "Fix grammar",
  tone: "Change tone",
  custom: "Custom instruction",
  continue: "Continue writing",
  translate: "Translate",
  outline: "Outline",
  page: "Generate page",
  site: "Generate site",
  "demo-bar": "Demo bar",
};

/** The AI usage panel: the meter in the header and on its page, the chart, the log and the receipt. */
export const usage = {
  title: "AI usage",
  intro: (workspace: string) => `What ${workspace} has in credits, and where every one of them went.`,
  /** A kind of action; a service that holds credits through the API names its own kinds. */
  kind: (kind: string): string => kindNames[kind] ?? kind,
  meter: {
    title: "This period",
    parts: { spent: "Spent", held: "Held", available: "Available" },
    headline: (credits: number) => (credits === 1 ? "credit available" : "credits available"),
    header: (available: number, held: number) =>
      `${formatCredits(available)} available${held > 0 ? `, ${formatNumber(held)} held by running actions` : ""}. Open AI usage.`,
    unit: (credits: number) => (credits === 1 ? "credit" : "credits"),
    heldWord: "held",
    bar: (figures: { spent: number; held: number; available: number }, total: number) =>
      `Of ${formatCredits(total)}: ${formatNumber(figures.spent)} spent, ${formatNumber(figures.held)} held, ` +
      `${formatNumber(figures.available)} available.`,
    percent: (percent: number, credits: number) => (percent === 0 && credits > 0 ? "under 1%" : `${percent}%`),
    resets: "Resets",
    resetAt: (date: string, time: string, zone: string) => `${date}, ${time} (${zone})`,
    resetIn: (days: number) =>
      days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${formatCount(days, { one: "day", other: "days" })}`,
    expires: (credits: number, held: number) =>
      credits + held === 0
        ? "Nothing expires then."
        : `${formatCredits(credits)} not spent by then ${credits === 1 ? "expires" : "expire"}` +
          `${held > 0 ? `, and what returns of the ${formatNumber(held)} held` : ""}.`,
    afterReset: "Then a new period starts with the plan's monthly credits. Nothing rolls over.",
    later: (credits: number, date: string) => `${formatCredits(credits)} last until ${date}.`,
    forEver: (credits: number) => `${formatCredits(credits)} never expire.`,
    sources: "Where they came from",
    monthly: "Monthly",
    topUps: "Top-ups",
    goodwill: "Goodwill",
    total: "In total",
    topUpsHint: "bought",
    goodwillHint: "given by the operator",
    refunds: "Refunds",
    refundsHint: "of charges that expired credits had paid",
    running: "Running now",
    runningOf: (held: number) => `holds ${formatCredits(held)}`,
    runningMore: (count: number, held: number, isAtLeast: boolean) =>
      isAtLeast
        ? `and more than ${formatNumber(count)} others`
        : `and ${formatNumber(count)} more, which ${count === 1 ? "holds" : "hold"} ${formatCredits(held)}`,
    runningOfOthers: (held: number) => `Actions of others hold ${formatCredits(held)}`,
    empty: "There are no credits in this period. A top-up adds some at once.",
    topUp: "Top up",
    period: (start: string, end: string) => `${start} to ${end}`,
    failed: "The credits could not be loaded.",
    polling: "Live updates are interrupted; the figures are refreshed every few seconds.",
  },
  /** Every grant: what came in, and where it is. */
  lots: {
    open: "Every grant, and what became of it",
    title: "Every grant, and what became of it",
    intro:
      "Credits come in grants, and each grant is all accounted for: what was granted is spent, held, available, " +
      "expired or taken back. Spent here counts what is not refunded to it, whenever the action ran.",
    what: "Grant",
    granted: "Granted",
    parts: { spent: "Spent", held: "Held", available: "Available", expired: "Expired", reversed: "Taken back" },
    until: (date: string) => `until ${date}`,
    ended: (date: string) => `ended ${date}`,
    never: "never expires",
    none: "Nothing was granted yet.",
    earlier: "Show earlier ones",
    failed: "The grants could not be loaded.",
    loading: "Loading the grants",
  },
  forecast: {
    lasts: (left: number) => `At this pace they last until the reset, with about ${formatNumber(left)} left.`,
    runsOut: (date: string, missing: number) =>
      `At this pace they last until ${date}; about ${formatNumber(missing)} more would reach the reset.`,
    usedUp: "They are used up until the reset or a top-up.",
    rough: "Too little has run yet to say how long they last.",
    idle: "Nothing was spent lately, so there is no pace to go by.",
    basis: (credits: number, days: number, dates: string) =>
      `Pace: ${formatCredits(credits)} in ${formatCount(days, { one: "day", other: "days" })} (${dates})`,
    basisDay: (credits: number, date: string) => `Pace: ${formatCredits(credits)} on ${date}`,
  },
  whatIf: {
    open: "What would it cost?",
    title: "What would it cost?",
    intro: "An estimate holds and charges nothing. It is the same that you see before such an action runs.",
    what: "What",
    site: "A new site",
    translate: "Translating pages",
    pages: "Pages of the site",
    language: "Into",
    which: "Which pages",
    allPages: "All pages",
    chosen: (count: number) => formatCount(count, { one: "page", other: "pages" }),
    tooMany: (most: number) => `The first ${formatNumber(most)} are counted: so many run at once.`,
    noPages: "There are no pages to translate yet.",
    left: (low: number, high: number) =>
      low === high
        ? `${formatCredits(low)} would be left.`
        : `${formatNumber(low)} to ${formatCredits(high)} would be left.`,
    short: (missing: number) => `${formatCredits(missing)} more would be needed.`,
    refused: (count: number) =>
      `${formatCount(count, { one: "page", other: "pages" })} could not be run as ${count === 1 ? "it is" : "they are"} and ` +
      `${count === 1 ? "is" : "are"} not counted.`,
    siteBasis: "For a handbook with a brief of one paragraph; a longer brief or notes cost a little more.",
    loading: "Working out the price",
    sampleTitle: "Team handbook",
    sampleBrief:
      "How we work: getting started, the tools that we use, how decisions are made, how we plan, review and release, " +
      "whom to ask for what, and what to do when something breaks. For new and for long-standing colleagues.",
  },
  chart: {
    title: "Past 30 days",
    summary: (credits: number, actionCount: number) => `${formatCredits(credits)} in ${actions(actionCount)}`,
    perDay: (creditsPerDay: number) =>
      creditsPerDay === 0
        ? `under ${formatDecimal(0.1)} a day on average`
        : `${formatDecimal(creditsPerDay)} a day on average`,
    peak: (date: string, credits: number) => `most on ${date}: ${formatNumber(credits)}`,
    zone: (zone: string) => `Days of ${zone}`,
    counted: "Actions that failed, or were stopped before any text came, cost nothing and are not counted.",
    view: "Show the days as",
    asChart: "Chart",
    asTable: "Table",
    picture: "Download a picture of the chart",
    png: "PNG, in pixels",
    svg: "SVG, in vectors",
    label: "Credits per day and kind. Left and right arrow keys read the days.",
    tableLabel: "Credits per day and kind, the newest day first",
    date: "Day",
    total: "Total",
    actions: "Actions",
    empty: "No credits were spent in the past 30 days.",
    emptyHint: "Select text in a page and run an AI action: its charge appears here the moment it ends.",
    failed: "The chart could not be loaded.",
    loading: "Loading the chart",
  },
  /** How often what was charged lay within what was shown, in one line with its basis. */
  quality: (
    { samples, insidePercent }: { samples: number; insidePercent: number | null },
    least: number,
    days: number,
  ) =>
    samples < least || insidePercent === null
      ? `Too few charges yet (${formatNumber(samples)} of ${formatNumber(least)}) to say how often they lie within the ` +
        "range that was shown before. None is ever above it."
      : `${formatDecimal(insidePercent)}% of ${formatCount(samples, { one: "charge", other: "charges" })} in the past ` +
        `${formatCount(days, { one: "day", other: "days" })} lay within the range that was shown before. None was above it.`,
  log: {
    title: "Action log",
    columns: { action: "Action", person: "Person", time: "Time", estimate: "Estimate", charge: "Charge" },
    filters: "Filter the log",
    kind: "Kind",
    person: "Person",
    outcome: "Outcome",
    dates: "Dates",
    any: "Any",
    clear: "Clear filters",
    clearField: (field: string) => `Clear: ${field}`,
    presets: { today: "Today", week: "Past 7 days", month: "Past 30 days" },
    outcomes: { running: "Running", succeeded: "Succeeded", failed: "Failed", cancelled: "Cancelled" },
    tags: {
      refunded: "refunded",
      byok: "BYOK",
      demo: "demo",
      undone: "undone",
      running: "running",
      cancelled: "cancelled",
      "not-charged": "not charged",
      "manual-refund": "manual refund",
    },
    held: (credits: number) => `${formatNumber(credits)} held`,
    refundedByHand: (credits: number) => `${formatNumber(credits)} refunded`,
    of: (range: string) => `of ${range}`,
    open: (kind: string, time: string) => `Receipt of ${kind}, ${time}`,
    service: "A service",
    noEstimate: "–",
    more: "Load more",
    noneSoFar: (count: number) =>
      count === 0 ? "No match among the newest actions so far." : "No further match so far.",
    searchOn: "Search further back",
    export: {
      button: "Export",
      all: "All rows of the log",
      filtered: "Exactly the rows of this filter",
      csv: "CSV, for a spreadsheet",
      jsonl: "JSON Lines, for a program",
    },
    search: "Search",
    searchHint: "Page, person, kind, model or id",
    searchHintOwn: "Page, kind, model or id",
    page: "Page",
    group: "Of one site or batch",
    formerMember: "A former member",
    end: (count: number) => (count === 1 ? "That is the only action" : `That is all: ${actions(count)}`),
    reset: (at: string) => `Reset ${at}: the actions above count for this period, those below for earlier ones`,
    ownRows: "You see your own actions. Owners and admins see everybody's.",
    viewers: "As a viewer you see the totals. Editors see their own actions here, owners and admins all of them.",
    empty: "No action has run yet",
    emptyHint: "Open a page, select some text and choose AI. The price stands beside every action before it runs.",
    toPages: "Open the pages",
    noMatch: "No action matches this filter",
    failed: "The log could not be loaded.",
    retry: "Try again",
  },
};
