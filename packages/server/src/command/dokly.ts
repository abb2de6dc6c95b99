import { runCommand } from "./run-command.ts";

process.exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env,
  workingFolder: process.cwd(),
  now: new Date(),
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});
