import type { WorkspaceId } from "@dokly/credits";
import { ProblemError } from "../http/problem-error.ts";
import type { Services } from "../services.ts";
import type { JobDependencies } from "./job-dependencies.ts";
import { isRefusal, takeLinkedHolds, takeSingleHold } from "./job-holds.ts";
import type { JobKey, PageJob, PageOf } from "./job-rows.ts";
import type { JobRunner } from "./job-runner.ts";
import { payAgain } from "./pay-again.ts";

/** The jobs of one sort, and what works on them in this process. */
export type Jobs<Job extends PageJob> = JobDependencies<Job> & { readonly runner: JobRunner };

const words = {
  site: { code: "site-state", name: "site" },
  "page-run": { code: "page-run-state", name: "run of pages" },
} as const;

async function requireFound<Job extends PageJob>({ store, sort }: Jobs<Job>, key: JobKey): Promise<Job> {
  const found = await store.find(key);
  if (found === null) throw new Error(`the record of the ${sort} ${key.job} is gone`);
  return found;
}

type Asked = {
  readonly workspace: WorkspaceId;
  readonly member: string;
  readonly key: string;
  readonly fingerprint: string;
};

/**
 * Begins a job: `create` writes it down (null where the same request came at the same time), then its holds are taken
 * together, and it goes on in the background. The same key gives the same job. What is refused (402, 409, 422 …) leaves
 * nothing behind.
 */
export async function beginJob<Job extends PageJob>(
  jobs: Jobs<Job>,
  asked: Asked,
  create: () => Promise<JobKey | null>,
): Promise<{ readonly job: Job; readonly isReplay: boolean }> {
  const { store, runner } = jobs;
  const { key, fingerprint } = asked;
  const before = await store.findByKey(asked.workspace, asked.member, key);
  if (before !== null) {
    if (before.fingerprint === fingerprint) return { job: before, isReplay: true };
    throw new ProblemError("idempotency-key-reused", `The Idempotency-Key "${key}" was used for another request.`);
  }
  const id = await create();
  if (id === null) return await beginJob(jobs, asked, create);
  await jobs.traces.keep(id);
  try {
    await takeLinkedHolds(await requireFound(jobs, id), jobs);
  } catch (error) {
    // Where it is not known whether they were taken, the runner finds out by the same key.
    if (isRefusal(error)) await store.drop(id);
    throw error;
  }
  await store.move(id, ["starting"], "running");
  runner.wake();
  return { job: await requireFound(jobs, id), isReplay: false };
}

/** Chooses anew who pays for the pages whose holds have lapsed. */
async function payWaiting<Job extends PageJob>(services: Services, jobs: Jobs<Job>, on: GoOn<Job>): Promise<void> {
  const { job, maxCredits } = on;
  if (job.state !== "needs-credits") return;
  const all: readonly PageOf<Job>[] = job.pages;
  const pages = all.filter(({ state, hold, isLinked }) => state === "waiting" && (isLinked || hold === null));
  if (pages.length === 0) return;
  const plan = () => Promise.all(pages.map((page) => jobs.planPage(job, page)));
  const terms = await payAgain(services, jobs, { job, pages, plan, maxCredits });
  const paid = terms?.flatMap((term, index) => {
    const page = pages[index];
    return page === undefined ? [] : [{ ...term, number: page.number }];
  });
  if (paid !== undefined) await jobs.pages.pay(job, paid);
}

type GoOn<Job extends PageJob> = { readonly job: Job; readonly maxCredits?: number | undefined };

/** Takes new linked holds for the pages that are not done; refused holds leave the job as it is. */
export async function goOnWithJob<Job extends PageJob>(
  services: Services,
  jobs: Jobs<Job>,
  on: GoOn<Job>,
): Promise<void> {
  const { store, runner, sort } = jobs;
  const { job } = on;
  const { code, name } = words[sort];
  await payWaiting(services, jobs, on);
  if (!(await store.beginRound(job))) {
    if (job.state === "running" || job.state === "starting") return;
    throw new ProblemError(code, `This ${name} is over: every page is written, failed or cancelled.`);
  }
  try {
    await takeLinkedHolds(await requireFound(jobs, job), jobs);
  } catch (error) {
    if (isRefusal(error)) await store.move(job, ["starting"], "needs-credits");
    throw error;
  }
  await store.move(job, ["starting"], "running");
  runner.wake();
}

/** The page of that number; refuses `not-found`. */
export function requireJobPage<Job extends PageJob>({ sort }: Jobs<Job>, job: Job, number: number): PageOf<Job> {
  const page = job.pages.find((found) => found.number === number);
  if (page === undefined) throw new ProblemError("not-found", `This ${words[sort].name} has no page ${number}.`);
  return page;
}

/**
 * Writes one page again: `renew` begins its next try, which gets a hold of its own, seen in the log. Asked twice, it is
 * written once; cut short here, it is gone on with by the runner.
 */
export async function retryJobPage<Job extends PageJob>(
  jobs: Jobs<Job>,
  { job, number }: { readonly job: Job; readonly number: number },
  renew: (page: PageOf<Job>) => Promise<boolean>,
): Promise<void> {
  const { store, pages, runner } = jobs;
  const { code, name } = words[jobs.sort];
  const page = requireJobPage(jobs, job, number);
  if (page.state === "waiting" || page.state === "running") return;
  if (page.state === "written") throw new ProblemError(code, `Page ${number} is written already.`);
  if (job.state === "needs-credits")
    throw new ProblemError(code, `This ${name} waits for its credits. Let it go on first.`);
  if (!(await renew(page))) return;
  const again = await requireFound(jobs, job);
  const waiting = requireJobPage(jobs, again, number);
  try {
    if (waiting.hold === null) await takeSingleHold(again, waiting, jobs);
  } catch (error) {
    // Where it is not known whether it was taken, the runner finds out by the same key.
    if (isRefusal(error)) {
      const failure = page.failure ?? { code: "cancelled", message: "It was stopped." };
      await pages.end({ ...again, ...waiting }, { ...page, state: "failed", charged: 0n, failure });
      if (job.endedAt !== null) await store.move(again, ["running"], "done");
    }
    throw error;
  } finally {
    runner.wake();
  }
}
