/** Everything that the console shows; after an act all of it is asked for again. */
export const consoleKey = ["operator"] as const;

/** The query of an address; what is undefined is left out. */
export function queryText(given: Readonly<Record<string, string | number | undefined>>): string {
  const set = Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return new URLSearchParams(set).toString();
}
