import { type ActionFacts, CreditsError } from "@dokly/credits";
import type { JobDependencies } from "./job-dependencies.ts";
import type { JobPage, PageJob, PageOf } from "./job-rows.ts";

type HoldDependencies<Job extends PageJob> = Pick<
  JobDependencies<Job>,
  "sort" | "actionOf" | "credits" | "pages" | "timing"
>;

/** The key of the linked holds of one round: the engine answers it the same however often it is asked. */
function roundKey({ sort }: { readonly sort: string }, job: PageJob): string {
  return `${sort}:${job.job}:${job.round}`;
}

function factsOf<Job extends PageJob>(job: Job, page: PageOf<Job>, deps: HoldDependencies<Job>): ActionFacts {
  return {
    ...deps.actionOf(job),
    member: job.member,
    document: { path: page.path, title: page.title },
    estimate: { low: page.low, high: page.high },
    group: job.job,
    isDemo: page.ownKey === null && job.writer === "demo",
  };
}

/**
 * Takes one hold for each page that has none yet, all or none. Safe to be asked again after a crash at any point.
 * Fails with the engine's `insufficient-credits`, `limit-reached` or `workspace-suspended`: then nothing is held.
 */
export async function takeLinkedHolds<Job extends PageJob>(job: Job, deps: HoldDependencies<Job>): Promise<void> {
  const without = job.pages.filter(({ state, hold }) => state === "waiting" && hold === null);
  if (without.length === 0) return;
  const placed = await deps.credits.placeHolds({
    workspace: job.workspace,
    key: roundKey(deps, job),
    fingerprint: roundKey(deps, job),
    holds: without.map((page) => ({ credits: page.high, ownKey: page.ownKey, action: factsOf(job, page, deps) })),
    deadlineMs: deps.timing.holdMs,
    actor: job.actor,
  });
  const held = without.flatMap(({ number, attempt }, index) => {
    const found = placed.holds[index];
    return found === undefined ? [] : [{ number, attempt, action: found.action, hold: found.hold }];
  });
  await deps.pages.attach(job, held, true);
}

/** Takes the hold of one page, for another try. Fails as `takeLinkedHolds` does. */
export async function takeSingleHold<Job extends PageJob>(
  job: Job,
  page: PageOf<Job>,
  deps: HoldDependencies<Job>,
): Promise<NonNullable<JobPage["hold"]>> {
  const key = `${deps.sort}:${job.job}:page:${page.number}:${page.attempt}`;
  const { action, hold } = await deps.credits.placeHold({
    workspace: job.workspace,
    key,
    fingerprint: key,
    credits: page.high,
    ownKey: page.ownKey,
    deadlineMs: deps.timing.holdMs,
    action: factsOf(job, page, deps),
    actor: job.actor,
  });
  await deps.pages.attach(job, [{ number: page.number, attempt: page.attempt, action, hold }], false);
  return { action, hold };
}

/** Whether what `extend` moves the deadline of still runs. At the end of its longest life it stays as it is. */
async function isAlive(extend: () => Promise<unknown>): Promise<boolean> {
  try {
    await extend();
    return true;
  } catch (error) {
    if (!(error instanceof CreditsError)) throw error;
    if (error.code === "hold-limit") return true;
    if (error.code === "hold-ended" || error.code === "hold-not-found") return false;
    throw error;
  }
}

/**
 * Moves the deadlines of the holds of all pages that wait. A page whose own hold has lapsed gets another when its turn
 * comes. False where the linked ones have lapsed: then a person lets the job go on.
 */
export async function extendWaiting<Job extends PageJob>(job: Job, deps: HoldDependencies<Job>): Promise<boolean> {
  const { workspace } = job;
  const { holdMs: deadlineMs } = deps.timing;
  const waiting = job.pages.filter(({ state, hold }) => state === "waiting" && hold !== null);
  for (const { hold, isLinked, ...page } of waiting) {
    if (hold === null || isLinked) continue;
    if (await isAlive(() => deps.credits.extendHold({ workspace, hold: hold.hold, deadlineMs }))) continue;
    await deps.pages.dropHold({ ...job, ...page });
  }
  const isLinked = waiting.some((page) => page.isLinked);
  return !isLinked || isAlive(() => deps.credits.extendHolds({ workspace, key: roundKey(deps, job), deadlineMs }));
}

/** What a refused hold is to the person: credits, limits, the own key's too, or the workspace do not allow it. */
export function isRefusal(error: unknown): error is CreditsError {
  const codes: ReadonlySet<string> = new Set(["insufficient-credits", "limit-reached", "workspace-suspended"]);
  return error instanceof CreditsError && codes.has(error.code);
}
