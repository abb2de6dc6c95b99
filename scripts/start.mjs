import { spawn } from "node:child_process";
import { ensureBuilt } from "./prepare/built.mjs";
import { ensureInstalled } from "./prepare/installed.mjs";
import { nodeForProduct } from "./prepare/node-runtime.mjs";
import { inRoot, root } from "./prepare/paths.mjs";
import { runScript } from "./prepare/say.mjs";
import { serverCommand } from "./prepare/server-command.mjs";

const parentCheckMs = 500;

/**
 * `npm start`: installs and builds what is missing, then runs the server with the words behind `--`, and ends as it
 * ends.
 */
await runScript(async () => {
  await ensureInstalled();
  await ensureBuilt();
  return await runServer();
});

function runServer() {
  return new Promise((resolve, reject) => {
    const server = spawn(nodeForProduct(), [...serverCommand(), ...process.argv.slice(2)], {
      cwd: root,
      // The channel tells the server when this script is gone, however it ended.
      stdio: ["inherit", "inherit", "inherit", "ipc"],
      env: { NODE_COMPILE_CACHE: inRoot(".cache", "node"), ...process.env },
    });
    // On Windows the console tells every program in it, and passing it on would end the server at once.
    const stop = (signal) => process.platform !== "win32" && server.kill(signal);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(signal));
    stopWithNpm(() => stop("SIGTERM"));
    server.once("error", reject);
    server.once("exit", (code, signal) => resolve(signal === null ? (code ?? 1) : 1));
  });
}

/** A signal to npm ends the shell between npm and this script, and nobody tells this script: it gets another parent. */
function stopWithNpm(stop) {
  if (process.env["npm_lifecycle_event"] === undefined || process.platform === "win32") return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, parentCheckMs);
  timer.unref();
}
