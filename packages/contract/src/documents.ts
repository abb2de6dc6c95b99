import { z } from "zod";
import { instant } from "./primitives.ts";

/** The largest page, in bytes (RULES: 2 MB). */
export const documentBytesMax = 2_000_000;
/** The longest inline selection, in UTF-16 code units. */
export const selectionLengthMax = 20_000;
/** The longest page that an action changes as a whole, in UTF-16 code units. */
export const wholePageLengthMax = 60_000;
/** The largest import, in unpacked bytes. */
export const importBytesMax = 200_000_000;

/** A page's path in its workspace: `folder/name.md`, relative, without `.` and `..` segments. */
export const documentPath = z.string().min(1).max(512);

export const documentSummary = z.object({
  path: documentPath,
  title: z.string(),
  version: z.string(),
  bytes: z.number().int().min(0),
  updatedAt: instant,
});
export type DocumentSummary = z.infer<typeof documentSummary>;
export const documentList = z.object({ items: z.array(documentSummary) });
export type DocumentList = z.infer<typeof documentList>;
export const renameBody = z.strictObject({ to: documentPath });

/** POST /workspaces/{w}/import: a zip, or multipart files named by their paths. */
export const importResult = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  refused: z.array(z.object({ path: z.string(), reason: z.string() })),
});
export type ImportResult = z.infer<typeof importResult>;
