import { spawn } from "node:child_process";
import { root } from "./paths.mjs";

/**
 * Runs a program to its end and gives its exit code. With `onOutput`, what it says on stderr is also given to that
 * function. Signals of the terminal reach the program by themselves, as it is in our process group.
 */
export function run(program, programArguments, { environment = process.env, onOutput = null } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, {
      cwd: root,
      env: environment,
      stdio: ["inherit", "inherit", onOutput === null ? "inherit" : "pipe"],
      windowsHide: true,
    });
    child.stderr?.on("data", (chunk) => {
      process.stderr.write(chunk);
      onOutput(chunk.toString("utf8"));
    });
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(signal === null ? (code ?? 1) : 1));
  });
}
