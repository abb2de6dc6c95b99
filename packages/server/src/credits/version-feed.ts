import type { WorkspaceId } from "@dokly/credits";
import type { Logger } from "pino";

type Listener = (version: number) => void;

/** How often the versions of all workspaces that somebody watches are read, in one statement for the process. */
const pollMs = 500;

/** The versions of several workspaces, each growing with every change; unknown ones may be left out. */
type ReadVersions = (workspaces: readonly WorkspaceId[]) => Promise<ReadonlyMap<WorkspaceId, number>>;

/** Tells who watches a workspace that something of it changed, whichever process changed it. */
export type VersionFeed = {
  /** Calls `listener` with the version now and with every later one, until the returned function is called. */
  watch(workspace: WorkspaceId, listener: Listener): () => void;
  /** Aborted once the feed is closed: who watches should end too. */
  readonly closed: AbortSignal;
  close(): void;
};

/** `what` changes, for the log. */
export function createVersionFeed({
  read,
  what,
  logger,
}: {
  readonly read: ReadVersions;
  readonly what: string;
  readonly logger: Logger;
}): VersionFeed {
  const listeners = new Map<WorkspaceId, Map<Listener, number>>();
  let timer: NodeJS.Timeout | null = null;
  const closing = new AbortController();

  async function poll(): Promise<void> {
    const versions = await read([...listeners.keys()]);
    for (const [workspace, version] of versions) {
      for (const [listener, told] of listeners.get(workspace) ?? []) {
        if (version === told) continue;
        listeners.get(workspace)?.set(listener, version);
        listener(version);
      }
    }
  }

  function schedule(delayMs: number): void {
    if (timer !== null || closing.signal.aborted || listeners.size === 0) return;
    timer = setTimeout(() => {
      poll()
        .catch((error: unknown) => logger.warn({ err: error }, `the versions of ${what} could not be read`))
        .finally(() => {
          timer = null;
          schedule(pollMs);
        });
    }, delayMs);
  }

  return {
    closed: closing.signal,
    watch(workspace, listener) {
      const own = listeners.get(workspace) ?? new Map<Listener, number>();
      listeners.set(workspace, own.set(listener, -1));
      schedule(0);
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(workspace) === own) listeners.delete(workspace);
      };
    },
    close() {
      closing.abort();
      if (timer !== null) clearTimeout(timer);
      listeners.clear();
    },
  };
}
