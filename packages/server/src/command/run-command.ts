import { actionShow } from "./action-command.ts";
import { backupCommand } from "./backup-command.ts";
import { catalogCheck, catalogDiff } from "./catalog-commands.ts";
import { type Command, type CommandSurroundings, exitCodes, UsageError } from "./command-line.ts";
import { grantCommand } from "./grant-command.ts";
import { keysRotate, keysStatus } from "./keys-commands.ts";
import { migrateCommand } from "./migrate-command.ts";
import { nameFailure } from "./name-failure.ts";
import { nearestOf } from "./nearest.ts";
import { benchCommand, startCommand } from "./program-commands.ts";
import { reconcileCommand } from "./reconcile-command.ts";
import { refundCommand } from "./refund-command.ts";
import { restoreCommand } from "./restore-command.ts";
import { toJson } from "./to-json.ts";
import { verifyCommand } from "./verify-command.ts";
import { verifyExportCommand } from "./verify-export-command.ts";
import { workspaceShow } from "./workspace-command.ts";

const commands: readonly Command[] = [
  startCommand,
  migrateCommand,
  workspaceShow,
  actionShow,
  refundCommand,
  grantCommand,
  verifyCommand,
  verifyExportCommand,
  reconcileCommand,
  catalogCheck,
  catalogDiff,
  keysRotate,
  keysStatus,
  backupCommand,
  restoreCommand,
  benchCommand,
];

const nameOf = ({ words }: Command): string => words.join(" ");

function overview(): string {
  const width = Math.max(...commands.map((command) => nameOf(command).length));
  const lines = commands.map((command) => `  ${nameOf(command).padEnd(width)}  ${command.summary}\n`);
  return `npx dokly <command>

${lines.join("")}
  --json   one JSON object instead of sentences, with every command but start and bench
  --help   what a command does, its options and what it ends with

They work on the database of DATABASE_URL, or on the embedded one of the data folder (DOKLY_DATA), beside its server or
without one. They end with 0: done; 1: done, and something was found; 2: the command or a setting is wrong; 3: something
is in the way, as a database that can not be reached; 4: refused, nothing was changed; 5: a defect.
`;
}

/** Runs one command line and returns its exit code. */
export async function runCommand(line: readonly string[], around: CommandSurroundings): Promise<number> {
  const command = commands.find(({ words }) => words.every((word, index) => line[index] === word));
  const isHelpAsked = line.includes("--help") || line.includes("-h");
  if (command === undefined ? line.length === 0 || isHelpAsked : isHelpAsked) {
    around.write(command === undefined ? overview() : `${command.help}\n`);
    return exitCodes.done;
  }
  try {
    if (command === undefined) throw unknownCommand(line);
    return await command.run(line.slice(command.words.length), around);
  } catch (error) {
    const { exitCode, code, message } = nameFailure(error);
    if (line.includes("--json")) around.write(toJson({ error: { code, message } }));
    around.writeError(`${message}\n`);
    if (exitCode === exitCodes.defect && error instanceof Error) around.writeError(`${error.stack ?? ""}\n`);
    return exitCode;
  } finally {
    around.showProgress?.(null);
  }
}

function unknownCommand(line: readonly string[]): UsageError {
  const asked = line.filter((word) => !word.startsWith("-")).slice(0, 2);
  const names = commands.map(nameOf);
  const nearest = nearestOf(asked.join(" "), names) ?? nearestOf(asked[0] ?? "", names);
  const hint = nearest === null ? `there are ${names.map((name) => `"${name}"`).join(", ")}.` : `"${nearest}" is near.`;
  return new UsageError(`There is no command "${asked.join(" ")}"; ${hint}`);
}
