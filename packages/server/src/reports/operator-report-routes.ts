import { operatorReport, operatorReportPage, reportAnswerBody, reportedText, reportsQuery } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { withTransaction } from "../database/with-transaction.ts";
import { operatorOnly } from "../http/access.ts";
import { replayedHeader } from "../http/idempotency.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import { insertOperatorAct, insertOperatorOutcome } from "../operator/operator-audit.ts";
import { operatorOf } from "../operator/operator-request.ts";
import type { Services } from "../services.ts";
import { answerReport } from "./answer-report.ts";
import { formatCursor, parseCursor } from "./queue-cursor.ts";
import { readOperatorReport, rowToWire } from "./read-operator-report.ts";
import { placeOf, type QueueRow } from "./report-queue.ts";

const params = z.object({ id: z.string() });

const listRoute = createRoute({
  method: "get",
  path: "/operator/reports",
  summary: "Reports of actions over all workspaces: open ones oldest first",
  middleware: operatorOnly(),
  request: { query: reportsQuery },
  responses: { 200: jsonReply(operatorReportPage, "A page of reports"), ...problemReplies },
});

const readRoute = createRoute({
  method: "get",
  path: "/operator/reports/{id}",
  summary: "A report with all that is needed to answer it",
  middleware: operatorOnly(),
  request: { params },
  responses: { 200: jsonReply(operatorReport, "The report"), ...problemReplies },
});

const textRoute = createRoute({
  method: "post",
  path: "/operator/reports/{id}/text",
  summary: "Read what the action wrote, where its person shows it; the audit says so",
  middleware: operatorOnly(),
  request: { params },
  responses: { 200: jsonReply(reportedText, "The text"), ...problemReplies },
});

const answerRoute = createRoute({
  method: "post",
  path: "/operator/reports/{id}/answer",
  summary: "Give back all or a part of the charge, or say why not; the person is told",
  middleware: operatorOnly(),
  request: { params, body: jsonBody(reportAnswerBody) },
  responses: { 200: jsonReply(operatorReport, "The report as it is now"), ...problemReplies },
});

/** GET /operator/reports and …/{id}, POST …/{id}/text and …/{id}/answer. */
export function registerOperatorReportRoutes(api: Router, services: Services): void {
  const { ai, pool, reports } = services;

  async function find(id: string): Promise<QueueRow> {
    const row = await reports.queue.find(id);
    if (row === null) throw new ProblemError("not-found", "There is no such report.");
    return row;
  }

  api.openapi(listRoute, async (c) => {
    const { state, q = null, limit, cursor } = c.req.valid("query");
    const after = parseCursor(cursor);
    const [rows, open] = await Promise.all([
      reports.queue.list({ state, search: q, after, limit: limit + 1 }),
      reports.queue.countOpen(),
    ]);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const answers = await reports.store.listAnswers(shown.map(({ id }) => id));
    const items = shown.map((row) => rowToWire(row, answers));
    const nextCursor = rows.length > limit && last !== undefined ? formatCursor(placeOf(last, state)) : null;
    return c.json({ items, nextCursor, open }, 200);
  });

  api.openapi(readRoute, async (c) =>
    c.json(await readOperatorReport(services, await find(c.req.valid("param").id)), 200),
  );

  api.openapi(textRoute, async (c) => {
    const row = await find(c.req.valid("param").id);
    const run = row.showsText ? await ai.store.findByAction(row.workspace, row.action) : null;
    if (row.state === "withdrawn" || run === null || run.hold?.action !== row.action || run.output === null) {
      throw new ProblemError("not-found", "There is no text to read: it was not shown, or it is not kept any more.");
    }
    await withTransaction(pool, async (client) => {
      const { id: act } = await insertOperatorAct(client, {
        act: "report-text-read",
        by: operatorOf(c, services),
        workspace: row.workspace,
        target: row.action,
        reason: `Report ${row.id}: ${row.problem}`,
        key: null,
        fingerprint: null,
        details: { report: row.id },
      });
      await insertOperatorOutcome(client, act, { outcome: "done", code: null, details: {} });
    });
    c.header("cache-control", "no-store");
    return c.json({ text: run.output }, 200);
  });

  api.openapi(answerRoute, async (c) => {
    const { answer, credits, words, after, refundedBefore } = c.req.valid("json");
    const report = await find(c.req.valid("param").id);
    const asked = {
      report,
      by: operatorOf(c, services),
      answer,
      credits: answer === "decline" ? 0n : credits === null ? null : BigInt(credits),
      words,
      after,
      refundedBefore: refundedBefore === null ? null : BigInt(refundedBefore),
    };
    const { isReplay } = await answerReport(asked, reports);
    if (isReplay) c.header(replayedHeader, "true");
    return c.json(await readOperatorReport(services, await find(report.id)), 200);
  });
}
