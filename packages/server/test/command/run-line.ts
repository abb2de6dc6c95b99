import { runCommand } from "../../src/command/run-command.ts";

/** What a command answered. */
export type Said = { readonly code: number; readonly out: string; readonly errors: string };

/** What of its surroundings matters to a test. */
export type RunLine = {
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder?: string;
  /** What the person types; left out: nobody sits at a terminal. */
  readonly answer?: string;
};

/** Runs one command line as a process would, without one. */
export async function runLine(line: readonly string[], given: RunLine): Promise<Said> {
  const { environment, workingFolder = "/nonexistent", answer } = given;
  let out = "";
  let errors = "";
  const code = await runCommand(line, {
    environment,
    workingFolder,
    now: new Date(),
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      errors += text;
    },
    ...(answer !== undefined && {
      ask: async (question: string) => {
        errors += question;
        return answer;
      },
    }),
  });
  return { code, out, errors };
}
