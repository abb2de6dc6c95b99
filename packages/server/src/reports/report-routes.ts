import { type ActionReport, actionReport, reportBody } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { requireSeen } from "../credits/action-routes.ts";
import { access } from "../http/access.ts";
import { type Caller, memberOf } from "../http/caller.ts";
import { replayedHeader } from "../http/idempotency.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies } from "../http/replies.ts";
import type { Router, WorkspaceAccess } from "../http/router.ts";
import { readNames } from "../members/member-names.ts";
import type { Services } from "../services.ts";
import { type ReportRow, reportToWire } from "./report-rows.ts";

/** So many reports a member makes in a day; what was withdrawn counts too. */
export const reportsPerDay = 20;

const request = { params: z.object({ w: z.string(), id: z.string() }) };
/** Reports are for people: a program can not say that it was disappointed, and is told nothing. */
const middleware = access({ role: "editor" });

const readRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/actions/{id}/report",
  summary: "What was reported of an action, and what the operator answered",
  middleware,
  request,
  responses: { 200: jsonReply(actionReport, "The report, or none"), ...problemReplies },
});

const reportRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/actions/{id}/report",
  summary: "Tell the operator that an action did not work",
  middleware,
  request: { ...request, body: jsonBody(reportBody) },
  responses: {
    200: jsonReply(actionReport, "The same report was made before"),
    201: jsonReply(actionReport, "The report"),
    ...problemReplies,
  },
});

const withdrawRoute = createRoute({
  method: "delete",
  path: "/workspaces/{w}/actions/{id}/report",
  summary: "Take a report back that nobody has answered",
  middleware,
  request,
  responses: { 200: jsonReply(actionReport, "Without the report"), ...problemReplies },
});

type Asker = { readonly caller: Caller; readonly workspace: WorkspaceAccess };

function tooMany(retryAfterSeconds: number): ProblemError {
  return new ProblemError(
    "too-many-requests",
    `You reported ${reportsPerDay} actions within a day. Later you can report more.`,
    {},
    { "retry-after": String(retryAfterSeconds) },
  );
}

/** GET, POST and DELETE …/actions/{id}/report. */
export function registerReportRoutes(api: Router, services: Services): void {
  const { actions, ai, database, reports } = services;

  /** The action, if the caller sees it: editors their own, admins all. */
  async function actionOf({ caller, workspace }: Asker, id: string) {
    const action = await actions.read(workspace.id, id);
    requireSeen(action, caller, workspace);
    return action;
  }

  /** Whether the caller ran it and what it wrote is kept: nobody else may show a text that is not theirs. */
  async function canShowText({ caller, workspace }: Asker, id: string): Promise<boolean> {
    const run = await ai.store.findByAction(workspace.id, id);
    return run?.member === memberOf(caller) && run.hold?.action === id && run.isEnded && run.output !== null;
  }

  async function toWire(asker: Asker, id: string, row: ReportRow | null, isEnded: boolean): Promise<ActionReport> {
    const names = row === null ? new Map() : await readNames(database, asker.workspace.id, [row.reporter]);
    const answers = row === null ? [] : await reports.store.listAnswers([row.id]);
    return {
      report: row === null ? null : reportToWire(row, { names, answers }),
      canReport: row === null && isEnded,
      canShowText: await canShowText(asker, id),
      isMailed: reports.isMailed,
    };
  }

  api.openapi(readRoute, async (c) => {
    const { id } = c.req.valid("param");
    const action = await actionOf(c.var, id);
    const row = await reports.store.findOfAction(c.var.workspace.id, id);
    return c.json(await toWire(c.var, id, row, action.status !== "running"), 200);
  });

  api.openapi(reportRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { problem, text, showText } = c.req.valid("json");
    const action = await actionOf(c.var, id);
    if (action.status === "running") {
      throw new ProblemError("report-state", "This action still runs. Report it once it has ended, or stop it first.");
    }
    if (showText && !(await canShowText(c.var, id))) {
      const message = "only who ran the action can show what it wrote, while it is kept";
      throw new ProblemError("validation-failed", `showText: ${message}.`, { errors: [{ path: "showText", message }] });
    }
    const made = await reports.store.insert(
      {
        workspace: c.var.workspace.id,
        action: id,
        reporter: memberOf(c.var.caller),
        runner: action.member?.id ?? null,
        problem,
        words: text,
        showsText: showText,
        kind: action.kind,
        outcome: action.status,
        charged: BigInt(action.charged),
        documentPath: action.document?.path ?? null,
        documentTitle: action.document?.title ?? null,
      },
      { perDay: reportsPerDay },
    );
    if (made.result === "full") throw tooMany(made.retryAfterSeconds);
    const { report } = made;
    if (made.result === "made") {
      c.var.logger.info({ report: report.id, action: id }, "an action was reported");
      return c.json(await toWire(c.var, id, report, true), 201);
    }
    const isSame = report.reporter === memberOf(c.var.caller) && report.problem === problem && report.words === text;
    if (!isSame || report.showsText !== showText) {
      throw new ProblemError("report-state", "This action is reported already. An action is reported once.");
    }
    c.header(replayedHeader, "true");
    return c.json(await toWire(c.var, id, report, true), 200);
  });

  api.openapi(withdrawRoute, async (c) => {
    const { id } = c.req.valid("param");
    await actionOf(c.var, id);
    const { caller, workspace } = c.var;
    const row = await reports.store.findOfAction(workspace.id, id);
    if (row === null) throw new ProblemError("not-found", "There is no report of this action.");
    if (row.reporter !== memberOf(caller)) {
      throw new ProblemError("role-not-sufficient", "Only the person who reported this can take it back.");
    }
    if ((await reports.store.withdraw(workspace.id, id)) === null) {
      throw new ProblemError("report-state", "The operator has answered this report: it can not be taken back now.");
    }
    return c.json(await toWire(c.var, id, null, true), 200);
  });
}
