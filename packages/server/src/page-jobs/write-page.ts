import { setTimeout as wait } from "node:timers/promises";
import type { EndedHold } from "@dokly/credits";
import type { OpenedProvider } from "../ai/next-run.ts";
import type { PlannedAction } from "../ai/plan-action.ts";
import { failureOf, type LiveRun, untilDone } from "../ai/runner/drive-run.ts";
import {
  applyEvent,
  closingDelta,
  decideEnd,
  newRun,
  type RunEnd,
  type RunFailure,
  type RunState,
} from "../ai/runner/run-state.ts";
import { isWorthAnother, retryPauseMsMax } from "../ai/runner/worth-another.ts";
import { sentenceOfRefusal } from "../http/credits-problem.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { JobDependencies } from "./job-dependencies.ts";
import { isRefusal, takeSingleHold } from "./job-holds.ts";
import type { PageEnd } from "./job-pages.ts";
import type { JobPage, PageJob, PageOf, WrittenOutput } from "./job-rows.ts";

type Hold = NonNullable<JobPage["hold"]>;

/** A page while it is written: what stops it, and whom to tell that the provider has begun. */
export type Writing = { readonly live: LiveRun; readonly onStarted: () => void };

const lapsed = { code: "hold-expired", message: "It took longer than its credits could be held." };

function endedWithout(page: JobPage, failure: PageEnd["failure"]): PageEnd {
  const state = failure === null ? "cancelled" : "failed";
  return { state, charged: 0n, path: page.path, isDraft: false, failure };
}

/**
 * Settles a page by what is kept of it, does with it what is to be done, and says so: each step may be done again after
 * a crash. Returns what it was charged.
 */
async function finishWritten<Job extends PageJob>(
  job: Job,
  page: PageOf<Job>,
  written: WrittenOutput & { readonly hold: Hold; readonly requestId?: string },
  deps: JobDependencies<Job>,
): Promise<bigint> {
  const until = Date.now() + deps.timing.endingMs;
  const ended = await untilDone(until, () =>
    deps.credits.settleHold({
      workspace: job.workspace,
      hold: written.hold.hold,
      charge: { usage: written.usage },
      status: written.status,
      actor: job.actor,
      ...(written.requestId === undefined ? {} : { requestId: written.requestId }),
    }),
  );
  const nanoDollars = await untilDone(until, () => dollarsOf(job, page, written.hold, deps));
  const end = await untilDone(until, () => deps.publish(job, page, { written, charged: ended.charged }));
  await untilDone(until, () => deps.pages.end({ ...job, ...page }, { ...end, nanoDollars }));
  return ended.charged;
}

/** What a settled page cost on an own key, in nano-dollars. */
async function dollarsOf<Job extends PageJob>(
  { workspace }: Job,
  { ownKey }: JobPage,
  { action }: Hold,
  { credits }: JobDependencies<Job>,
): Promise<bigint> {
  if (ownKey === null) return 0n;
  return (await credits.getAction({ workspace, action })).action.ownKey?.nanoDollarsCost ?? 0n;
}

/** Gives a page's hold back, and says what became of the page. */
async function giveBack<Job extends PageJob>(
  job: Job,
  page: PageOf<Job>,
  on: { readonly hold: Hold; readonly end: Extract<RunEnd, { type: "release" }>; readonly requestId?: string | null },
  deps: JobDependencies<Job>,
): Promise<void> {
  const { hold, end, requestId = null } = on;
  const until = Date.now() + deps.timing.endingMs;
  const ended: EndedHold = await untilDone(until, () =>
    deps.credits.releaseHold({
      workspace: job.workspace,
      hold: hold.hold,
      status: end.status,
      failure: end.failure,
      actor: job.actor,
      ...(requestId !== null && { requestId }),
    }),
  );
  const failure = ended.state === "expired" ? lapsed : end.failure;
  await untilDone(until, () => deps.pages.end({ ...job, ...page }, endedWithout(page, failure)));
}

/** Why a page's run is cut while its server stops: nobody's wish, and the page is written anew. */
export const handedOver = {
  code: "server-stopped",
  message: "The server was stopped. The page is written anew.",
} as const;

type Opened = OpenedProvider & { readonly planned: PlannedAction };

/** What a page sends, and to whom; a page that can not be written as it is now fails, and costs nothing. */
async function open<Job extends PageJob>(
  job: Job,
  page: PageOf<Job>,
  hold: Hold,
  deps: JobDependencies<Job>,
): Promise<Opened | null> {
  try {
    return { planned: await deps.planPage(job, page), ...(await deps.openProvider(job, page, hold)) };
  } catch (error) {
    const isRefused = error instanceof ProblemError;
    const failure = isRefused ? { code: error.code, message: error.message } : failureOf(error, deps, hold.action);
    await giveBack(job, page, { hold, end: { type: "release", status: "failed", failure } }, deps);
    return null;
  }
}

/** Streams one page to its end; what came stands in the text, how it ended in the state. */
async function stream(
  { planned, provider }: Opened,
  { page, hold, writing }: { readonly page: JobPage; readonly hold: Hold; readonly writing: Writing },
  deps: Parameters<typeof failureOf>[1],
): Promise<{ readonly state: RunState; readonly text: string }> {
  const { request, model } = planned;
  const { live, onStarted } = writing;
  let state: RunState = newRun;
  let text = "";
  try {
    const most = page.ownKey === null ? page.high : page.ownKey.nanoDollars / planned.nanoDollarsPerCredit;
    const asked = { ...request, model, outputCapTokens: planned.capWithin(most) };
    for await (const event of provider.stream(asked, live.signal)) {
      if (event.type === "started") onStarted();
      const applied = applyEvent(state, event, request);
      state = applied.state;
      text += applied.delta;
    }
  } catch (error) {
    if (!live.stop.isCancelled) live.fail(failureOf(error, deps, hold.action));
  }
  return { state, text };
}

