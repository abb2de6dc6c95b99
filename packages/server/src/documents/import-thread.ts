import { parentPort, workerData } from "node:worker_threads";
import { ArchiveError, ImportTooLarge } from "./import-errors.ts";
import { type ImportLimits, type ImportSource, prepareImport } from "./import-files.ts";
import type { ImportReply } from "./prepare-in-worker.ts";

const { source, limits }: { source: ImportSource; limits: ImportLimits } = workerData;
parentPort?.postMessage(reply());

function reply(): ImportReply {
  try {
    return { type: "prepared", ...prepareImport(source, limits) };
  } catch (error) {
    if (error instanceof ImportTooLarge) return { type: "too-large", message: error.message };
    if (error instanceof ArchiveError) return { type: "unreadable", message: error.message };
    throw error;
  }
}
