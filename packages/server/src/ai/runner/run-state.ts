import type { TokenUsage } from "@dokly/credits";
import { estimateTokenLength } from "@dokly/credits";
import { type ActionRequest, withLineEnding } from "../build-request.ts";
import type { ProviderEvent, StopReason } from "../provider.ts";
import { readFences } from "../validators/fences.ts";
import { findInvalidOutput, type InvalidOutput } from "../validators/find-invalid-output.ts";

/** Why an action failed, as its log shows it. */
export type RunFailure = {
  readonly code: string;
  readonly message: string;
  /** The provider's own id of the request that failed, and how long it asks to wait. */
  readonly requestId?: string | null;
  readonly retryAfterSeconds?: number | null;
};

/** Failures of an output that came whole and is of no use: nobody pays for it, and we have (RULES R6.3). */
export const unusableOutputCodes: readonly string[] = ["output-invalid", "output-cut-off"];

/** What is known of a run; plain values, changed by `applyEvent` only. */
export type RunState = {
  readonly started: TokenUsage | null;
  readonly requestId: string | null;
  /** The answer so far without white space at its ends, with line feeds: what is validated. */
  readonly answer: string;
  /** White space that is delivered once something follows it. */
  readonly pending: string;
  readonly finished: { readonly usage: TokenUsage; readonly stopReason: StopReason } | null;
};

/** How a run ends in the ledger. */
export type RunEnd =
  | {
      readonly type: "settle";
      readonly status: "succeeded" | "cancelled";
      readonly usage: TokenUsage;
      /** The provider stopped at the cap, and what came is of use all the same (RULES R6.4). */
      readonly isCut: boolean;
    }
  | { readonly type: "release"; readonly status: "failed"; readonly failure: RunFailure }
  | { readonly type: "release"; readonly status: "cancelled"; readonly failure: null };

export const newRun: RunState = { started: null, requestId: null, answer: "", pending: "", finished: null };

function applyText(state: RunState, text: string, request: ActionRequest): { state: RunState; delta: string } {
  const isFirst = state.answer === "";
  const joined = state.pending + text;
  const visible = (isFirst ? joined.trimStart() : joined).trimEnd();
  if (visible === "") return { state: { ...state, pending: isFirst ? "" : joined }, delta: "" };
  const pending = joined.slice(joined.trimEnd().length);
  const piece = visible.replaceAll("\r\n", "\n");
  const delta = (isFirst ? request.lead : "") + withLineEnding(piece, request.lineEnding);
  return { state: { ...state, answer: state.answer + piece, pending }, delta };
}

/**
 * Takes in one event of the provider. `delta` is what people get to see of it: the white space at the ends of the
 * selection stands around the answer, whatever the model put there, and lines end as they end in the page.
 */
export function applyEvent(
  state: RunState,
  event: ProviderEvent,
  request: ActionRequest,
): { readonly state: RunState; readonly delta: string } {
  if (event.type === "started")
    return { state: { ...state, started: event.usage, requestId: event.requestId }, delta: "" };
  if (event.type === "finished") {
    const { usage, stopReason } = event;
    return { state: { ...state, finished: { usage, stopReason } }, delta: "" };
  }
  return event.type === "text" ? applyText(state, event.text, request) : { state, delta: "" };
}

const invalidSentences: Readonly<Record<InvalidOutput, string>> = {
  empty: "No text came back.",
  "prompt-leftovers": "What came back was not a text for the page.",
  "fences-unbalanced": "The text that came back would have left a block of code open.",
  "front-matter-damaged": "The text that came back would have changed the page's front matter.",
  "links-or-code-lost": "The text that came back had lost a link or a piece of code.",
  "terms-lost": "The text that came back had lost a term of your glossary.",
  "outline-unreadable": "The outline that came back was not one that pages can be made from.",
  "structure-broken":
    "The text that came back would have broken the line, the headings or the table that it stands in.",
};

function failed(code: string, message: string): RunEnd {
  return { type: "release", status: "failed", failure: { code, message } };
}

function decideFinished(finished: NonNullable<RunState["finished"]>, answer: string, request: ActionRequest): RunEnd {
  if (finished.stopReason === "refusal")
    return failed("provider-refused", "The AI provider declined to write this. Try another selection or other words.");
  const isCut = finished.stopReason === "cap";
  if (isCut && !request.isUsableWhenCut) {
    return failed(
      "output-cut-off",
      "The text grew longer than its limit and was cut off. Try it with a shorter selection.",
    );
  }
  if (finished.stopReason === "other")
    return failed("provider-incomplete", "The AI provider stopped before the text was complete. Try again.");
  const invalid = findInvalidOutput(answer, request, { isCut });
  if (invalid !== null) return failed("output-invalid", `${invalidSentences[invalid]} Try again.`);
  return { type: "settle", status: "succeeded", usage: finished.usage, isCut };
}

/**
 * How the run ends (SPEC 4, RULES R6.2). A provider that finished counts, even if a cancel came just after. A
 * cancel before any text costs nothing; after it, the input as reported plus the delivered text, counted low: in
 * the person's favour. All else is a failure.
 */
export function decideEnd(
  state: RunState,
  request: ActionRequest,
  stop: { readonly isCancelled: boolean; readonly failure: RunFailure | null },
): RunEnd {
  if (state.finished !== null && stop.failure === null) return decideFinished(state.finished, state.answer, request);
  if (stop.isCancelled && state.answer !== "" && state.started !== null) {
    const output = Math.max(1, estimateTokenLength(state.answer).low);
    return { type: "settle", status: "cancelled", usage: { ...state.started, output, thinking: 0 }, isCut: false };
  }
  if (stop.isCancelled) return { type: "release", status: "cancelled", failure: null };
  const { code, message } = stop.failure ?? {
    code: "internal",
    message: "Something went wrong on our side. Try again.",
  };
  return failed(code, message);
}

/** What a draft ends with that reached its limit (RULES R6.4). */
const stoppedMark = "\n\n> [!NOTE]\n> This draft stopped at its limit.";

/**
 * The end of the text of a run that settled: the white space behind the selection, once the answer is whole. Where the
 * answer was stopped within a block of code and stays, the block is closed.
 */
export function closingDelta(end: RunEnd, request: ActionRequest, answer = ""): string {
  if (end.type !== "settle") return "";
  const isWhole = end.status === "succeeded" && !end.isCut;
  const open = isWhole || !request.isUsableWhenCut || request.place === "code" ? null : readFences(answer).open;
  const closing = open === null ? "" : withLineEnding(`\n${open}`, request.lineEnding);
  const mark = end.isCut && request.answer === "page" ? stoppedMark : "";
  return closing + mark + (end.status === "succeeded" ? request.trail : "");
}
