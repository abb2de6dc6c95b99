/** One event of a `text/event-stream`. */
export type StreamEvent = { event: string; data: string; id: string | null };

/**
 * Reads server-sent events from text that arrives in pieces of any size. An event counts only with the blank line that
 * ends it; a half one at the end of the stream is never given out.
 *
 * @example const read = createEventStreamReader(); for (const event of read("event: text\ndata: {}\n\n")) …
 */
export function createEventStreamReader(): (piece: string) => StreamEvent[] {
  let rest = "";
  let event = "";
  let id: string | null = null;
  let data: string[] = [];

  const take = (line: string, found: StreamEvent[]): void => {
    if (line === "") {
      if (data.length > 0) found.push({ event: event === "" ? "message" : event, data: data.join("\n"), id });
      event = "";
      data = [];
      return;
    }
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
    else if (field === "id") id = value;
  };

  return (piece) => {
    const found: StreamEvent[] = [];
    const text = rest + piece;
    // A \r at the very end may be the first half of \r\n: it waits for what follows.
    const end = text.endsWith("\r") ? text.length - 1 : text.length;
    const lines = text.slice(0, end).split(/\r\n|\r|\n/);
    rest = (lines.pop() ?? "") + text.slice(end);
    for (const line of lines) take(line, found);
    return found;
  };
}
