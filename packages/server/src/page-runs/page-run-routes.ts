import { randomUUID } from "node:crypto";
import {
  acceptedPage,
  acceptPageBody,
  createPageRunBody,
  goOnBody,
  type PageRun,
  pageRun,
  pageRunEstimate,
  pageRunEstimateBody,
  pageRuns as pageRunList,
  pageRunText,
  retryPageBody,
} from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { doerOf } from "../byok/own-key-routes.ts";
import { documentToWire } from "../documents/document-routes.ts";
import { access, isRoleAtLeast } from "../http/access.ts";
import { memberOf } from "../http/caller.ts";
import { eventStream } from "../http/event-stream.ts";
import { fingerprintOf, idempotencyKeyOf, replayedHeader } from "../http/idempotency.ts";
import { isStillLetIn } from "../http/identify.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, optionalBody, problemReplies } from "../http/replies.ts";
import type { Router, WorkspaceEnv } from "../http/router.ts";
import { goOnWithJob, requireJobPage } from "../page-jobs/begin-job.ts";
import { watchJob } from "../page-jobs/watch-job.ts";
import type { Services } from "../services.ts";
import { beginPageRun, retryRunPage } from "./begin-page-run.ts";
import type { PageRunRow } from "./page-run-store.ts";
import { pageRunToWire } from "./page-run-to-wire.ts";
import { estimatePageRun } from "./quote-page-run.ts";
import { acceptPage, readRunText, rejectPage } from "./review-page.ts";

const workspaceParams = z.object({ w: z.string() });
const params = workspaceParams.extend({ id: z.string() });
const pageParams = params.extend({ n: z.coerce.number().int().min(1).max(1_000) });
const writing = access({ role: "editor", scope: "ai" });
const reading = access({ scope: "read" });
const oneRun = { ...problemReplies, 200: jsonReply(pageRun, "The run as it is now") };

const estimateRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/page-runs/estimate",
  summary: "What one kind of action on several whole pages would cost",
  middleware: writing,
  request: { params: workspaceParams, body: jsonBody(pageRunEstimateBody) },
  responses: { ...problemReplies, 200: jsonReply(pageRunEstimate, "One range for all, and that of each page") },
});
const createRunRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/page-runs",
  summary: "Run one kind of action on several whole pages: their credits are held together, or none are",
  middleware: writing,
  request: { params: workspaceParams, body: jsonBody(createPageRunBody) },
  responses: { ...problemReplies, 202: jsonReply(pageRun, "The run, about to be written") },
});
const listRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/page-runs",
  summary: "The newest runs of whole pages in a workspace",
  middleware: reading,
  request: { params: workspaceParams },
  responses: { ...problemReplies, 200: jsonReply(pageRunList, "Up to 100 runs") },
});
const readRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/page-runs/{id}",
  summary: "One run with the state and cost of each page",
  middleware: reading,
  request: { params },
  responses: oneRun,
});
const eventsRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/page-runs/{id}/events",
  summary: "Tells the whole run whenever something of it changed, until it is over",
  middleware: reading,
  request: { params },
  responses: {
    ...problemReplies,
    200: { description: "Server-sent events: `page-run`", content: { "text/event-stream": { schema: z.string() } } },
  },
});
const cancelRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/page-runs/{id}/cancel",
  summary: "Stop a run: what has not begun is released, what is being written ends by the cancel rule",
  middleware: writing,
  request: { params },
  responses: oneRun,
});
const resumeRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/page-runs/{id}/resume",
  summary: "Take new linked holds for the pages that are not done, where the first ones have lapsed",
  middleware: writing,
  request: { params, body: optionalBody(goOnBody) },
  responses: oneRun,
});
const retryRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/page-runs/{id}/pages/{n}/retry",
  summary: "Write one page again that was refunded or stopped, by a new estimate and with a hold of its own",
  middleware: writing,
  request: { params: pageParams, body: jsonBody(retryPageBody) },
  responses: oneRun,
});
const textRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/page-runs/{id}/pages/{n}/text",
  summary: "The text of a page of your run that waits to be looked through, beside what stands there now",
  middleware: writing,
  request: { params: pageParams },
  responses: { ...problemReplies, 200: jsonReply(pageRunText, "Both texts") },
});
const acceptRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/page-runs/{id}/pages/{n}/accept",
  summary: "Put a written text into its page, if that has not changed since",
  middleware: writing,
  request: { params: pageParams, body: jsonBody(acceptPageBody) },
  responses: { ...problemReplies, 200: jsonReply(acceptedPage, "The run, and the page as it is saved now") },
});
const rejectRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/page-runs/{id}/pages/{n}/reject",
  summary: "Leave a page as it is, and forget the text that was written for it",
  middleware: writing,
  request: { params: pageParams },
  responses: oneRun,
});

type Context = { readonly var: WorkspaceEnv["Variables"] };

const askerOf = ({ var: { workspace, caller } }: Context) => ({ workspace: workspace.id, member: memberOf(caller) });

