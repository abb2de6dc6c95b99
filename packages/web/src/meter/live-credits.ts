import { workspaceEvents } from "@dokly/contract";
import { initialLiveState, type LiveMode, type LiveSignal, nextLiveState, retryDelayMs } from "./live-connection.ts";

export type LiveListener = {
  /** The credits have this version now; null where changes may have been missed. */
  readonly onVersion: (version: number | null) => void;
  readonly onMode: (mode: LiveMode) => void;
  /** Somebody in the workspace was told something: the newest notice has this number. */
  readonly onNotices?: (version: number) => void;
};

/** The server tells the version at once: a connection that is silent for so long is held back on its way. */
const silenceMs = 5_000;

/**
 * Listens to a workspace's credits over one EventSource and connects again, for ever, when it is lost.
 *
 * @returns a function that ends it
 */
export function listenToCredits(workspace: string, listener: LiveListener): () => void {
  let state = initialLiveState;
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const signal = (name: LiveSignal) => {
    state = nextLiveState(state, name);
    listener.onMode(state.mode);
  };
  const stop = () => {
    clearTimeout(retry);
    clearTimeout(silence);
    source?.close();
    source = null;
  };
  const connect = () => {
    let isHeldBack = false;
    source = new EventSource(`/api/v1/workspaces/${encodeURIComponent(workspace)}/events`);
    silence = setTimeout(() => {
      isHeldBack = true;
      signal("silent");
    }, silenceMs);
    source.addEventListener("credits", (event) => {
      listener.onVersion(versionOf(event));
      // What came late once may come late again: asking goes on until a new connection proves to be prompt.
      if (isHeldBack) return lose();
      clearTimeout(silence);
      if (state.mode !== "live") signal("opened");
    });
    source.addEventListener("notices", (event) => {
      const version = versionOf(event);
      if (version !== null) listener.onNotices?.(version);
    });
    // The browser's own reconnecting gives up for good on an HTTP error, such as a server that is starting: ours does
    // not.
    source.addEventListener("error", lose);
  };
  const lose = () => {
    stop();
    signal("lost");
    retry = setTimeout(connect, retryDelayMs(state.failures, Math.random()));
  };

  connect();
  return stop;
}

/** The version in an event; null, "look again", where it can not be read. */
function versionOf(event: MessageEvent<unknown>): number | null {
  try {
    // Both events are of this shape.
    return workspaceEvents.credits.parse(JSON.parse(String(event.data))).version;
  } catch {
    return null;
  }
}
