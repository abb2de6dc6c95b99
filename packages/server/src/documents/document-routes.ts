import { documentList, documentSummary, renameBody } from "@dokly/contract";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { HonoRequest } from "hono";
import { access } from "../http/access.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router, WorkspaceEnv } from "../http/router.ts";
import type { Services } from "../services.ts";
import { isPagePath } from "./document-path.ts";
import { bytesIn, documentPathIn, pageBytesIn, preconditionOf, versionIn } from "./document-request.ts";
import type { DocumentEntry } from "./document-store.ts";

const workspaceParams = z.object({ w: z.string() });
const documentParams = z.object({ w: z.string(), path: z.string() });
const conditions = z.object({ "if-match": z.string().optional(), "if-none-match": z.string().optional() });
const renameBytesMax = 16_384;
const markdown = { "text/markdown": { schema: z.string() } };
const address = "/workspaces/{w}/documents/{path}";
const read = access({ scope: "documents" });
const write = access({ role: "editor", scope: "documents" });

const listRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/documents",
  summary: "The Markdown pages, by path",
  middleware: read,
  request: { params: workspaceParams },
  responses: { 200: jsonReply(documentList, "The pages"), ...problemReplies },
});

/** These have a path with slashes in it, which OpenAPI can not write: they are described here and routed by hand. */
const described = [
  {
    method: "get",
    path: address,
    summary: "A page's bytes; ETag is its version",
    request: { params: documentParams },
    responses: { 200: { description: "The bytes as stored", content: markdown }, ...problemReplies },
  },
  {
    method: "put",
    path: address,
    summary: "Save a page against a version (If-Match), or make it (If-None-Match: *)",
    request: { params: documentParams, headers: conditions, body: { content: markdown } },
    responses: {
      200: jsonReply(documentSummary, "Saved"),
      201: jsonReply(documentSummary, "Made"),
      ...problemReplies,
    },
  },
  {
    method: "delete",
    path: address,
    summary: "Delete a page at a version (If-Match)",
    request: { params: documentParams, headers: conditions },
    responses: { 204: { description: "Deleted" }, ...problemReplies },
  },
  {
    method: "post",
    path: `${address}/rename`,
    summary: "Give a page another path",
    request: { params: documentParams, headers: conditions, body: jsonBody(renameBody) },
    responses: { 200: jsonReply(documentSummary, "Renamed"), ...problemReplies },
  },
] as const;

/** GET /workspaces/{w}/documents; GET, PUT, DELETE …/documents/{path}; POST …/documents/{path}/rename. */
export function registerDocumentRoutes(api: Router, services: Services): void {
  const { documents } = services;
  api.openapi(listRoute, async (c) => {
    const entries = await documents.list(c.var.workspace.id);
    return c.json({ items: entries.map(documentToWire) }, 200);
  });
  for (const route of described) api.openAPIRegistry.registerPath({ ...route });
  // Below, `access()` sets the variables of WorkspaceEnv before each handler.
  const pages = api as unknown as OpenAPIHono<WorkspaceEnv>;
  const routed = "/workspaces/:w/documents/:path{[^]+}";
  pages.get(routed, read, async (c) => {
    const path = documentPathIn(c.req);
    const found = await documents.read(c.var.workspace.id, path);
    if (found === null) throw new ProblemError("not-found", `There is no page ${path} in this workspace.`);
    const headers = documentHeaders(found);
    if (versionIn(c.req.header("if-none-match")) === found.version) return c.body(null, 304, headers);
    return c.body(new Uint8Array(found.bytes), 200, headers);
  });
  pages.put(routed, write, async (c) => {
    const path = documentPathIn(c.req);
    const precondition = preconditionOf(c.req);
    const bytes = await pageBytesIn(c.req);
    const workspace = c.var.workspace.id;
    const isNew = precondition.type === "create";
    const entry = isNew
      ? await documents.create({ workspace, path, bytes })
      : await documents.save({ workspace, path, bytes, ifVersion: precondition.version });
    return c.json(documentToWire(entry), isNew ? 201 : 200, { etag: `"${entry.version}"` });
  });
  pages.delete(routed, write, async (c) => {
    const path = documentPathIn(c.req);
    const precondition = preconditionOf(c.req);
    if (precondition.type === "create") throw new ProblemError("precondition-required", "Deleting needs If-Match.");
    await documents.delete({ workspace: c.var.workspace.id, path, ifVersion: precondition.version });
    return c.body(null, 204);
  });
  pages.post(`${routed}/rename`, write, async (c) => {
    const path = documentPathIn(c.req, "/rename");
    const { to } = await renameIn(c.req);
    const ifVersion = versionIn(c.req.header("if-match"));
    const workspace = c.var.workspace.id;
    const entry = await documents.rename({ workspace, path, to, ...(ifVersion === null ? {} : { ifVersion }) });
    return c.json(documentToWire(entry), 200, { etag: `"${entry.version}"` });
  });
}

async function renameIn(request: HonoRequest) {
  const bytes = await bytesIn(request, renameBytesMax, `A new path is sent in at most ${renameBytesMax} bytes.`);
  const parsed = renameBody.safeParse(jsonOf(bytes));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  throw new ProblemError("validation-failed", 'Send {"to": "new/path.md"} as JSON.', { errors });
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return null;
  }
}

/** A stored file is somebody's text: a browser that opens it on its own may neither guess its type nor run anything. */
function documentHeaders(found: { path: string; version: string }) {
  const isPage = isPagePath(found.path);
  return {
    etag: `"${found.version}"`,
    "cache-control": "private, no-cache",
    "content-type": isPage ? "text/markdown; charset=utf-8" : "application/octet-stream",
    "content-security-policy": "sandbox; default-src 'none'",
    ...(isPage ? {} : { "content-disposition": "attachment" }),
  };
}

/** A stored page as lists show it. */
export function documentToWire({ path, title, version, bytes, updatedAt }: DocumentEntry) {
  return { path, title, version, bytes, updatedAt: toInstant(updatedAt) };
}
