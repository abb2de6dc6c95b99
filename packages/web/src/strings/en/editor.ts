import { type ActionKind, type AiOptions, type LanguageCode, languages, type Tone } from "@dokly/contract";
import { formatCount, formatCredits, formatNumber, formatRange } from "../format.ts";

const kinds: Record<ActionKind, { name: string; what: string }> = {
  improve: { name: "Improve", what: "Clearer and smoother, same meaning" },
  expand: { name: "Expand", what: "More detail from what is there" },
  shorten: { name: "Shorten", what: "The same in fewer words" },
  simplify: { name: "Simplify", what: "Plain words and short sentences" },
  grammar: { name: "Fix grammar", what: "Spelling and grammar, nothing else" },
  tone: { name: "Change tone", what: "The same in another voice" },
  custom: { name: "Custom instruction", what: "Say in your own words what to do" },
  continue: { name: "Continue writing", what: "Goes on from here; Esc stops it" },
  translate: { name: "Translate", what: "Code, links and front matter stay" },
  outline: { name: "Outline", what: "The pages of a new site" },
  page: { name: "Generate page", what: "A draft from a title and a brief" },
};

const tones: Record<Tone, { name: string; detail: string }> = {
  neutral: { name: "Neutral", detail: "Plain facts, no colour" },
  friendly: { name: "Friendly", detail: "Warm, speaks to the reader" },
  formal: { name: "Formal", detail: "For contracts and policies" },
  casual: { name: "Casual", detail: "As one talks" },
  confident: { name: "Confident", detail: "Says it straight" },
  encouraging: { name: "Encouraging", detail: "Helps the reader on" },
  professional: { name: "Professional", detail: "Polite and to the point" },
  technical: { name: "Technical", detail: "Exact terms, for experts" },
};

const names: ReadonlyMap<LanguageCode, string> = new Map(languages.map(({ code, name }) => [code, name]));
const languageName = (code: LanguageCode): string => names.get(code) ?? code;

/** A kind with what was chosen for it: `Change tone: Formal`. */
function kindWith(kind: ActionKind, { tone, language, previous }: AiOptions): string {
  const into = language === undefined ? undefined : languageName(language);
  const chosen = tone === undefined ? into : tones[tone].name;
  const name = chosen === undefined ? kinds[kind].name : `${kinds[kind].name}: ${chosen}`;
  return previous === undefined ? name : `${name}, refined`;
}

