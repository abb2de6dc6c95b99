import { type NoticeList, noticeList, type ReportNotice } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access } from "../http/access.ts";
import { memberOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import type { NoticeRow } from "./notice-store.ts";
import { answerToWire } from "./report-rows.ts";

const noticesMax = 20;

const listRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/notices",
  summary: "What one was told and has not read: answers to reports",
  middleware: access(),
  request: { params: z.object({ w: z.string() }) },
  responses: { 200: jsonReply(noticeList, "Notices, the oldest first"), ...problemReplies },
});

const readRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/notices/{id}/read",
  summary: "See a notice no more",
  middleware: access(),
  request: { params: z.object({ w: z.string(), id: z.coerce.number().int().min(1) }) },
  responses: { 200: jsonReply(noticeList, "The notices that are left"), ...problemReplies },
});

function toWire(row: NoticeRow): ReportNotice {
  const { documentPath: path, documentTitle: title } = row;
  return {
    id: Number(row.notice),
    report: row.id,
    action: {
      id: row.action,
      kind: row.kind,
      document: path === null || title === null ? null : { path, title },
      charged: Number(row.charged),
    },
    answer: answerToWire(row.answer),
  };
}

/** GET …/notices and POST …/notices/{id}/read. */
export function registerNoticeRoutes(api: Router, { reports: { notices } }: Services): void {
  async function listFor(workspace: string, person: string): Promise<NoticeList> {
    // Read first: what comes in between is told again, and not missed.
    const version = (await notices.readVersions([workspace])).get(workspace) ?? 0;
    return { items: (await notices.listUnread(workspace, person, noticesMax)).map(toWire), version };
  }

  api.openapi(listRoute, async (c) => c.json(await listFor(c.var.workspace.id, memberOf(c.var.caller)), 200));
  api.openapi(readRoute, async (c) => {
    const workspace = c.var.workspace.id;
    const person = memberOf(c.var.caller);
    if (!(await notices.setRead(workspace, person, c.req.valid("param").id))) {
      throw new ProblemError("not-found", "There is no such notice of yours.");
    }
    return c.json(await listFor(workspace, person), 200);
  });
}
