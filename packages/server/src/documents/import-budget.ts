import { ProblemError } from "../http/problem-error.ts";

/** Imports that may be in memory at once, by their bytes. */
export type ImportBudget = {
  /** Does `work` once there is room for so many bytes; refuses `overloaded`, before any of them is read, when not. */
  within<Result>(bytes: number, work: () => Promise<Result>): Promise<Result>;
};

/** An import is held whole while it is unpacked: a few at once would take all memory, were they let in. */
export function createImportBudget({ bytesMax }: { bytesMax: number }): ImportBudget {
  let used = 0;
  return {
    within: async (bytes, work) => {
      if (used + bytes > bytesMax) {
        const sentence = "Other imports are running. Try again in a moment.";
        throw new ProblemError("overloaded", sentence, {}, { "retry-after": "5" });
      }
      used += bytes;
      try {
        return await work();
      } finally {
        used -= bytes;
      }
    },
  };
}
