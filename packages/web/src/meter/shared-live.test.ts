import { afterEach, expect, test, vi } from "vitest";
import type { LiveMode } from "./live-connection.ts";
import type { LiveListener } from "./live-credits.ts";
import { listenTogether, type SharedListening } from "./shared-live.ts";

/** Stands for the connection to the server: who listens now, and how often one was opened. */
function server() {
  const open = new Set<LiveListener>();
  let opened = 0;
  return {
    open,
    opened: () => opened,
    connect: (_workspace: string, listener: LiveListener) => {
      opened += 1;
      open.add(listener);
      listener.onMode("live");
      return () => open.delete(listener);
    },
  };
}

const sharings: SharedListening[] = [];
afterEach(() => {
  for (const { stop } of sharings.splice(0)) stop();
});

function tab(workspace: string, connect: ReturnType<typeof server>["connect"]) {
  const versions: (number | null)[] = [];
  const modes: LiveMode[] = [];
  const listener = {
    onVersion: (version: number | null) => void versions.push(version),
    onMode: (mode: LiveMode) => void modes.push(mode),
  };
  const sharing = listenTogether(workspace, listener, (w, own) => {
    const end = connect(w, own);
    return () => void end();
  });
  sharings.push(sharing);
  return { versions, modes, ...sharing };
}

test("many tabs share one connection, and each hears every version and how it is heard", async () => {
  const { connect, open, opened } = server();
  const tabs = [tab("ws_a", connect), tab("ws_a", connect), tab("ws_a", connect)];
  await vi.waitFor(() => expect(tabs.map(({ modes }) => modes.at(-1))).toEqual(["live", "live", "live"]));
  expect(opened()).toBe(1);
  for (const listener of open) listener.onVersion(7);
  await vi.waitFor(() => expect(tabs.map(({ versions }) => versions)).toEqual([[7], [7], [7]]));
});

test("when the tab that listens goes, another takes over and looks whether something was missed", async () => {
  const { connect, open, opened } = server();
  const first = tab("ws_b", connect);
  await vi.waitFor(() => expect(opened()).toBe(1));
  const second = tab("ws_b", connect);
  await vi.waitFor(() => expect(second.modes).toContain("live"));
  first.stop();
  await vi.waitFor(() => expect(opened()).toBe(2));
  expect(open.size).toBe(1);
  expect(second.versions).toEqual([null]);
});

test("a tab tells the others of what it saw first; other workspaces hear nothing of it", async () => {
  const { connect } = server();
  const [one, other, elsewhere] = [tab("ws_c", connect), tab("ws_c", connect), tab("ws_d", connect)];
  await vi.waitFor(() => expect(other.modes).toContain("live"));
  one.tell(9);
  await vi.waitFor(() => expect(other.versions).toEqual([9]));
  expect(elsewhere.versions).toEqual([]);
});

test("a tab that was closed before its turn never listens", async () => {
  const { connect, opened } = server();
  const first = tab("ws_e", connect);
  await vi.waitFor(() => expect(opened()).toBe(1));
  const second = tab("ws_e", connect);
  await vi.waitFor(() => expect(second.modes).toContain("live"));
  second.stop();
  first.stop();
  const third = tab("ws_e", connect);
  await vi.waitFor(() => expect(third.modes).toContain("live"));
  expect(opened()).toBe(2);
});
