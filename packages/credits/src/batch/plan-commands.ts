import { advance } from "../domain/advance.ts";
import type { Catalog } from "../domain/catalog.ts";
import { CreditsError, invariant } from "../domain/errors.ts";
import { formatWorkspaceId } from "../domain/workspace-id.ts";
import type { Command } from "../operations/command.ts";
import type { OpenedBook } from "./load.ts";

/**
 * What became of one command: a reply, an error of its own, or nothing yet, since another transaction holds its
 * workspace.
 */
export type Outcome =
  | { readonly kind: "reply"; readonly reply: unknown }
  | { readonly kind: "error"; readonly error: unknown }
  | { readonly kind: "skipped" };

/** A plan threw after earlier lines of its workspace were sent: the batch has to be run again without it. */
export class WrittenDefectError extends Error {
  override readonly name = "WrittenDefectError";
  readonly workspace: bigint;

  constructor(workspace: bigint, cause: unknown) {
    super("A plan failed behind others of its workspace.", { cause });
    this.workspace = workspace;
  }
}

/** Plans the commands of a batch on its books, in order, all at once or part by part. */
export class Planner {
  readonly #catalog: Catalog;
  readonly #books: Map<bigint, OpenedBook>;
  readonly #workspaces: number;
  readonly #expired = new Map<bigint, number>();
  readonly #defects = new Map<bigint, unknown>();
  readonly #commands: Command<unknown>[] = [];
  readonly #outcomes: Outcome[] = [];
  /** Whether something was sent to the database, so that no book can be left out any more. */
  #isSent = false;

  /** Brings all books to now. `workspaces` is how many the batch asked for; a book whose plan throws is taken out. */
  constructor(catalog: Catalog, books: Map<bigint, OpenedBook>, workspaces: number) {
    this.#catalog = catalog;
    this.#books = books;
    this.#workspaces = workspaces;
    for (const [workspace, { book }] of books) {
      this.#expired.set(workspace, this.#guard(workspace, () => advance(book, catalog)) ?? 0);
    }
  }

  /**
   * Plans commands. A refusal is the answer of its command alone; anything else ends all of its workspace's.
   */
  plan(commands: readonly Command<unknown>[]): void {
    for (const command of commands) {
      this.#commands.push(command);
      this.#outcomes.push(this.#planOne(command));
    }
  }

  /** Says that the lines planned so far were sent. */
  markSent(): void {
    this.#isSent = true;
  }

  /** What became of every command so far, in order. */
  outcomes(): readonly Outcome[] {
    if (this.#defects.size === 0) return this.#outcomes;
    return this.#outcomes.map((outcome, index) => {
      const workspace = this.#commands[index]?.workspace;
      return workspace !== undefined && this.#defects.has(workspace)
        ? { kind: "error", error: this.#defects.get(workspace) }
        : outcome;
    });
  }

  #planOne(command: Command<unknown>): Outcome {
    const book = this.#books.get(command.workspace)?.book;
    if (!book) return absent(command, this.#workspaces);
    const context = { catalog: this.#catalog, expiredHolds: this.#expired.get(command.workspace) ?? 0 };
    const { account } = book;
    const { isChanged } = book.changes;
    try {
      return { kind: "reply", reply: this.#guard(command.workspace, () => command.plan(book, context)) };
    } catch (error) {
      if (!(error instanceof CreditsError)) throw error;
      const isUntouched = book.account === account && book.changes.isChanged === isChanged;
      if (!isUntouched) this.#guard(command.workspace, () => invariant(false, "a refusal changed its book"));
      return { kind: "error", error };
    }
  }

  #guard<Result>(workspace: bigint, work: () => Result): Result | null {
    try {
      return work();
    } catch (error) {
      if (error instanceof CreditsError) throw error;
      if (this.#isSent) throw new WrittenDefectError(workspace, error);
      this.#defects.set(workspace, error);
      this.#books.delete(workspace);
      return null;
    }
  }
}

function absent(command: Command<unknown>, workspaces: number): Outcome {
  if (workspaces > 1) return { kind: "skipped" };
  const workspace = formatWorkspaceId(command.workspace);
  return { kind: "error", error: new CreditsError("workspace-not-found", { workspace }) };
}
