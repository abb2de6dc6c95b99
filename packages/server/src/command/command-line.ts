/** What a command works with, so that tests can run it without a process. */
export type CommandSurroundings = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  readonly now: Date;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Asks the person and returns what they typed; left out where nobody sits at a terminal. */
  readonly ask?: (question: string) => Promise<string>;
  /** Shows how far long work is, on a line that each call replaces (null: clears it); left out without a terminal. */
  readonly showProgress?: (line: string | null) => void;
};

/** One command of `npx dokly`: its words, and what it does with those that follow. */
export type Command = {
  readonly words: readonly string[];
  /** What it does, in one line, for the list of commands. */
  readonly summary: string;
  /** Its own help: how it is called, what it does, its options and its exit codes. */
  readonly help: string;
  /** Returns the exit code; what it throws is told and ends with the code that belongs to it. */
  run(rest: readonly string[], around: CommandSurroundings): Promise<number>;
};

/** What every command ends with; docs/operating.md has the table. */
export const exitCodes = {
  /** It is done, and nothing was found. */
  done: 0,
  /** It is done, and something was found: a difference, a gap that was mended, work that is left. */
  found: 1,
  /** Not done: the command line or a setting is wrong. */
  usage: 2,
  /** Not done: something is in the way, as a database that can not be reached or was made by a newer Dokly. */
  blocked: 3,
  /** Refused, and nothing was changed: not found, more than was charged, not confirmed. */
  refused: 4,
  /** A defect of Dokly. */
  defect: 5,
} as const;

/** A mistake in how a command was called, as a sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Why a command was not done, as a sentence: something is in the way, or it is refused. */
export class CommandStopped extends Error {
  override readonly name = "CommandStopped";
  readonly exitCode: 3 | 4;

  constructor(exitCode: "blocked" | "refused", sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.exitCode = exitCodes[exitCode];
  }
}
