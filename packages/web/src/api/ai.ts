import {
  type Action,
  type ActionKind,
  type AiInput,
  type AiOptions,
  action,
  actionOutput,
  type Estimate,
  type Estimates,
  estimate,
  estimates,
  type NextRun,
  type RunBody,
  type RunEvent,
  runEvents,
} from "@dokly/contract";
import { api, apiPath, sendToApi } from "./client.ts";
import { createEventStreamReader, type StreamEvent } from "./event-stream.ts";
import { ConnectionLost } from "./problem.ts";

const aiPath = (w: string, ...rest: string[]): string => apiPath("workspaces", w, "ai", ...rest);

/** What each kind would cost on this input; nothing is run or held. Of the options each kind takes what it needs. */
export function estimateKinds(
  w: string,
  asked: { kinds: readonly ActionKind[]; input: AiInput; options: AiOptions },
  signal?: AbortSignal,
): Promise<Estimates> {
  return api.post(aiPath(w, "estimates"), asked, estimates, { ...(signal && { signal }) });
}

/** What one kind would cost with exactly these options; its quote binds a run with them. */
export function estimateKind(
  w: string,
  asked: { kind: ActionKind; input: AiInput; options: AiOptions },
  signal?: AbortSignal,
): Promise<Estimate> {
  return api.post(aiPath(w, "estimates"), asked, estimate, { ...(signal && { signal }) });
}

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
  const response = await sendToApi("POST", aiPath(w, "actions"), JSON.stringify(body), {
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

/** Asks for an action to be ended; its stream then ends by the rules for a cancel. */
export const cancelAction = (w: string, id: string): Promise<Action> =>
  api.post(aiPath(w, "actions", id, "cancel"), {}, action);

/** The kept text of an action of the signed-in person. */
export const getOutput = (w: string, id: string) => api.get(aiPath(w, "actions", id, "output"), actionOutput);

/** Outside production: what the next action of this person does. */
export const setNextRun = (w: string, next: NextRun) => api.put(aiPath(w, "next-run"), next, null);
