import { catalogCheck, catalogDiff } from "./catalog-commands.ts";
import type { Command, CommandSurroundings } from "./command-line.ts";
import { keysRotate, keysStatus } from "./keys-commands.ts";
import { reconcileCommand } from "./reconcile-command.ts";
import { verifyExportCommand } from "./verify-export-command.ts";

const commands: readonly Command[] = [
  catalogCheck,
  catalogDiff,
  keysRotate,
  keysStatus,
  reconcileCommand,
  verifyExportCommand,
];

const helpOf = (): string => `npx dokly <command>

${commands.map(({ help }) => help).join("\n\n")}

  --json   prints one JSON object instead of sentences
  --help   prints this

Every command ends with 2 where it could not do its work, and says why.
`;

/** Runs one command line and returns its exit code. */
export async function runCommand(line: readonly string[], around: CommandSurroundings): Promise<number> {
  if (line.length === 0 || line.includes("--help") || line.includes("-h")) {
    around.write(helpOf());
    return 0;
  }
  const command = commands.find(({ words }) => words.every((word, index) => line[index] === word));
  if (command === undefined) {
    const known = commands.map(({ words }) => `"${words.join(" ")}"`).join(", ");
    around.writeError(`There is no command "${line.slice(0, 2).join(" ")}"; there are ${known}.\n`);
    return 2;
  }
  try {
    return await command.run(line.slice(command.words.length), around);
  } catch (error) {
    around.writeError(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}
