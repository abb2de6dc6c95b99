/** One mistake made on purpose: a guard, a lock, an order, a check or a key column that is taken away. */
export type Mutant = {
  /** What is wrong then. */
  readonly name: string;
  /** Below packages/credits. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
};

/** Mutants of one file, as `name: [find, replace]`. */
export function mutantsOf(
  file: string,
  changes: Readonly<Record<string, readonly [string, string]>>,
): readonly Mutant[] {
  return Object.entries(changes).map(([name, [find, replace]]) => ({ name, file, find, replace }));
}

/** The file with its mistake. Fails where the text is not there exactly once: the list would rot otherwise. */
export function mutate(text: string, { name, file, find, replace }: Mutant): string {
  const parts = text.split(find);
  if (find === replace) throw new Error(`The mutant "${name}" changes nothing.`);
  if (parts.length !== 2) {
    throw new Error(
      `The mutant "${name}" looks for a text that ${file} has ${parts.length - 1} times, not once:\n${find}`,
    );
  }
  return parts.join(replace);
}
