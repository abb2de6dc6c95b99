import { CommandStopped, type CommandSurroundings } from "./command-line.ts";

/**
 * Lets the person agree to what can not be undone. Without a terminal only `--yes` does.
 * @throws CommandStopped `refused`
 */
export async function confirm(
  sentence: string,
  { isAgreed, around }: { readonly isAgreed: boolean; readonly around: CommandSurroundings },
): Promise<void> {
  if (isAgreed) return;
  if (around.ask === undefined) {
    throw new CommandStopped("refused", `${sentence} Add --yes to do it without being asked. Nothing was changed.`);
  }
  const answer = await around.ask(`${sentence} Type yes to go on: `);
  if (answer.trim().toLowerCase() !== "yes") throw new CommandStopped("refused", "Nothing was changed.");
}
