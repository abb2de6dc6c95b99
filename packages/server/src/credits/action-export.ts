import type { Action } from "@dokly/contract";
import { csvRow } from "./csv.ts";

export type ExportFormat = "csv" | "jsonl";

const mediaTypes: readonly (readonly [type: string, format: ExportFormat])[] = [
  ["text/csv", "csv"],
  ["application/jsonl", "jsonl"],
  ["application/x-ndjson", "jsonl"],
];
const contentTypes = { csv: "text/csv; charset=utf-8; header=present", jsonl: "application/jsonl; charset=utf-8" };

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

/**
 * A download of all rows, read page by page as fast as the reader takes them: never more than a page is in memory. What
 * fails midway breaks the connection, so that half a file can not look whole.
 */
export async function exportReply({ format, name, read }: Export): Promise<Response> {
  const { head, row } = writers[format];
  const encoder = new TextEncoder();
  // What is refused is refused before anything is sent.
  let ready: RowPage | null = await read(null);
  let cursor = ready.nextCursor;
  let begin = head;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const page: RowPage | null = ready ?? (cursor === null ? null : await read(cursor));
          ready = null;
          if (page === null) return controller.close();
          cursor = page.nextCursor;
          const text: string = begin + page.items.map(row).join("");
          begin = "";
          if (text !== "") return controller.enqueue(encoder.encode(text));
        }
      },
      cancel() {
        cursor = null;
      },
    },
    // The next page is read when somebody wants it.
    { highWaterMark: 0 },
  );
  return new Response(body, { status: 200, headers: downloadHeaders(contentTypes[format], `${name}.${format}`) });
}

/** Headers of a download that nobody keeps a copy of. */
export function downloadHeaders(type: string, file: string): Record<string, string> {
  const plain = file.replaceAll(/[^\w.-]+/g, "-");
  return {
    "content-type": type,
    "content-disposition": `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file)}`,
    "cache-control": "no-store, no-transform",
    "x-content-type-options": "nosniff",
  };
}