/** The editor, its preview and the AI actions in it. */
export const editor = {
  label: (title: string) => `Markdown of ${title}`,
  placeholder: "Write in Markdown…",
  back: "All pages",
  readOnly: "Read only",
  notText: "This page is not text that can be edited here. It can be exported.",
  panes: { label: "View", write: "Write", both: "Both", preview: "Preview", resize: "Resize the preview" },
  kinds,
  kindWith,
  tones,
  languageName,
  save: {
    saved: "Saved",
    unsaved: "Not saved yet",
    saving: "Saving…",
    offline: "Offline, kept on this device",
    conflict: "Two versions",
    refused: "Not saved",
    decide: "Decide",
    again: "Save again",
    refusedWhy: (why: string) => `Not saved: ${why}`,
  },
  preview: {
    label: "Preview",
    frontMatter: "Front matter",
    empty: "Nothing to show yet.",
    large: "This page is large. The preview is drawn when you ask for it.",
    render: "Draw the preview",
    picture: (alt: string) => (alt === "" ? "Picture" : `Picture: ${alt}`),
    taskDone: "Done",
    taskOpen: "Not done",
    noPage: (href: string) => `There is no page at “${href}”.`,
  },
  conflict: {
    title: "Somebody saved another version",
    text: "Both versions are kept until you decide. Theirs is on the left, yours on the right.",
    gone: "Somebody deleted this page while you were editing it. Your text is kept until you decide.",
    theirs: "Theirs",
    mine: "Yours",
    takeTheirs: "Take theirs",
    keepMine: "Keep mine",
    saveAs: "Save mine under another name",
    path: "Path for your version",
    save: "Save",
    later: "Decide later",
    drop: "Let mine go",
    tookTheirs: "Their version is in the editor. Undo brings yours back.",
  },
  ai: {
    button: "AI",
    buttonLabel: "AI actions for the selected text",
    buttonAtCursor: "AI actions at the cursor",
    hint: "AI actions",
    hintLabel: "AI actions: for the selected text, or at the cursor",
    menu: "AI actions",
    atCursor: "AI actions at the cursor",
    back: ": back to all actions",
    willCost: "This will cost",
    translateInto: (language: string) => `Into ${language} or another language`,
    paragraph: { name: "This paragraph…", detail: "Select it, and choose what to do with it" },
    wholePage: { name: "The whole page…", detail: "Select all of it, and choose what to do with it" },
    language: {
      search: "Search for a language",
      list: "Languages",
      recent: "Recent",
      suggested: "Suggested",
      all: "All languages",
      none: "No language of this name",
    },
    instruction: {
      label: "What should the AI do with this text?",
      example: "Turn this into a numbered list",
      run: "Run",
      /** Stands in for an instruction while the menu shows what one would cost. */
      sample: "Make this easier to follow for somebody who is new to it.",
    },
    credits: (range: { low: number; high: number }) =>
      `${formatRange(range)} ${range.high === 1 ? "credit" : "credits"}`,
    notEnough: (needed: number, available: number) =>
      `needs ${formatNumber(needed)}, there ${available === 1 ? "is" : "are"} ${formatNumber(available)}`,
    ownKey: (most: string | null) => (most === null ? "on your own key" : `on your own key, up\u00a0to\u00a0${most}`),
    noOwnKey: "no own key pays for it",
    upToDollars: (most: string) => `up\u00a0to\u00a0${most}`,
    /** Tells of a site or a run of pages who pays. */
    onOwnKey: "On your own key",
    usedOnOwnKey: (credits: string, dollars: string) => `${credits} charged · ${dollars} on your own key`,
    estimating: "Estimating…",
    tooLong: (length: number, max: number) =>
      `This is ${formatNumber(length)} characters; one action takes at most ${formatNumber(max)}. Select a part of it.`,
    widened: "The marked text will be replaced: your selection, with the formatting that belongs to it.",
    demoWriter: "Demo writer",
    demoExplained: "Written offline by the built-in demo writer, not by a language model.",
  },
  confirm: {
    title: (kind: string) => `${kind} this text?`,
    range: "This will cost",
    available: "Available now",
    left: "Left after",
    paidBy: "Paid by",
    ownKey: "your own key",
    atProvider: "There at most",
    promiseOwn: "It is never run for more than that, and no credits are used.",
    promise: "It is never charged more than the larger number; what is not used returns.",
    run: "Run",
    cancel: "Cancel",
  },
  review: {
    region: (kind: string) => `${kind}: AI text to review`,
    starting: "Asking for credits…",
    writing: "Writing…",
    cancelling: "Stopping…",
    lost: "The connection is lost. The server goes on writing; this joins again by itself.",
    givenUp: "The server can not be reached. The text is kept there and is offered again.",
    held: (credits: number) => `${formatCredits(credits)} held`,
    stop: "Stop",
    accept: "Accept",
    acceptSome: (taken: number, all: number) => `Accept ${formatNumber(taken)} of ${formatNumber(all)}`,
    changesLabel: "Changes",
    changesHint: (count: number) =>
      `${formatCount(count, { one: "change", other: "changes" })}. Click one to keep the old words, or use the arrow keys and Space.`,
    change: (number: number, count: number, { removed, added }: { removed: string; added: string }) =>
      `Change ${formatNumber(number)} of ${formatNumber(count)}: ` +
      (removed === "" ? `add “${added}”` : added === "" ? `remove “${removed}”` : `“${removed}” becomes “${added}”`),
    showSame: (count: number) => `Show ${formatCount(count, { one: "unchanged line", other: "unchanged lines" })}`,
    take: "Dropped. Click to take this change.",
    drop: "Taken. Click to keep the old words.",
    refine: "Refine",
    refineLabel: "Say what should be different, and have it written again",
    refineExample: "Refine: shorter, and keep the example",
    waitSeconds: (seconds: number) => `Wait ${formatNumber(seconds)} s.`,
    refusedTitle: "This did not start, and cost 0 credits.",
    discard: "Discard",
    useAnyway: "Use it anyway",
    close: "Close",
    retry: "Try again",
    runAtNewPrice: "Run at the new price",
    copy: "Copy the text",
    copied: "Copied",
    stopped: (charged: number) =>
      charged === 0
        ? "Stopped before any text. Not charged."
        : `Stopped. ${formatCredits(charged)} charged for the text up to here.`,
    stoppedHint: "This is only a part of the new text.",
    unchanged: "The AI found nothing to change.",
    failedTitle: "This did not work, and cost 0 credits.",
    failedReturned: (credits: number, isNewPage: boolean) =>
      `${formatCredits(credits)} returned; ${isNewPage ? "no page was made" : "nothing on the page was changed"}.`,
    changed: "The text below the review was changed in the meantime, so it can not be replaced. Copy what you need.",
    keys: { accept: "Enter", discard: "Esc" },
  },
  failures: {
    "provider-failed": "The AI provider failed while writing. Try again; if it goes on, wait a few minutes.",
    "provider-overloaded": "The AI provider is overloaded. Try again in a minute.",
    "provider-timeout": "The AI provider took too long. Try again with a shorter selection.",
  } as Partial<Record<string, string>>,
  kept: {
    text: (kind: string) => `The text of “${kind}” from before is still kept.`,
    show: "Show it",
    dismiss: "Dismiss",
    noPlace: "The text that it would replace is not on this page any more. Copy what you need.",
  },
  waiting: {
    text: (kind: string) => `“${kind}” was waiting for credits.`,
    run: "Run it",
    dismiss: "Dismiss",
    gone: "The text that it was about is not on this page any more. Select it again and run the action.",
  },
  status: {
    label: "Last AI action",
    line: (figures: { charged: number; returned: number }) =>
      figures.returned > 0
        ? `${formatCredits(figures.charged)} · ${formatNumber(figures.returned)} returned`
        : formatCredits(figures.charged),
    refunded: "refunded",
    stopped: "stopped",
    undone: (returned: number) => `undone, ${formatNumber(returned)} returned`,
    why: "why?",
    whyLabel: "Why this charge? Open the receipt",
  },
  nextRun: {
    label: "Next action",
    hint: "Only outside production: makes your next AI action fail or run slowly, to see what happens.",
    behaviors: {
      normal: "normal",
      "fail-at-start": "fails at its start",
      "fail-midway": "fails midway",
      slow: "is slow",
    },
  },
  said: {
    saved: "Saved",
    started: (kind: string, held: number) => `${kind} started, ${formatCredits(held)} held. Escape stops it.`,
    ready: (kind: string, charged: number, returned: number) =>
      `${kind} is ready: ${formatCredits(charged)} charged, ${formatNumber(returned)} returned. Enter accepts, Escape discards.`,
    accepted: "Accepted. Undo brings the old text back.",
    discarded: "Discarded. The page is unchanged.",
    failed: (why: string) => `${why} It cost 0 credits.`,
  },
};
