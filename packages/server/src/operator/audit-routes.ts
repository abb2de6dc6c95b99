import { type OperatorAct, operatorAuditPage, operatorAuditQuery } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { contentTypes, exportFormatOf } from "../credits/action-export.ts";
import { csvRow } from "../credits/csv.ts";
import { operatorOnly } from "../http/access.ts";
import { fileReply } from "../http/file-reply.ts";
import { ProblemError } from "../http/problem-error.ts";
import { problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { actToWire } from "./act-to-wire.ts";
import {
  type OperatorActRow,
  type OperatorAuditCursor,
  type OperatorAuditFilter,
  selectOperatorAudit,
} from "./operator-audit.ts";

const exportedAtOnce = 1_000;

const auditRoute = createRoute({
  method: "get",
  path: "/operator/audit",
  summary: "Every act of operators, newest first",
  middleware: operatorOnly(),
  request: { query: operatorAuditQuery },
  responses: {
    200: {
      description: "A page of the audit; or all of the filter as a file, by `format` or `Accept`",
      content: {
        "application/json": { schema: operatorAuditPage },
        "text/csv": { schema: z.string() },
        "application/jsonl": { schema: z.string() },
      },
    },
    ...problemReplies,
  },
});

function cursorOf({ at, id }: OperatorActRow): string {
  return Buffer.from(`${at.getTime()}:${id}`).toString("base64url");
}

function readCursor(cursor: string | undefined): OperatorAuditCursor | null {
  if (cursor === undefined) return null;
  const [, at, id] = /^(\d{1,15}):(oper_[0-9a-f]+)$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (at === undefined || id === undefined)
    throw new ProblemError("validation-failed", "cursor: none that this audit has given.");
  return { at: new Date(Number(at)), id };
}

const columns: readonly (readonly [name: string, of: (act: OperatorAct) => string | null])[] = [
  ["id", ({ id }) => id],
  ["at", ({ at }) => at],
  ["act", ({ act }) => act],
  ["operator", ({ by }) => by.name],
  ["actor", ({ by }) => by.id],
  ["origin", ({ origin }) => origin],
  ["address", ({ address }) => address],
  ["request", ({ requestId }) => requestId],
  ["workspace", ({ workspace }) => workspace],
  ["target", ({ target }) => target],
  ["reason", ({ reason }) => reason],
  ["details", ({ details }) => JSON.stringify(details)],
  ["outcome", ({ outcome }) => outcome?.outcome ?? null],
  ["code", ({ outcome }) => outcome?.code ?? null],
  ["result", ({ outcome }) => (outcome === null ? null : JSON.stringify(outcome.details))],
];

const writers = {
  csv: (act: OperatorAct) => csvRow(columns.map(([, of]) => of(act))),
  jsonl: (act: OperatorAct) => `${JSON.stringify(act)}\n`,
};

async function* exportLines({ pool }: Services, filter: OperatorAuditFilter, format: "csv" | "jsonl") {
  if (format === "csv") yield csvRow(columns.map(([name]) => name));
  let after: OperatorAuditCursor | null = null;
  for (;;) {
    const rows: readonly OperatorActRow[] = await selectOperatorAudit(pool, { filter, after, limit: exportedAtOnce });
    yield rows.map((row) => writers[format](actToWire(row))).join("");
    const last = rows.at(-1);
    if (last === undefined || rows.length < exportedAtOnce) return;
    after = last;
  }
}

/** GET /operator/audit. */
export function registerOperatorAudit(api: Router, services: Services): void {
  api.openapi(auditRoute, async (c) => {
    const { limit, cursor, format: asked, from, to, ...rest } = c.req.valid("query");
    const filter: OperatorAuditFilter = {
      ...rest,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    };
    const format = exportFormatOf(asked, c.req.header("accept"));
    c.header("vary", "accept");
    if (format !== null) {
      return fileReply(exportLines(services, filter, format), contentTypes[format], `operator-audit.${format}`);
    }
    const rows = await selectOperatorAudit(services.pool, { filter, after: readCursor(cursor), limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const nextCursor = rows.length > limit && last !== undefined ? cursorOf(last) : null;
    return c.json({ items: shown.map(actToWire), nextCursor }, 200);
  });
}
