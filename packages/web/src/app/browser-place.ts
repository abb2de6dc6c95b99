import type { z } from "zod";

/** One thing that is remembered in this browser. */
export type BrowserPlace<T> = {
  /** What is there; null where nothing is, where it can not be read, or where it is not as it should be. */
  read: () => T | null;
  write: (value: T) => void;
  clear: () => void;
};

/** A place in the browser's storage. Where that is full or forbidden, nothing is remembered and nothing breaks. */
export function browserPlace<S extends z.ZodType>(storage: Storage, key: string, schema: S): BrowserPlace<z.output<S>> {
  const quietly = <R>(task: () => R, otherwise: R): R => {
    try {
      return task();
    } catch {
      return otherwise;
    }
  };
  return {
    read: () => quietly(() => schema.safeParse(JSON.parse(storage.getItem(key) ?? "null")).data ?? null, null),
    write: (value) => quietly(() => storage.setItem(key, JSON.stringify(value)), undefined),
    clear: () => quietly(() => storage.removeItem(key), undefined),
  };
}
