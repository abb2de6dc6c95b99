import { type Site, siteEvents } from "@dokly/contract";
import { sendToApi } from "./client.ts";
import { createEventStreamReader } from "./event-stream.ts";
import { sitesPath } from "./sites.ts";

/** Yields the site whenever something of it changed; ends when it is over, or when the connection is lost. */
export async function* watchSite(w: string, id: string, signal: AbortSignal): AsyncGenerator<Site> {
  const headers = { accept: "text/event-stream" };
  const response = await sendToApi("GET", sitesPath(w, id, "events"), null, { signal, headers });
  if (response.body === null) return;
  const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const read = createEventStreamReader();
  try {
    for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
      for (const { event, data } of read(piece.value))
        if (event === "site") yield siteEvents.site.parse(JSON.parse(data));
    }
  } finally {
    void pieces.cancel().catch(() => undefined);
  }
}
