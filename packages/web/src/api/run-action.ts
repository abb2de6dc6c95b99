import { type RunBody, type RunEvent, runEvents } from "@dokly/contract";
import { apiPath, sendToApi } from "./client.ts";
import { createEventStreamReader, type StreamEvent } from "./event-stream.ts";
import { ConnectionLost } from "./problem.ts";

const isRunEvent = (name: string): name is keyof typeof runEvents => Object.hasOwn(runEvents, name);

/** An event as the contract describes it; null for one that this app does not know (a newer server's). */
function parseRunEvent({ event, data }: StreamEvent): RunEvent | null {
  if (!isRunEvent(event)) return null;
  return { event, data: runEvents[event].parse(JSON.parse(data)) } as RunEvent;
}

/**
 * Runs an action and yields its events. The same key joins a running action from its start, or replays its end. A
 * stream that closes without `settled` or `refunded` simply ends here: the action goes on at the server.
 */
export async function* runAction(
  w: string,
  body: RunBody,
  options: { idempotencyKey: string; signal: AbortSignal },
): AsyncGenerator<RunEvent> {
  const response = await sendToApi("POST", apiPath("workspaces", w, "ai", "actions"), JSON.stringify(body), {
    ...options,
    headers: { "content-type": "application/json", accept: "text/event-stream" },
  });
  if (response.body === null) return;
  const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const read = createEventStreamReader();
  try {
    for (let piece = await nextPiece(pieces); !piece.done; piece = await nextPiece(pieces)) {
      for (const event of read(piece.value)) {
        const parsed = parseRunEvent(event);
        if (parsed !== null) yield parsed;
      }
    }
  } finally {
    void pieces.cancel().catch(() => undefined);
  }
}

/** A read that fails in mid-stream is a lost connection, unless it was we who ended it. */
async function nextPiece(pieces: ReadableStreamDefaultReader<string>): Promise<ReadableStreamReadResult<string>> {
  try {
    return await pieces.read();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ConnectionLost(error);
  }
}
