/**
 * A command that prints the lines of the log with any of these ids, where systemd keeps it.
 *
 * @example logCommand(["act_1", null]) // journalctl -u dokly -o cat | grep -e 'act_1'
 */
export function logCommand(ids: readonly (string | null)[]): string {
  const given = new Set(ids.filter((id) => id !== null));
  // Ids come from providers too: what is no plain word would be a command of its own.
  const plain = [...given].filter((id) => /^[\w.-]+$/.test(id));
  return `journalctl -u dokly -o cat | grep ${plain.map((id) => `-e '${id}'`).join(" ")}`;
}
