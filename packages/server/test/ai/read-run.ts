import { type Action, type RunEvent, runEvents } from "@dokly/contract";

function parseEvent(block: string): RunEvent | null {
  const name = /^event: (.*)$/m.exec(block)?.[1];
  const data = /^data: (.*)$/m.exec(block)?.[1];
  if (name === undefined || data === undefined) return null;
  if (!(name in runEvents)) throw new Error(`unknown event ${name}`);
  const event = name as RunEvent["event"];
  return { event, data: runEvents[event].parse(JSON.parse(data)) } as RunEvent;
}

/** The events of a stream as they come. */
export async function* readEvents(response: Response): AsyncGenerator<RunEvent> {
  if (response.status !== 200 || response.body === null)
    throw new Error(`no stream: ${response.status} ${await response.text()}`);
  let buffered = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    buffered += chunk;
    for (let end = buffered.indexOf("\n\n"); end !== -1; end = buffered.indexOf("\n\n")) {
      const event = parseEvent(buffered.slice(0, end));
      buffered = buffered.slice(end + 2);
      if (event !== null) yield event;
    }
  }
}

export type Ran = {
  readonly response: Response;
  readonly events: readonly RunEvent[];
  readonly text: string;
  /** The end that the stream told; fails where it told none. */
  readonly end: { readonly event: "settled" | "refunded"; readonly action: Action; readonly available: number };
};

/** Reads a run's stream to its end. */
export async function readRun(response: Response): Promise<Ran> {
  const events: RunEvent[] = [];
  for await (const event of readEvents(response)) events.push(event);
  const last = events.at(-1);
  if (last === undefined || (last.event !== "settled" && last.event !== "refunded"))
    throw new Error("the stream told no end");
  const text = events.map((event) => (event.event === "text" ? event.data.delta : "")).join("");
  return { response, events, text, end: { event: last.event, ...last.data } };
}
