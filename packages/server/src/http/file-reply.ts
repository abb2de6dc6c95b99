/**
 * A download of texts that are made as fast as the reader takes them, the next one when somebody wants it. What fails
 * midway breaks the connection, so that half a file can not look whole.
 */
export function fileReply(texts: AsyncGenerator<string>, type: string, file: string): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const next = await texts.next();
          if (next.done === true) return controller.close();
          // A page of a search may have no rows, and a stream must not wait for a chunk without bytes.
          if (next.value !== "") return controller.enqueue(encoder.encode(next.value));
        }
      },
      async cancel() {
        await texts.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status: 200, headers: headersOf(type, file) });
}

/** Headers of a download that nobody keeps a copy of. */
function headersOf(type: string, file: string): Record<string, string> {
  const plain = file.replaceAll(/[^\w.-]+/g, "-");
  return {
    "content-type": type,
    "content-disposition": `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file)}`,
    "cache-control": "no-store, no-transform",
    "x-content-type-options": "nosniff",
  };
}
