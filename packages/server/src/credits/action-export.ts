import type { Action } from "@dokly/contract";
import { fileReply } from "../http/file-reply.ts";
import { csvRow } from "./csv.ts";

export type ExportFormat = "csv" | "jsonl";

const mediaTypes: readonly (readonly [type: string, format: ExportFormat])[] = [
  ["text/csv", "csv"],
  ["application/jsonl", "jsonl"],
  ["application/x-ndjson", "jsonl"],
];
/** The media types of files as they are sent. */
export const contentTypes = {
  csv: "text/csv; charset=utf-8; header=present",
  jsonl: "application/jsonl; charset=utf-8",
};

/** The export that a request asks for, by its query or its Accept header; null: a page of the log. */
export function exportFormatOf(asked: ExportFormat | undefined, accept: string | undefined): ExportFormat | null {
  if (asked !== undefined) return asked;
  const wanted = (accept ?? "").toLowerCase();
  return mediaTypes.find(([type]) => wanted.includes(type))?.[1] ?? null;
}

/** The columns of the file, in their order: they are a contract with whoever reads it. */
const columns: readonly (readonly [name: string, of: (action: Action) => string | number | null])[] = [
  ["id", ({ id }) => id],
  ["started", ({ startedAt }) => startedAt],
  ["ended", ({ endedAt }) => endedAt],
  ["kind", ({ kind }) => kind],
  ["outcome", ({ status }) => status],
  ["tags", ({ tags }) => tags.join(" ")],
  ["person", ({ member }) => member?.name ?? null],
  ["page", ({ document }) => document?.path ?? null],
  ["page title", ({ document }) => document?.title ?? null],
  ["group", ({ group }) => group],
  ["model", ({ model }) => model],
  ["estimate low", ({ estimate }) => estimate?.low ?? null],
  ["estimate high", ({ estimate }) => estimate?.high ?? null],
  ["held", ({ held }) => held],
  ["charged", ({ charged }) => charged],
  ["refunded", ({ refunded }) => refunded],
  ["cost", ({ charged, refunded }) => charged - refunded],
  ["failure", ({ failure }) => failure?.code ?? null],
  ["failure message", ({ failure }) => failure?.message ?? null],
];

const writers: Readonly<Record<ExportFormat, { head: string; row(action: Action): string }>> = {
  csv: { head: csvRow(columns.map(([name]) => name)), row: (action) => csvRow(columns.map(([, of]) => of(action))) },
  jsonl: { head: "", row: (action) => `${JSON.stringify(action)}\n` },
};

/** A page of rows, and what asks for the next; null ends it. */
export type RowPage = { readonly items: readonly Action[]; readonly nextCursor: string | null };

type Export = {
  readonly format: ExportFormat;
  /** Without its ending. */
  readonly name: string;
  /** Reads the page after a cursor, the first for null. */
  readonly read: (cursor: string | null) => Promise<RowPage>;
};

/** A download of all rows, read page by page as fast as the reader takes them: never more than a page is in memory. */
export async function exportReply({ format, name, read }: Export): Promise<Response> {
  const { head, row } = writers[format];
  // What is refused is refused before anything is sent.
  const first = await read(null);
  async function* pages(): AsyncGenerator<string> {
    yield head + first.items.map(row).join("");
    for (let cursor = first.nextCursor; cursor !== null; ) {
      const page = await read(cursor);
      yield page.items.map(row).join("");
      cursor = page.nextCursor;
    }
  }
  return fileReply(pages(), contentTypes[format], `${name}.${format}`);
}
