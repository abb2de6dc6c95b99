import { ChangeSet, Text } from "@codemirror/state";
import { problems } from "@dokly/contract";
import { describe, expect, it } from "vitest";
import { ApiProblem, ConnectionLost } from "../api/problem.ts";
import type { Draft } from "./drafts.ts";
import { PageSession, type SaveState } from "./page-session.ts";
import { decodePage } from "./page-text.ts";

const problem = (code: "version-conflict" | "not-found" | "too-large"): ApiProblem =>
  new ApiProblem({ type: "about:blank", title: "", detail: "", requestId: "r", code, status: problems[code].status });

/** A server that keeps one page; what it answers next can be changed. */
function setUp(text: string, { isUnsaved = false, version = "v0" } = {}) {
  const server = { text, version: "v0", count: 0, saves: [] as string[] };
  const behavior: { next: (() => never) | null; wait: Promise<void> | null } = { next: null, wait: null };
  let stored: Draft | null = null;
  const states: SaveState[] = [];
  const tasks = new Set<() => void>();
  const session = new PageSession({
    page: { text, hasByteOrderMark: false, version },
    isUnsaved,
    save: async (bytes, ifVersion) => {
      await behavior.wait;
      const fail = behavior.next;
      behavior.next = null;
      fail?.();
      if (ifVersion !== server.version) throw problem("version-conflict");
      server.text = decodePage(bytes)?.text ?? "";
      server.saves.push(server.text);
      server.count += 1;
      server.version = `v${server.count}`;
      return server.version;
    },
    readTheirs: async () => ({ text: server.text, hasByteOrderMark: false, version: server.version }),
    drafts: {
      read: () => stored,
      write: (draft) => {
        stored = draft;
        return true;
      },
      clear: () => {
        stored = null;
      },
    },
    later: (task) => {
      tasks.add(task);
      return () => tasks.delete(task);
    },
    onState: (state) => states.push(state),
  });
  let length = session.editorText.length;
  const edit = (from: number, to: number, insert: string): void => {
    session.change(ChangeSet.of([{ from, to, insert: Text.of(insert.split("\n")) }], length));
    length += insert.length - (to - from);
  };
  return { session, server, behavior, states, tasks, edit, draft: () => stored };
}

describe("PageSession", () => {
  it("saves edits as splices and keeps every other line break", async () => {
    const { session, server, edit } = setUp("a\r\nb\nc");
    edit(2, 3, "B");
    edit(5, 5, "\nd");
    expect((await session.flush()).version).toBe("v1");
    expect(server.saves).toEqual(["a\r\nB\nc\nd"]);
    expect(session.state).toEqual({ type: "saved" });
  });

  it("sends nothing when an edit was taken back", async () => {
    const { session, server, edit } = setUp("a\r\nb");
    edit(0, 2, "");
    edit(0, 0, "a\n");
    await session.flush();
    expect(server.saves).toEqual([]);
    expect(session.state).toEqual({ type: "saved" });
  });

  it("keeps what is typed while a save is on its way, and its draft has both", async () => {
    const { session, server, behavior, edit, draft } = setUp("one");
    const gate = Promise.withResolvers<void>();
    behavior.wait = gate.promise;
    edit(3, 3, " two");
    const flushed = session.flush();
    edit(7, 7, " three");
    session.keepDraft();
    expect(draft()).toMatchObject({ text: "one two three", version: "v0" });
    gate.resolve();
    await flushed;
    expect(server.saves).toEqual(["one two", "one two three"]);
    expect(draft()).toBeNull();
  });

  it("keeps a draft when the connection is lost, and saves it later", async () => {
    const { session, server, behavior, edit, draft, tasks } = setUp("one");
    behavior.next = () => {
      throw new ConnectionLost(null);
    };
    edit(3, 3, "!");
    await expect(session.flush()).rejects.toBeInstanceOf(ConnectionLost);
    expect(session.state).toEqual({ type: "offline" });
    expect(draft()).toMatchObject({ text: "one!" });
    expect(tasks.size).toBeGreaterThan(0);
    await session.flush();
    expect(server.text).toBe("one!");
    expect(draft()).toBeNull();
  });

  it("keeps both versions when somebody was faster, and can end with either, byte for byte", async () => {
    const { session, server, edit } = setUp("a\r\nb\nc");
    server.text = "theirs\r";
    server.version = "v9";
    edit(0, 1, "mine");
    await expect(session.flush()).rejects.toMatchObject({ code: "version-conflict" });
    expect(session.state).toMatchObject({ type: "conflict", theirs: { text: "theirs\r", version: "v9" } });
    expect(session.current.text).toBe("mine\r\nb\nc");
    await session.keepMine("v9");
    expect(server.text).toBe("mine\r\nb\nc");
    expect(session.state).toEqual({ type: "saved" });
  });

  it("starts again from their text when it is taken", async () => {
    const { session, server, edit, draft } = setUp("one");
    server.text = "theirs";
    server.version = "v9";
    edit(0, 3, "mine");
    await session.flushQuietly();
    session.takeTheirs({ text: "theirs", hasByteOrderMark: false, version: "v9" });
    expect(session.editorText).toBe("theirs");
    expect(draft()).toBeNull();
    session.change(ChangeSet.of([{ from: 6, insert: "!" }], 6));
    await session.flush();
    expect(server.text).toBe("theirs!");
  });

  it("does not ask about a conflict with its own text", async () => {
    const { session, server, edit } = setUp("one");
    server.text = "one!";
    server.version = "v9";
    edit(3, 3, "!");
    expect((await session.flush()).version).toBe("v9");
    expect(session.state).toEqual({ type: "saved" });
  });

  it("saves a draft that was left from before, against the version it came from", async () => {
    const { session, server } = setUp("draft\r\n", { isUnsaved: true });
    await session.flush();
    expect(server.text).toBe("draft\r\n");
  });

  it("says what was refused and keeps the text", async () => {
    const { session, behavior, edit, draft } = setUp("one");
    behavior.next = () => {
      throw problem("too-large");
    };
    edit(3, 3, "!");
    await session.flushQuietly();
    expect(session.state).toMatchObject({ type: "refused", error: { code: "too-large" } });
    expect(draft()).toMatchObject({ text: "one!" });
  });

  it("treats a deleted page as a conflict without their text", async () => {
    const { session, behavior, edit } = setUp("one");
    behavior.next = () => {
      throw problem("not-found");
    };
    edit(3, 3, "!");
    await session.flushQuietly();
    expect(session.state).toEqual({ type: "conflict", theirs: null });
  });
});
