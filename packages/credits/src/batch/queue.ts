import type { Command } from "../operations/command.ts";

/** A command that waits for its batch. */
export type Waiting = {
  readonly command: Command<unknown>;
  readonly signal: AbortSignal | undefined;
  /** `performance.now()` of its arrival. */
  readonly since: number;
  /** Of the observer. */
  readonly mark?: unknown;
  resolve(reply: unknown): void;
  reject(error: unknown): void;
};

/** First in, first out, without moving what stays behind. */
class Line {
  #items: (Waiting | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(waiting: Waiting): void {
    this.#items.push(waiting);
  }

  peek(): Waiting | undefined {
    return this.#items[this.#head];
  }

  shift(): Waiting | undefined {
    const first = this.#items[this.#head];
    if (first === undefined) return undefined;
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    }
    return first;
  }
}

/** How much one batch takes (RULES R1.4). */
export type BatchSize = { readonly commands: number; readonly rows: number; readonly workspaces: number };

/** The commands that wait, in one line per workspace and urgency, taken in turns over the workspaces. */
export class CommandQueue {
  #length = 0;
  readonly #urgent = new Map<bigint, Line>();
  readonly #normal = new Map<bigint, Line>();

  get length(): number {
    return this.#length;
  }

  push(waiting: Waiting): void {
    const lines = waiting.command.isUrgent ? this.#urgent : this.#normal;
    const { workspace } = waiting.command;
    const line = lines.get(workspace) ?? new Line();
    line.push(waiting);
    lines.set(workspace, line);
    this.#length += 1;
  }

  /** Takes the next batch out: urgent commands first, one per workspace and turn, of no workspace that is `busy`. */
  take(size: BatchSize, busy: { has(workspace: bigint): boolean }): readonly Waiting[] {
    const taken: Waiting[] = [];
    const workspaces = new Set<bigint>();
    let rows = 0;
    const hasRoom = (): boolean => taken.length < size.commands && rows < size.rows;
    for (const lines of [this.#urgent, this.#normal]) {
      const free = [...lines].filter(([workspace]) => !busy.has(workspace));
      for (let turn = free; turn.length > 0 && hasRoom(); ) {
        const next: typeof free = [];
        for (const entry of turn) {
          const [workspace, line] = entry;
          if (!hasRoom()) break;
          if (!workspaces.has(workspace) && workspaces.size >= size.workspaces) continue;
          const waiting = line.shift();
          if (waiting === undefined) continue;
          // Taken out and put in again, the set is in the order of the last turns.
          workspaces.delete(workspace);
          workspaces.add(workspace);
          taken.push(waiting);
          rows += waiting.command.rows;
          if (line.length > 0) next.push(entry);
        }
        turn = next;
      }
      this.#forgetEmpty(lines, workspaces);
    }
    this.#length -= taken.length;
    return taken;
  }

  /** Takes out what has waited since before an instant; the oldest of each line stand first. */
  takeOlderThan(since: number): readonly Waiting[] {
    const taken: Waiting[] = [];
    for (const lines of [this.#urgent, this.#normal]) {
      for (const [workspace, line] of lines) {
        for (let first = line.peek(); first !== undefined && first.since < since; first = line.peek()) {
          line.shift();
          taken.push(first);
        }
        if (line.length === 0) lines.delete(workspace);
      }
    }
    this.#length -= taken.length;
    return taken;
  }

  /**
   * An emptied line goes; one that is left moves behind the others, so that the next batch begins with those that had
   * no turn.
   */
  #forgetEmpty(lines: Map<bigint, Line>, workspaces: ReadonlySet<bigint>): void {
    for (const workspace of workspaces) {
      const line = lines.get(workspace);
      lines.delete(workspace);
      if (line !== undefined && line.length > 0) lines.set(workspace, line);
    }
  }
}
