/** What a command works with, so that tests can run it without a process. */
export type CommandSurroundings = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  readonly now: Date;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
};

/** One command of `npx dokly`: its words, and what it does with those that follow. */
export type Command = {
  readonly words: readonly string[];
  /** The lines of the help. */
  readonly help: string;
  /** Returns the exit code; what it throws ends with 2. */
  run(rest: readonly string[], around: CommandSurroundings): Promise<number>;
};

/** A mistake in how a command was called, as a sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