/** POST …/page-runs/estimate; POST and GET …/page-runs; one run, its events, cancel and resume. */
export function registerPageRunRoutes(api: Router, services: Services): void {
  const { store, runner } = services.pageRuns;
  const { requireRun, requireOwn, readAgain } = runReader(services);

  api.openapi(estimateRoute, async (c) =>
    c.json(await estimatePageRun(services, askerOf(c), c.req.valid("json")), 200),
  );
  api.openapi(createRunRoute, async (c) => {
    const body = c.req.valid("json");
    const asker = askerOf(c);
    const begun = await beginPageRun(services, {
      asker,
      by: doerOf(c, services),
      key: idempotencyKeyOf(c) ?? randomUUID(),
      fingerprint: fingerprintOf(c, body),
      body,
    });
    if (begun.isReplay) c.header(replayedHeader, "true");
    return c.json(pageRunToWire(begun.job, asker.member), 202);
  });
  api.openapi(listRoute, async (c) => {
    const { workspace, member } = askerOf(c);
    const rows = await store.list(workspace);
    return c.json({ items: rows.map((run) => pageRunToWire(run, member)) }, 200);
  });
  api.openapi(readRoute, async (c) => {
    const found = await requireRun(c, c.req.valid("param").id);
    return c.json(pageRunToWire(found, askerOf(c).member), 200);
  });
  api.openapi(eventsRoute, async (c) => {
    const found = await requireRun(c, c.req.valid("param").id);
    const stopped = new AbortController();
    const signal = AbortSignal.any([stopped.signal, services.versions.closed]);
    const isLetIn = () => isStillLetIn(services, c);
    const toWire = (run: PageRunRow) => pageRunToWire(run, askerOf(c).member);
    const events = watchJob(store, found, { event: "page-run", toWire, signal, isLetIn });
    return eventStream(events, { onLeave: () => stopped.abort() });
  });
  api.openapi(cancelRoute, async (c) => {
    const found = await requireOwn(c, c.req.valid("param").id);
    await store.requestCancel(found);
    runner.wake();
    return c.json(await readAgain(c, found), 200);
  });
  api.openapi(resumeRoute, async (c) => {
    const found = await requireOwn(c, c.req.valid("param").id);
    const { maxCredits } = c.req.valid("json");
    await goOnWithJob(services, services.pageRuns, { job: found, maxCredits });
    return c.json(await readAgain(c, found), 200);
  });
  registerPageRoutes(api, services);
}

/** POST …/pages/{n}/retry, accept and reject, GET …/pages/{n}/text. */
function registerPageRoutes(api: Router, services: Services): void {
  const { requireRun, requireOwn, readAgain } = runReader(services);

  /** A text is its own person's to read and decide on. */
  async function requirePage(c: Context, { id, n }: { readonly id: string; readonly n: number }) {
    const run = await requireRun(c, id);
    if (run.member === memberOf(c.var.caller)) return { run, page: requireJobPage(services.pageRuns, run, n) };
    throw new ProblemError("role-not-sufficient", "Only the person who began a run looks through its texts.");
  }

  api.openapi(retryRoute, async (c) => {
    const { id, n: number } = c.req.valid("param");
    const run = await requireOwn(c, id);
    const { maxCredits } = c.req.valid("json");
    await retryRunPage(services, { run, number, maxCredits });
    return c.json(await readAgain(c, run), 200);
  });
  api.openapi(textRoute, async (c) =>
    c.json(await readRunText(services, await requirePage(c, c.req.valid("param"))), 200),
  );
  api.openapi(acceptRoute, async (c) => {
    const on = await requirePage(c, c.req.valid("param"));
    const saved = await acceptPage(services, on, c.req.valid("json"));
    return c.json({ run: await readAgain(c, on.run), document: documentToWire(saved) }, 200);
  });
  api.openapi(rejectRoute, async (c) => {
    const on = await requirePage(c, c.req.valid("param"));
    await rejectPage(services, on);
    return c.json(await readAgain(c, on.run), 200);
  });
}

/** Reads runs for the routes: within their workspace, and as the caller may. */
function runReader({ pageRuns: { store } }: Services) {
  async function requireRun(c: Context, id: string): Promise<PageRunRow> {
    const found = await store.find({ workspace: c.var.workspace.id, job: id });
    if (found === null) throw new ProblemError("not-found", `There is no run of pages ${id} in this workspace.`);
    return found;
  }
  return {
    requireRun,
    /** Its own person, or an admin, changes a run. */
    async requireOwn(c: Context, id: string): Promise<PageRunRow> {
      const found = await requireRun(c, id);
      if (found.member === memberOf(c.var.caller) || isRoleAtLeast(c.var.workspace.role, "admin")) return found;
      throw new ProblemError("role-not-sufficient", "Only the person who began a run, or an admin, can change it.");
    },
    readAgain: async (c: Context, row: PageRunRow): Promise<PageRun> =>
      pageRunToWire((await store.find(row)) ?? row, memberOf(c.var.caller)),
  };
}
