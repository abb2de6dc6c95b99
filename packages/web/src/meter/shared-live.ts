import { z } from "zod";
import type { LiveMode } from "./live-connection.ts";
import { type LiveListener, listenToCredits } from "./live-credits.ts";

/** What tabs of one browser say to each other about a workspace. */
const message = z.discriminatedUnion("type", [
  z.object({ type: z.literal("version"), version: z.number().int().nullable() }),
  z.object({ type: z.literal("notices"), version: z.number().int() }),
  z.object({ type: z.literal("mode"), mode: z.enum(["connecting", "live", "polling"]) }),
  /** A tab that has just opened: what is the connection's state? */
  z.object({ type: z.literal("who") }),
]);
type Message = z.infer<typeof message>;

export type SharedListening = {
  /** Tells the other tabs of a version that this one saw first. */
  readonly tell: (version: number) => void;
  readonly stop: () => void;
};

/**
 * Listens to a workspace's credits over one connection for all tabs of the browser: a lock says which tab holds it, and
 * the next one takes over when that tab goes. Where a browser has no locks (a page without TLS), each tab listens for
 * itself.
 */
export function listenTogether(
  workspace: string,
  listener: LiveListener,
  connect: typeof listenToCredits = listenToCredits,
): SharedListening {
  if (globalThis.navigator?.locks === undefined || globalThis.BroadcastChannel === undefined) {
    return { tell: () => undefined, stop: connect(workspace, listener) };
  }
  const name = `dokly.live.${workspace}`;
  const channel = new BroadcastChannel(name);
  const stopped = new AbortController();
  const say = (said: Message) => {
    if (!stopped.signal.aborted) channel.postMessage(said);
  };
  /** Of the connection, in the tab that holds it. */
  let ownMode: LiveMode | null = null;

  channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const said = message.safeParse(data).data;
    if (said?.type === "version") listener.onVersion(said.version);
    if (said?.type === "notices") listener.onNotices?.(said.version);
    if (said?.type === "mode" && ownMode === null) listener.onMode(said.mode);
    if (said?.type === "who" && ownMode !== null) say({ type: "mode", mode: ownMode });
  });

  const lead = (): Promise<void> => {
    const isTakingOver = wasFollowing;
    const end = connect(workspace, {
      onMode: (mode) => {
        ownMode = mode;
        listener.onMode(mode);
        say({ type: "mode", mode });
      },
      onVersion: (version) => {
        listener.onVersion(version);
        say({ type: "version", version });
      },
      onNotices: (version) => {
        listener.onNotices?.(version);
        say({ type: "notices", version });
      },
    });
    // Between two leaders a change may have passed unheard.
    if (isTakingOver) {
      listener.onVersion(null);
      say({ type: "version", version: null });
    }
    return new Promise((resolve) => {
      const leave = () => {
        end();
        resolve();
      };
      if (stopped.signal.aborted) leave();
      else stopped.signal.addEventListener("abort", leave, { once: true });
    });
  };

  let wasFollowing = false;
  void navigator.locks
    .request(name, { ifAvailable: true }, async (lock) => {
      if (lock === null) wasFollowing = true;
      else await lead();
    })
    .then(() => {
      if (stopped.signal.aborted) return;
      say({ type: "who" });
      return navigator.locks.request(name, { signal: stopped.signal }, lead);
    })
    .catch((error: unknown) => {
      // Ended while it waited for its turn.
      if (!stopped.signal.aborted) throw error;
    });

  return {
    tell: (version) => say({ type: "version", version }),
    stop: () => {
      stopped.abort();
      channel.close();
    },
  };
}
