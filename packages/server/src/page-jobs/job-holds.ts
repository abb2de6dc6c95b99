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
    isDemo: job.writer === "demo",
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
    holds: without.map((page) => ({ credits: page.high, action: factsOf(job, page, deps) })),
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
    deadlineMs: deps.timing.holdMs,
    action: factsOf(job, page, deps),
    actor: job.actor,
  });
  await deps.pages.attach(job, [{ number: page.number, attempt: page.attempt, action, hold }], false);
  return { action, hold };
}

/** Moves the common deadline of a round's holds; false where they have lapsed. */
export async function extendRound<Job extends PageJob>(job: Job, deps: HoldDependencies<Job>): Promise<boolean> {
  try {
    await deps.credits.extendHolds({
      workspace: job.workspace,
      key: roundKey(deps, job),
      deadlineMs: deps.timing.holdMs,
    });
    return true;
  } catch (error) {
    if (error instanceof CreditsError && (error.code === "hold-ended" || error.code === "hold-not-found")) return false;
    throw error;
  }
}

/** What a refused hold is to the person: their credits, their limits or their workspace do not allow it. */
export function isRefusal(error: unknown): error is CreditsError {
  const codes: ReadonlySet<string> = new Set(["insufficient-credits", "limit-reached", "workspace-suspended"]);
  return error instanceof CreditsError && codes.has(error.code);
}
