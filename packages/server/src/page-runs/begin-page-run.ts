import { randomUUID } from "node:crypto";
import type { createPageRunBody } from "@dokly/contract";
import type { z } from "zod";
import { refuseAfterManyFailures } from "../ai/prepare-run.ts";
import { type Asker, writerFor } from "../ai/quote-action.ts";
import type { Doer } from "../byok/audit-log.ts";
import { beginJob, retryJobPage } from "../page-jobs/begin-job.ts";
import { termColumns, writerOf } from "../page-jobs/page-terms.ts";
import { payPlanned } from "../page-jobs/pay-again.ts";
import type { Services } from "../services.ts";
import type { PageRunPageRow, PageRunRow } from "./page-run-store.ts";
import { bindPageRun } from "./quote-page-run.ts";

/** One request to change several pages, already read and allowed. */
export type PageRunRequest = {
  readonly asker: Asker;
  readonly by: Doer;
  readonly key: string;
  readonly fingerprint: string;
  readonly body: z.output<typeof createPageRunBody>;
};

/** Begins a run: writes it down, takes the holds of all pages together, and lets them be written in the background. */
export async function beginPageRun(
  services: Services,
  { asker, by, key, fingerprint, body }: PageRunRequest,
): Promise<{ readonly job: PageRunRow; readonly isReplay: boolean }> {
  return await beginJob(services.pageRuns, { ...asker, key, fingerprint }, async () => {
    await refuseAfterManyFailures(services, asker);
    const pages = await bindPageRun(services, asker, body);
    const id = { workspace: asker.workspace, job: `run_${randomUUID().replaceAll("-", "")}` };
    const { kind, options } = body;
    const { member } = asker;
    const isOurs = await services.pageRuns.texts.insert({
      ...id,
      member,
      actor: by.actor,
      begunBy: by,
      key,
      fingerprint,
      kind,
      options,
      writer: writerOf(services, pages),
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
  on: { readonly run: PageRunRow; readonly number: number; readonly maxCredits: number | undefined },
): Promise<void> {
  const { run, number, maxCredits } = on;
  const { pageRuns } = services;
  const renew = async (page: PageRunPageRow): Promise<boolean> => {
    await refuseAfterManyFailures(services, run);
    const { workspace, kind, options } = run;
    const payerOf = await services.ownKeys.openPayers(run);
    const writer = writerFor(services, payerOf, kind);
    const { planned, ...found } = await pageRuns.plan({ workspace, kind, options, path: page.path, writer });
    const again = { job: run, pages: [page], planned: [planned], payerOf, maxCredits };
    const [terms] = await payPlanned(services, again);
    return await pageRuns.pages.retry(
      { ...run, ...page },
      {
        title: found.title,
        document_version: found.documentVersion,
        range_start: found.rangeStart,
        range_end: found.rangeEnd,
        accepted_version: null,
        ...(terms === undefined ? {} : termColumns(terms)),
      },
    );
  };
  await retryJobPage(pageRuns, { job: run, number }, renew);
}
