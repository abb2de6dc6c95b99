import type { EndedHold } from "@dokly/credits";
import { failureOf, type LiveRun, untilDone } from "../ai/runner/drive-run.ts";
import { applyEvent, closingDelta, decideEnd, newRun, type RunEnd, type RunState } from "../ai/runner/run-state.ts";
import { publishPage } from "./publish-page.ts";
import type { SiteDependencies } from "./site-dependencies.ts";
import { isRefusal, takeSingleHold } from "./site-holds.ts";
import type { PageEnd } from "./site-pages.ts";
import type { SitePageRow, SiteRow, WrittenOutput } from "./site-rows.ts";

type Hold = NonNullable<SitePageRow["hold"]>;

const lapsed = { code: "hold-expired", message: "It took longer than its credits could be held." };

function endedWithout(page: SitePageRow, failure: PageEnd["failure"]): PageEnd {
  const state = failure === null ? "cancelled" : "failed";
  return { state, charged: 0n, path: page.path, isDraft: false, failure };
}

/**
 * Settles a page by what is kept of it, stores it, and says so: each step may be done again after a crash. Returns what
 * it was charged.
 */
export async function finishWritten(
  site: SiteRow,
  page: SitePageRow,
  written: WrittenOutput & { readonly hold: Hold; readonly requestId?: string },
  deps: SiteDependencies,
): Promise<bigint> {
  const until = Date.now() + deps.timing.endingMs;
  const ended = await untilDone(until, () =>
    deps.credits.settleHold({
      workspace: site.workspace,
      hold: written.hold.hold,
      charge: { usage: written.usage },
      status: written.status,
      actor: site.actor,
      ...(written.requestId === undefined ? {} : { requestId: written.requestId }),
    }),
  );
  const end = await untilDone(until, () => publishPage(site, page, { written, charged: ended.charged }, deps));
  await untilDone(until, () => deps.pages.end({ ...site, ...page }, end));
  return ended.charged;
}

/** Gives a page's hold back, and says what became of the page. */
async function giveBack(
  site: SiteRow,
  page: SitePageRow,
  hold: Hold,
  end: Extract<RunEnd, { type: "release" }>,
  deps: SiteDependencies,
): Promise<void> {
  const until = Date.now() + deps.timing.endingMs;
  const ended: EndedHold = await untilDone(until, () =>
    deps.credits.releaseHold({
      workspace: site.workspace,
      hold: hold.hold,
      status: end.status,
      failure: end.failure,
      actor: site.actor,
    }),
  );
  const failure = ended.state === "expired" ? lapsed : end.failure;
  await untilDone(until, () => deps.pages.end({ ...site, ...page }, endedWithout(page, failure)));
}

/** Why a page's run is cut while its server stops: nobody's wish, and the page is written anew. */
export const handedOver = {
  code: "server-stopped",
  message: "The server was stopped. The page is written anew.",
} as const;

async function run(site: SiteRow, page: SitePageRow, hold: Hold, live: LiveRun, deps: SiteDependencies): Promise<void> {
  const planned = await deps.planPage(site, page);
  const { request, model } = planned;
  const provider = await deps.openProvider(site);
  let state: RunState = newRun;
  try {
    const asked = { ...request, model, outputCapTokens: planned.capWithin(page.high) };
    for await (const event of provider.stream(asked, live.signal)) state = applyEvent(state, event, request).state;
  } catch (error) {
    if (!live.stop.isCancelled) live.fail(failureOf(error, deps, hold.action));
  }
  const end = decideEnd(state, request, live.stop);
  // What was being written while the server stopped is written anew, by another server or the next start.
  if (live.stop.failure === handedOver) return await recoverPage(site, { ...page, hold, output: null }, deps);
  if (end.type === "release") return await giveBack(site, page, hold, end, deps);
  const text = request.lead + state.answer + (closingDelta(end, request, state.answer) || "\n");
  const isDraft = end.isCut || end.status === "cancelled";
  const written = { text, usage: end.usage, status: end.status, isDraft, hold };
  const until = Date.now() + deps.timing.endingMs;
  // Kept before it is charged: nobody pays for a page that a crash then lost.
  const isOurs = await untilDone(until, () => deps.pages.keep({ ...site, ...page }, written));
  if (!isOurs) return;
  const { requestId, finished } = state;
  const charged = await finishWritten(site, page, { ...written, ...(requestId && { requestId }) }, deps);
  const { low, high } = page;
  if (finished !== null) deps.learn({ ...planned.basis, ...finished, workspace: site.workspace, low, high, charged });
}

/** Writes one page from its hold to its place in the workspace. Never throws: what became of it stands in its row. */
export async function writePage(
  site: SiteRow,
  page: SitePageRow,
  live: LiveRun,
  deps: SiteDependencies,
): Promise<void> {
  try {
    const hold = page.hold ?? (await takeSingleHold(site, page, deps));
    if (await deps.pages.begin({ ...site, ...page })) await run(site, page, hold, live, deps);
  } catch (error) {
    if (isRefusal(error)) {
      const failure = { code: error.code, message: error.message };
      await deps.pages.end({ ...site, ...page }, endedWithout(page, failure));
      return;
    }
    deps.logger.error({ err: error, site: site.site, page: page.number }, "a page of a site could not be ended");
  }
}

/** Gives up a page that has not begun. */
export async function cancelWaiting(site: SiteRow, page: SitePageRow, deps: SiteDependencies): Promise<void> {
  const end = { type: "release", status: "cancelled", failure: null } as const;
  if (page.hold !== null) await giveBack(site, page, page.hold, end, deps);
  else await deps.pages.end({ ...site, ...page }, endedWithout(page, null));
}

/**
 * Goes on with a page whose server died: one whose text is kept is settled and stored, any other is given back, which
 * the log shows, and written anew with a hold of its own.
 */
export async function recoverPage(site: SiteRow, page: SitePageRow, deps: SiteDependencies): Promise<void> {
  const { hold, output } = page;
  if (hold !== null && output !== null) {
    await finishWritten(site, page, { ...output, hold }, deps);
    return;
  }
  if (hold !== null) {
    await deps.credits.releaseHold({
      workspace: site.workspace,
      hold: hold.hold,
      status: "failed",
      failure: handedOver,
      actor: site.actor,
    });
  }
  await deps.pages.retry({ ...site, ...page });
}
