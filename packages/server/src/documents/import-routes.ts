import { documentBytesMax, importBytesMax, importResult } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import type { HonoRequest } from "hono";
import { access } from "../http/access.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { bytesIn } from "./document-request.ts";
import { requireRoom } from "./document-room.ts";
import { exportArchive } from "./export-archive.ts";
import { refuseFolderClashes } from "./folder-clashes.ts";
import { createImportBudget } from "./import-budget.ts";
import type { ImportLimits, ImportSource } from "./import-files.ts";
import { prepareInWorker } from "./prepare-in-worker.ts";

const limits: ImportLimits = {
  bytesMax: importBytesMax,
  filesMax: 10_000,
  fileBytesMax: 25_000_000,
  pageBytesMax: documentBytesMax,
};
/** Multipart adds a header to every file. */
const bodyBytesMax = importBytesMax + limits.filesMax * 1_000;
/** Imports of the largest size that are taken at once; of smaller ones more. */
const importsAtOnceMax = 2;

const zipTypes = new Set(["application/zip", "application/x-zip-compressed", "application/octet-stream"]);

const importRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/import",
  summary: "Import a zip, or multipart files named by their paths; every file is stored or refused by name",
  middleware: access({ role: "editor", scope: "documents" }),
  request: {
    params: z.object({ w: z.string() }),
    body: { content: { "application/zip": { schema: z.string() } } },
  },
  responses: { 200: jsonReply(importResult, "What was stored and what was refused"), ...problemReplies },
});

const exportRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/export.zip",
  summary: "Every document of the workspace, byte for byte",
  middleware: access({ scope: "documents" }),
  request: { params: z.object({ w: z.string() }) },
  responses: {
    200: { description: "A zip", content: { "application/zip": { schema: z.string() } } },
    ...problemReplies,
  },
});

/** POST /workspaces/{w}/import and GET /workspaces/{w}/export.zip. */
export function registerImportRoutes(api: Router, services: Services): void {
  const { documents } = services;
  const budget = createImportBudget({ bytesMax: importsAtOnceMax * bodyBytesMax });
  api.openapi(importRoute, async (c) => {
    const workspace = c.var.workspace.id;
    const result = await budget.within(bodyBytesOf(c.req), async () => {
      const prepared = await prepareInWorker(await importSourceIn(c.req), limits);
      const existing = await documents.listPaths(workspace);
      const { files, refused } = refuseFolderClashes(prepared, existing);
      requireRoom({ used: existing.length, wanted: new Set([...existing, ...files.map((file) => file.path)]).size });
      return { ...(await documents.import({ workspace, files })), refused };
    });
    return c.json(result, 200);
  });
  api.openapi(exportRoute, async (c) => {
    const { id, name } = c.var.workspace;
    const paths = await documents.listPaths(id);
    return c.body(
      exportArchive(paths, (path) => documents.read(id, path)),
      200,
      {
        "content-type": "application/zip",
        "content-disposition": `attachment; filename="export.zip"; filename*=UTF-8''${encodeURIComponent(`${name}.zip`)}`,
        "cache-control": "private, no-store",
      },
    );
  });
}

/** What a body takes in memory: as many bytes as it says, or as many as it may have. */
function bodyBytesOf(request: HonoRequest): number {
  const told = request.header("content-length");
  return told === undefined ? bodyBytesMax : Math.min(Number(told), bodyBytesMax);
}

async function importSourceIn(request: HonoRequest): Promise<ImportSource> {
  const mediaType = (request.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!zipTypes.has(mediaType) && mediaType !== "multipart/form-data") {
    throw new ProblemError("media-type-not-supported", "Send a zip (application/zip) or files (multipart/form-data).");
  }
  const sentence = `An import holds at most ${importBytesMax.toLocaleString("en")} bytes.`;
  const body = await bytesIn(request, bodyBytesMax, sentence);
  if (zipTypes.has(mediaType)) return { type: "zip", archive: body };
  return await filesIn(
    new Response(new Uint8Array(body), { headers: { "content-type": request.header("content-type") ?? "" } }),
  );
}

/** The files of a form under their file names; one zip alone is taken as the archive that it is. */
async function filesIn(body: Response): Promise<ImportSource> {
  let form: FormData;
  try {
    form = await body.formData();
  } catch {
    throw new ProblemError("malformed-request", "The multipart body can not be read.");
  }
  const parts = [...form.values()].filter((value) => typeof value !== "string");
  if (parts.length === 0) throw new ProblemError("malformed-request", "The form has no files.");
  const files = await Promise.all(
    parts.map(async (part) => ({ path: part.name, bytes: new Uint8Array(await part.arrayBuffer()) })),
  );
  const [only] = files;
  if (files.length === 1 && only !== undefined && /\.zip$/i.test(only.path))
    return { type: "zip", archive: only.bytes };
  return { type: "files", files };
}
