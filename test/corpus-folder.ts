import { join } from "node:path";

/**
 * Real documentation that tests read where the machine has it: the folder of `DOKLY_CORPUS`, else the one beside the
 * repository. Without it they read the pages of the repository alone.
 */
export const corpusFolder: string =
  process.env["DOKLY_CORPUS"] || join(import.meta.dirname, "..", "..", "shared", "corpus");