/**
 * Puts a page back whose provider failed before any text, in a way that soon passes: it is written anew, with a hold of
 * its own. False where the provider asks for more patience than that.
 */
async function putBack<Job extends PageJob>(
  job: Job,
  page: PageOf<Job>,
  failure: RunFailure | null,
  deps: JobDependencies<Job>,
): Promise<boolean> {
  const seconds = failure?.retryAfterSeconds ?? null;
  const pauseMs = seconds === null ? deps.timing.beatMs * (1 + Math.random()) : seconds * 1_000;
  if (failure === null || pauseMs > retryPauseMsMax) return false;
  await recoverPage(job, page, deps, failure);
  await wait(pauseMs);
  return true;
}

async function run<Job extends PageJob>(
  job: Job,
  page: PageOf<Job>,
  { hold, writing }: { readonly hold: Hold; readonly writing: Writing },
  deps: JobDependencies<Job>,
): Promise<void> {
  const opened = await open(job, page, hold, deps);
  if (opened === null) return;
  const { request, basis } = opened.planned;
  const { state, text } = await stream(opened, { page, hold, writing }, deps);
  const { stop } = writing.live;
  const end = decideEnd(state, request, stop);
  // What was being written while the server stopped is written anew, by another server or the next start.
  if (stop.failure === handedOver) return await recoverPage(job, { ...page, hold, output: null }, deps);
  if (end.type === "release") {
    const isAgain = page.attempt === 1 && !opened.isTrial && isWorthAnother(state, stop);
    if (isAgain && (await putBack(job, { ...page, hold, output: null }, stop.failure, deps))) return;
    const requestId = state.requestId ?? stop.failure?.requestId ?? null;
    return await giveBack(job, page, { hold, end, requestId }, deps);
  }
  const closing = closingDelta(end, request, state.answer) || (request.answer === "page" ? "\n" : "");
  const isDraft = end.isCut || end.status === "cancelled";
  const written = { text: text + closing, usage: end.usage, status: end.status, isDraft, hold };
  const until = Date.now() + deps.timing.endingMs;
  // Kept before it is charged: nobody pays for a page that a crash then lost.
  const isOurs = await untilDone(until, () => deps.pages.keep({ ...job, ...page }, written));
  if (!isOurs) return;
  const { requestId, finished } = state;
  const charged = await finishWritten(job, page, { ...written, ...(requestId && { requestId }) }, deps);
  const { low, high } = page;
  // What a workspace pays the provider itself tells it about, and nobody else.
  if (finished !== null && page.ownKey === null)
    deps.learn({ ...basis, ...finished, workspace: job.workspace, low, high, charged });
}

/** Waits for a place among what runs in the workspace; false where the page is not to be written any more. */
async function beginInTurn<Job extends PageJob>(
  job: Job,
  page: PageOf<Job>,
  signal: AbortSignal,
  deps: JobDependencies<Job>,
): Promise<boolean> {
  while (!signal.aborted) {
    const begun = await deps.pages.begin(job, { ...job, ...page });
    if (begun !== "full") return begun === "begun";
    await wait(deps.timing.beatMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/**
 * Writes one page from its hold to its end; what became of it stands in its row. Fails only where that could not be
 * written down: then the page is gone on with as after a crash.
 */
export async function writePage<Job extends PageJob>(
  job: Job,
  page: PageOf<Job>,
  writing: Writing,
  deps: JobDependencies<Job>,
): Promise<void> {
  try {
    const hold = page.hold ?? (await takeSingleHold(job, page, deps));
    if (await beginInTurn(job, page, writing.live.signal, deps)) await run(job, page, { hold, writing }, deps);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const failure = { code: error.code, message: sentenceOfRefusal(error) };
    await deps.pages.end({ ...job, ...page }, endedWithout(page, failure));
  }
}

/** Gives up a page that has not begun. */
export async function cancelWaiting<Job extends PageJob>(
  job: Job,
  page: PageOf<Job>,
  deps: JobDependencies<Job>,
): Promise<void> {
  const end = { type: "release", status: "cancelled", failure: null } as const;
  if (page.hold !== null) await giveBack(job, page, { hold: page.hold, end }, deps);
  else await deps.pages.end({ ...job, ...page }, endedWithout(page, null));
}

/**
 * Goes on with a page whose server died: one whose text is kept is settled and ended, any other is given back, which
 * the log shows, and written anew with a hold of its own.
 */
export async function recoverPage<Job extends PageJob>(
  job: Job,
  page: PageOf<Job>,
  deps: JobDependencies<Job>,
  { code, message, requestId = null }: RunFailure = handedOver,
): Promise<void> {
  const { hold, output } = page;
  if (hold !== null && output !== null) {
    await finishWritten(job, page, { ...output, hold }, deps);
    return;
  }
  if (hold !== null) {
    await deps.credits.releaseHold({
      workspace: job.workspace,
      hold: hold.hold,
      status: "failed",
      failure: { code, message },
      actor: job.actor,
      ...(requestId != null && { requestId }),
    });
  }
  await deps.pages.retry({ ...job, ...page });
}
