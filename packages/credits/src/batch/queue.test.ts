import { describe, expect, test } from "vitest";
import type { Command } from "../operations/command.ts";
import { CommandQueue, type Waiting } from "./queue.ts";

const nobody = new Set<bigint>();
const size = { commands: 1_000, rows: 4_000, workspaces: 1_000 };

type Named = {
  readonly name: string;
  readonly workspace?: bigint;
  readonly isUrgent?: boolean;
  readonly rows?: number;
};

function queueOf(commands: readonly Named[]): CommandQueue {
  const queue = new CommandQueue();
  for (const [since, { name, workspace = 1n, isUrgent = false, rows = 1 }] of commands.entries()) {
    const command: Command<unknown> = { workspace, isUrgent, rows, holds: [], operation: null, plan: () => name };
    const waiting: Waiting = { command, signal: undefined, since, resolve: () => undefined, reject: () => undefined };
    queue.push(waiting);
  }
  return queue;
}

function namesOf(taken: readonly Waiting[]): readonly unknown[] {
  return taken.map(({ command }) => command.plan({} as never, {} as never));
}

describe("what one batch takes", () => {
  test("R1.4 workspaces take turns, and the order within one is kept", () => {
    const queue = queueOf([
      { name: "a1", workspace: 1n },
      { name: "a2", workspace: 1n },
      { name: "a3", workspace: 1n },
      { name: "b1", workspace: 2n },
      { name: "b2", workspace: 2n },
      { name: "c1", workspace: 3n },
    ]);
    expect(namesOf(queue.take({ ...size, commands: 4 }, nobody))).toEqual(["a1", "b1", "c1", "a2"]);
    expect(namesOf(queue.take(size, nobody))).toEqual(["b2", "a3"]);
    expect(queue.length).toBe(0);
  });

  test("R1.4 ends and extensions go before new holds", () => {
    const queue = queueOf([{ name: "hold" }, { name: "settle", isUrgent: true }, { name: "hold too", workspace: 2n }]);
    expect(namesOf(queue.take({ ...size, commands: 2 }, nobody))).toEqual(["settle", "hold"]);
  });

  test("R1.4 it stops at so many rows, and what did not fit keeps its place", () => {
    const queue = queueOf([
      { name: "a", rows: 6 },
      { name: "b", rows: 6 },
      { name: "c", rows: 6 },
    ]);
    expect(namesOf(queue.take({ ...size, rows: 10 }, nobody))).toEqual(["a", "b"]);
    expect(namesOf(queue.take({ ...size, rows: 10 }, nobody))).toEqual(["c"]);
  });

  test("R1.5 a workspace that is in flight waits, and holds nobody else up", () => {
    const queue = queueOf([{ name: "busy" }, { name: "free", workspace: 2n }]);
    expect(namesOf(queue.take(size, new Set([1n])))).toEqual(["free"]);
    expect(namesOf(queue.take(size, nobody))).toEqual(["busy"]);
  });

  test("where a transaction may touch one workspace only, a batch is of one", () => {
    const queue = queueOf([{ name: "a1" }, { name: "b1", workspace: 2n }, { name: "a2" }]);
    expect(namesOf(queue.take({ ...size, workspaces: 1 }, nobody))).toEqual(["a1", "a2"]);
    expect(namesOf(queue.take({ ...size, workspaces: 1 }, nobody))).toEqual(["b1"]);
  });

  test("R1.4 what has waited too long is turned away, and nothing else", () => {
    const queue = queueOf([{ name: "0" }, { name: "1", workspace: 2n, isUrgent: true }, { name: "2" }, { name: "3" }]);
    expect(new Set(namesOf(queue.takeOlderThan(2)))).toEqual(new Set(["0", "1"]));
    expect(namesOf(queue.take(size, nobody))).toEqual(["2", "3"]);
  });
});
