import type { Ai } from "../ai/create-ai.ts";
import { openForNextRun } from "../ai/next-run.ts";
import type { Provider } from "../ai/provider.ts";
import type { OwnKeys } from "../byok/create-own-keys.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { JobDependencies } from "./job-dependencies.ts";
import type { JobPage, PageJob } from "./job-rows.ts";

/** What opens the writer of each page. */
export type WritingWith = {
  readonly ai: Pick<Ai, "provider" | "nextRuns">;
  readonly ownKeys: Pick<OwnKeys, "findKeyRefusal" | "openProvider">;
  readonly isProduction: boolean;
};

/** Who will write a page, which is what it is planned for. */
export function writerOfPage({ provider }: WritingWith["ai"], { ownKey }: Pick<JobPage, "ownKey">): Provider["writer"] {
  return ownKey === null ? provider.writer : "anthropic";
}

/**
 * Who writes a page: the server's provider, or the same with the own key that pays. That key is looked at anew for each
 * page, so that one that was paused, revoked or bound otherwise meanwhile fails what is left, and nothing takes over.
 */
export function createPageProviders<Job extends PageJob>(
  { ai, ownKeys, isProduction }: WritingWith,
  actionOf: JobDependencies<Job>["actionOf"],
): JobDependencies<Job>["openProvider"] {
  return async (job, { ownKey }, { action }) => {
    const trial = { nextRuns: ai.nextRuns, isProduction };
    if (ownKey === null) return await openForNextRun(ai.provider, job, trial);
    const { workspace, member, actor } = job;
    const { id } = ownKey;
    const refusal = await ownKeys.findKeyRefusal({ workspace, id, member, ...actionOf(job) });
    if (refusal !== null) throw new ProblemError("own-key-out-of-scope", refusal);
    const by = job.begunBy ?? { actor, name: actor, address: null, requestId: null };
    return await openForNextRun(ownKeys.openProvider({ workspace, id, action, by }), job, trial);
  };
}
