/** How long a person may pause between two letters of one word, in milliseconds. */
export const typeAheadPauseMs = 600;

/**
 * The item that typed letters lead to: one letter goes on to the next item that begins with it, more letters stay on
 * an item that still fits. Null where none does.
 *
 * @example findTyped(["Improve", "Expand"], { from: 0, typed: "e" }) // 1
 */
export function findTyped(names: readonly string[], { from, typed }: { from: number; typed: string }): number | null {
  const wanted = typed.toLocaleLowerCase();
  const isRepeated = [...wanted].every((letter) => letter === wanted[0]);
  const start = isRepeated ? from + 1 : from;
  const prefix = isRepeated ? wanted.slice(0, 1) : wanted;
  for (let step = 0; step < names.length; step += 1) {
    const index = (Math.max(start, 0) + step) % names.length;
    if (names[index]?.toLocaleLowerCase().startsWith(prefix)) return index;
  }
  return null;
}
