import { spawn } from "node:child_process";
import { ensureBuilt } from "./prepare/built.mjs";
import { ensureInstalled } from "./prepare/installed.mjs";
import { nodeForProduct } from "./prepare/node-runtime.mjs";
import { inRoot, root } from "./prepare/paths.mjs";
import { runScript } from "./prepare/say.mjs";
import { serverCommand } from "./prepare/server-command.mjs";

/** `npm start`: installs and builds what is missing, then runs the server and ends as it ends. */
await runScript(async () => {
  await ensureInstalled();
  await ensureBuilt();
  return await runServer();
});

function runServer() {
  return new Promise((resolve, reject) => {
    const server = spawn(nodeForProduct(), serverCommand(), {
      cwd: root,
      // The channel tells the server when this script is gone, however it ended.
      stdio: ["inherit", "inherit", "inherit", "ipc"],
      env: { NODE_COMPILE_CACHE: inRoot(".cache", "node"), ...process.env },
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
    server.once("error", reject);
    server.once("exit", (code, signal) => resolve(signal === null ? (code ?? 1) : 1));
  });
}
