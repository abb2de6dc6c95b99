import { workspaceEvents } from "@dokly/contract";
import { initialLiveState, type LiveMode, type LiveSignal, nextLiveState, retryDelayMs } from "./live-connection.ts";

type Listener = {
  /** The credits have this version now; null after a gap in which changes may have been missed. */
  readonly onVersion: (version: number | null) => void;
  readonly onMode: (mode: LiveMode) => void;
};

/** How long a new connection may stay silent before asking takes over. */
const silenceMs = 5_000;

/**
 * Listens to a workspace's credits over one EventSource and connects again, for ever, when it is lost.
 *
 * @returns a function that ends it
 */
export function listenToCredits(workspace: string, listener: Listener): () => void {
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
    const hadGap = state.failures > 0;
    source = new EventSource(`/api/v1/workspaces/${encodeURIComponent(workspace)}/events`);
    silence = setTimeout(() => signal("silent"), silenceMs);
    source.addEventListener("open", () => {
      clearTimeout(silence);
      signal("opened");
      if (hadGap) listener.onVersion(null);
    });
    source.addEventListener("credits", (event) => listener.onVersion(versionOf(event)));
    // The browser's own reconnecting gives up for good on an HTTP error, such as a server that is starting: ours does
    // not.
    source.addEventListener("error", () => {
      stop();
      signal("lost");
      retry = setTimeout(connect, retryDelayMs(state.failures, Math.random()));
    });
  };

  connect();
  return stop;
}

/** The version in an event; null, "look again", where it can not be read. */
function versionOf(event: MessageEvent<unknown>): number | null {
  try {
    return workspaceEvents.credits.parse(JSON.parse(String(event.data))).version;
  } catch {
    return null;
  }
}
