import { randomUUID } from "node:crypto";
import { createSiteBody, goOnBody, type Site, site, sites as siteList } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { refuseAfterManyFailures } from "../ai/prepare-run.ts";
import { doerOf } from "../byok/own-key-routes.ts";
import { access, isRoleAtLeast } from "../http/access.ts";
import { memberOf } from "../http/caller.ts";
import { eventStream } from "../http/event-stream.ts";
import { fingerprintOf, idempotencyKeyOf, replayedHeader } from "../http/idempotency.ts";
import { isStillLetIn } from "../http/identify.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, optionalBody, problemReplies } from "../http/replies.ts";
import type { Router, WorkspaceEnv } from "../http/router.ts";
import { goOnWithJob, retryJobPage } from "../page-jobs/begin-job.ts";
import { termColumns } from "../page-jobs/page-terms.ts";
import { payAgain } from "../page-jobs/pay-again.ts";
import { watchJob } from "../page-jobs/watch-job.ts";
import type { Services } from "../services.ts";
import { beginSite } from "./begin-site.ts";
import type { SiteRow } from "./site-store.ts";
import { siteToWire } from "./site-to-wire.ts";

const params = z.object({ w: z.string(), id: z.string() });
const pageParams = params.extend({ n: z.coerce.number().int().min(1).max(1_000) });
const writing = access({ role: "editor", scope: "ai" });
const reading = access({ scope: "read" });
const oneSite = { ...problemReplies, 200: jsonReply(site, "The site as it is now") };

const createSiteRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/sites",
  summary: "Write the pages of an outline: their credits are held together, then they are written one after the other",
  middleware: writing,
  request: { params: z.object({ w: z.string() }), body: jsonBody(createSiteBody) },
  responses: { ...problemReplies, 201: jsonReply(site, "The site, about to be written") },
});
const listRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/sites",
  summary: "The newest sites of a workspace",
  middleware: reading,
  request: { params: z.object({ w: z.string() }) },
  responses: { ...problemReplies, 200: jsonReply(siteList, "Up to 100 sites") },
});
const readRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/sites/{id}",
  summary: "One site with the state and cost of each page",
  middleware: reading,
  request: { params },
  responses: oneSite,
});
const eventsRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/sites/{id}/events",
  summary: "Tells the whole site whenever something of it changed, until it is over",
  middleware: reading,
  request: { params },
  responses: {
    ...problemReplies,
    200: { description: "Server-sent events: `site`", content: { "text/event-stream": { schema: z.string() } } },
  },
});
const cancelRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/sites/{id}/cancel",
  summary: "Stop a site: what has not begun is released, what is being written ends by the cancel rule",
  middleware: writing,
  request: { params },
  responses: oneSite,
});
const resumeRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/sites/{id}/resume",
  summary: "Take new linked holds for the pages that are not done, where the first ones have lapsed",
  middleware: writing,
  request: { params, body: optionalBody(goOnBody) },
  responses: oneSite,
});
const retryRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/sites/{id}/pages/{n}/retry",
  summary: "Write one page again that failed or was stopped, with a hold of its own",
  middleware: writing,
  request: { params: pageParams, body: optionalBody(goOnBody) },
  responses: oneSite,
});

/** POST and GET …/sites, GET …/sites/{id} and its events, POST cancel, resume and pages/{n}/retry. */
export function registerSiteRoutes(api: Router, services: Services): void {
  const { store, runner } = services.sites;

  async function requireSite(c: { var: WorkspaceEnv["Variables"] }, id: string): Promise<SiteRow> {
    const found = await store.find({ workspace: c.var.workspace.id, job: id });
    if (found === null) throw new ProblemError("not-found", `There is no site ${id} in this workspace.`);
    return found;
  }
  /** Its own person, or an admin, changes a site. */
  async function requireOwn(c: { var: WorkspaceEnv["Variables"] }, id: string): Promise<SiteRow> {
    const found = await requireSite(c, id);
    if (found.member === memberOf(c.var.caller) || isRoleAtLeast(c.var.workspace.role, "admin")) return found;
    throw new ProblemError("role-not-sufficient", "Only the person who began a site, or an admin, can change it.");
  }
  const readAgain = async (row: SiteRow): Promise<Site> => siteToWire((await store.find(row)) ?? row);

  api.openapi(createSiteRoute, async (c) => {
    const { caller, workspace } = c.var;
    const body = c.req.valid("json");
    const begun = await beginSite(services, {
      asker: { workspace: workspace.id, member: memberOf(caller) },
      by: doerOf(c, services),
      key: idempotencyKeyOf(c) ?? randomUUID(),
      fingerprint: fingerprintOf(c, body),
      body,
    });
    if (begun.isReplay) c.header(replayedHeader, "true");
    return c.json(siteToWire(begun.job), 201);
  });
  api.openapi(listRoute, async (c) => {
    const rows = await store.list(c.var.workspace.id);
    return c.json({ items: rows.map(siteToWire) }, 200);
  });
  api.openapi(readRoute, async (c) => c.json(siteToWire(await requireSite(c, c.req.valid("param").id)), 200));
  api.openapi(eventsRoute, async (c) => {
    const found = await requireSite(c, c.req.valid("param").id);
    const stopped = new AbortController();
    const signal = AbortSignal.any([stopped.signal, services.versions.closed]);
    const isLetIn = () => isStillLetIn(services, c);
    const events = watchJob(store, found, { event: "site", toWire: siteToWire, signal, isLetIn });
    return eventStream(events, { onLeave: () => stopped.abort() });
  });
  api.openapi(cancelRoute, async (c) => {
    const found = await requireOwn(c, c.req.valid("param").id);
    await store.requestCancel(found);
    runner.wake();
    return c.json(await readAgain(found), 200);
  });
  api.openapi(resumeRoute, async (c) => {
    const found = await requireOwn(c, c.req.valid("param").id);
    const { maxCredits } = c.req.valid("json");
    await goOnWithJob(services, services.sites, { job: found, maxCredits });
    return c.json(await readAgain(found), 200);
  });
  api.openapi(retryRoute, async (c) => {
    const { id, n } = c.req.valid("param");
    const { maxCredits } = c.req.valid("json");
    const found = await requireOwn(c, id);
    await retryJobPage(services.sites, { job: found, number: n }, async (page) => {
      await refuseAfterManyFailures(services, found);
      const { sites } = services;
      const plan = async () => [await sites.planPage(found, page)];
      const [terms] = (await payAgain(services, sites, { job: found, pages: [page], plan, maxCredits })) ?? [];
      return await sites.pages.retry({ ...found, ...page }, terms === undefined ? {} : termColumns(terms));
    });
    return c.json(await readAgain(found), 200);
  });
}
