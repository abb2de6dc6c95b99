import { type AuditEntry, auditPage, auditQuery } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import { createRoute, z } from "@hono/zod-openapi";
import { contentTypes, exportFormatOf } from "../credits/action-export.ts";
import { csvRow } from "../credits/csv.ts";
import { access } from "../http/access.ts";
import { fileReply } from "../http/file-reply.ts";
import { ProblemError } from "../http/problem-error.ts";
import { problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { type AuditCursor, type AuditRow, selectAudit } from "./audit-log.ts";

const exportedAtOnce = 1_000;

const auditRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/audit",
  summary: "Every setting and use of the workspace's own keys, newest first",
  middleware: access({ role: "admin" }),
  request: { params: z.object({ w: z.string() }), query: auditQuery },
  responses: {
    200: {
      description: "A page of the log; or all of it as a file, by `format` or `Accept`",
      content: {
        "application/json": { schema: auditPage },
        "text/csv": { schema: z.string() },
        "application/jsonl": { schema: z.string() },
      },
    },
    ...problemReplies,
  },
});

function toWire({ id, at, action, by, key, detail }: AuditRow): AuditEntry {
  const { address, requestId } = by;
  const actor = { id: by.actor, name: by.name };
  return { id, at: toInstant(at), action, actor, ownKey: key, address, requestId, detail };
}

function cursorOf({ at, id }: AuditRow): string {
  return Buffer.from(`${at.getTime()}:${id}`).toString("base64url");
}

function readCursor(cursor: string | undefined): AuditCursor | null {
  if (cursor === undefined) return null;
  const [, at, id] = /^(\d{1,15}):(aud_[0-9a-f]+)$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (at === undefined || id === undefined)
    throw new ProblemError("validation-failed", "cursor: none that this log has given.");
  return { at: new Date(Number(at)), id };
}

const head = csvRow(["id", "at", "action", "actor", "name", "key", "key label", "address", "request", "detail"]);
const writers = {
  csv: ({ id, at, action, actor, ownKey, address, requestId, detail }: AuditEntry) => {
    const key = [ownKey?.id ?? null, ownKey?.label ?? null];
    return csvRow([id, at, action, actor.id, actor.name, ...key, address, requestId, JSON.stringify(detail)]);
  },
  jsonl: (entry: AuditEntry) => `${JSON.stringify(entry)}\n`,
};

async function* exportLines({ pool }: Services, workspace: WorkspaceId, format: "csv" | "jsonl") {
  if (format === "csv") yield head;
  let after: AuditCursor | null = null;
  for (;;) {
    const rows: readonly AuditRow[] = await selectAudit(pool, { workspace, after, limit: exportedAtOnce });
    yield rows.map((row) => writers[format](toWire(row))).join("");
    const last = rows.at(-1);
    if (last === undefined || rows.length < exportedAtOnce) return;
    after = last;
  }
}

/** GET /workspaces/{w}/audit */
export function registerAuditRoutes(api: Router, services: Services): void {
  api.openapi(auditRoute, async (c) => {
    const { id: workspace } = c.var.workspace;
    const { limit, cursor, format: asked } = c.req.valid("query");
    const format = exportFormatOf(asked, c.req.header("accept"));
    c.header("vary", "accept");
    if (format !== null) {
      return fileReply(exportLines(services, workspace, format), contentTypes[format], `audit.${format}`);
    }
    const rows = await selectAudit(services.pool, { workspace, after: readCursor(cursor), limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const nextCursor = rows.length > limit && last !== undefined ? cursorOf(last) : null;
    return c.json({ items: shown.map(toWire), nextCursor }, 200);
  });
}
