import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serverFolder } from "../server-folder.ts";
import { type Command, exitCodes, UsageError } from "./command-line.ts";

/** Starts the server in a process of its own, and ends as it ends. */
export const startCommand: Command = {
  words: ["start"],
  summary: "Start the server, as npm start does",
  help: `npx dokly start
  Starts the server with the settings of the environment and .env, in a process of its own, and ends as that ends.
  Ends with 0 after a stop, 2 where the configuration has mistakes, 3 where something is in the way, 1 after a defect.`,
  run(rest) {
    // Beside the bundle's other programs, or among the sources.
    const name = import.meta.url.endsWith(".ts") ? "../main.ts" : "./main.js";
    return runProgram(fileURLToPath(new URL(name, import.meta.url)), rest);
  },
};

/** Measures the product; the clone has the programs for that, and nothing else does. */
export const benchCommand: Command = {
  words: ["bench"],
  summary: "Measure the product (inside the clone)",
  help: `npx dokly bench [WHAT …]
  Measures the engine, HTTP, the panel and more, as npm run bench does; docs/performance.md says what. The programs for
  it are in the clone: elsewhere it says so.
  Ends with 0, or 1 where a measure failed, or 2 outside the clone.`,
  run(rest) {
    const script = join(serverFolder(), "..", "..", "scripts", "bench.mjs");
    const isClone = existsSync(script) && existsSync(join(serverFolder(), "..", "..", "bench", "main.ts"));
    if (!isClone) throw new UsageError("The programs that measure are in Dokly's clone: run npx dokly bench there.");
    return runProgram(script, rest);
  },
};

function runProgram(path: string, words: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, path, ...words], {
      // The channel tells the program when this one is gone, however it ended.
      stdio: ["inherit", "inherit", "inherit", "ipc"],
    });
    // On Windows the console tells every program in it, and passing it on would end the program at once.
    const stop = (signal: NodeJS.Signals) => process.platform !== "win32" && child.kill(signal);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
    // Whoever started this one may be gone, and tells it in the same way.
    const stopAlone = () => void stop("SIGTERM");
    process.once("disconnect", stopAlone);
    child.once("error", reject);
    child.once("exit", (code) => {
      process.off("disconnect", stopAlone);
      resolve(code ?? exitCodes.defect);
    });
  });
}
