import { Worker } from "node:worker_threads";
import { ProblemError } from "../http/problem-error.ts";
import type { ImportLimits, ImportSource, PreparedImport } from "./import-files.ts";

export type ImportReply =
  | ({ readonly type: "prepared" } & PreparedImport)
  | { readonly type: "too-large"; readonly message: string }
  | { readonly type: "unreadable"; readonly message: string };

const timeoutMs = 120_000;
const atOnceMax = 2;
let running = 0;

/**
 * Unpacks an import in a thread of its own, so that no row lock waits for it. Refuses `too-large`,
 * `malformed-request` for what is no archive, and `overloaded` when two imports run already.
 */
export async function prepareInWorker(source: ImportSource, limits: ImportLimits): Promise<PreparedImport> {
  if (running >= atOnceMax) {
    throw new ProblemError(
      "overloaded",
      "Other imports are running. Try again in a moment.",
      {},
      { "retry-after": "5" },
    );
  }
  running += 1;
  try {
    const reply = await runWorker(source, limits);
    if (reply.type === "prepared") return { files: reply.files, refused: reply.refused };
    throw new ProblemError(
      reply.type === "too-large" ? "too-large" : "malformed-request",
      `${reply.message}. Nothing was imported.`,
    );
  } finally {
    running -= 1;
  }
}

async function runWorker(source: ImportSource, limits: ImportLimits): Promise<ImportReply> {
  const isSource = import.meta.url.endsWith(".ts");
  const worker = new Worker(new URL(`./import-thread.${isSource ? "ts" : "js"}`, import.meta.url), {
    workerData: { source, limits },
    env: {},
    ...(isSource ? { execArgv: ["--conditions=dokly-source"] } : {}),
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ImportReply>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`An import took longer than ${timeoutMs} ms`)), timeoutMs);
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", (code) => reject(new Error(`The import thread ended with ${code} before its reply`)));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
