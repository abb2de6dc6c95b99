import type { z } from "zod";
import { sendToApi } from "./client.ts";
import { createEventStreamReader } from "./event-stream.ts";

/**
 * Yields what the events of one name carry, as the server sends them; ends when the stream does, or when the connection
 * is lost.
 */
export async function* watchEvents<Schema extends z.ZodType>(
  path: string,
  event: { name: string; schema: Schema },
  signal: AbortSignal,
): AsyncGenerator<z.output<Schema>> {
  const headers = { accept: "text/event-stream" };
  const response = await sendToApi("GET", path, null, { signal, headers });
  if (response.body === null) return;
  const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const read = createEventStreamReader();
  try {
    for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
      for (const { event: name, data } of read(piece.value)) {
        if (name === event.name) yield event.schema.parse(JSON.parse(data));
      }
    }
  } finally {
    void pieces.cancel().catch(() => undefined);
  }
}
