import { createInterface } from "node:readline/promises";
import { runCommand } from "./run-command.ts";

const { stdin, stdout, stderr } = process;

/** On standard error, so that what a command answers can still go into a file. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

process.exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env,
  workingFolder: process.cwd(),
  now: new Date(),
  write: (text) => stdout.write(text),
  writeError: (text) => stderr.write(text),
  ...(stdin.isTTY && stderr.isTTY && { ask }),
  ...(stderr.isTTY && {
    showProgress: (line: string | null) => void stderr.write(`\r\u001b[K${(line ?? "").slice(0, stderr.columns - 1)}`),
  }),
});
