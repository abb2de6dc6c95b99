import { randomUUID } from "node:crypto";
import type { createPageRunBody } from "@dokly/contract";
import type { z } from "zod";
import { refuseAfterManyFailures } from "../ai/prepare-run.ts";
import { type Asker, requireCreditsPay } from "../ai/quote-action.ts";
import { ProblemError } from "../http/problem-error.ts";
import { beginJob, retryJobPage } from "../page-jobs/begin-job.ts";
import { estimatePages, planOfPages } from "../page-jobs/bind-pages.ts";
import type { Services } from "../services.ts";
import type { PageRunPageRow, PageRunRow } from "./page-run-store.ts";
import { bindPageRun } from "./quote-page-run.ts";

/** One request to change several pages, already read and allowed. */
export type PageRunRequest = {
  readonly asker: Asker;
  readonly actor: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly body: z.output<typeof createPageRunBody>;
};

/** Begins a run: writes it down, takes the holds of all pages together, and lets them be written in the background. */
export async function beginPageRun(
  services: Services,
  { asker, actor, key, fingerprint, body }: PageRunRequest,
): Promise<{ readonly job: PageRunRow; readonly isReplay: boolean }> {
  return await beginJob(services.pageRuns, { ...asker, key, fingerprint }, async () => {
    await refuseAfterManyFailures(services, asker);
    const pages = await bindPageRun(services, asker, body);
    const id = { workspace: asker.workspace, job: `run_${randomUUID().replaceAll("-", "")}` };
    const { kind, options } = body;
    const { writer } = services.ai.provider;
    const { member } = asker;
    const isOurs = await services.pageRuns.texts.insert({
      ...id,
      member,
      actor,
      key,
      fingerprint,
      kind,
      options,
      writer,
      pages,
    });
    return isOurs ? id : null;
  });
}

/**
 * Writes one page again as it is now, by a new estimate: where that is above what was shown for the page, it is refused
 * with `estimate-changed` until `maxCredits` allows it.
 */
export async function retryRunPage(
  services: Services,
  asker: Asker,
  on: { readonly run: PageRunRow; readonly number: number; readonly maxCredits: number | undefined },
): Promise<void> {
  const { run, number, maxCredits } = on;
  const { pageRuns } = services;
  const renew = async (page: PageRunPageRow): Promise<boolean> => {
    await refuseAfterManyFailures(services, run);
    await requireCreditsPay(services, run.workspace);
    const { workspace, kind, options } = run;
    const { planned, ...found } = await pageRuns.plan({ workspace, kind, options, path: page.path });
    const { low, high } = planned.estimate;
    const allowed = maxCredits === undefined ? page.high : BigInt(maxCredits);
    if (high > allowed) {
      const estimate = await estimatePages(services, asker, planOfPages("page-again", [planned], planned.inputHash));
      const sentence = `Page ${number} may cost up to ${high} credits now. Send maxCredits to agree to that.`;
      throw new ProblemError("estimate-changed", `${sentence} Nothing was held or charged.`, { estimate });
    }
    return await pageRuns.pages.retry(
      { ...run, ...page },
      {
        title: found.title,
        document_version: found.documentVersion,
        range_start: found.rangeStart,
        range_end: found.rangeEnd,
        accepted_version: null,
        low,
        high,
      },
    );
  };
  await retryJobPage(pageRuns, { job: run, number }, renew);
}
