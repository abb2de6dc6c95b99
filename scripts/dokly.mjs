#!/usr/bin/env node
import { spawn } from "node:child_process";
import { ensureBuilt } from "./prepare/built.mjs";
import { ensureInstalled } from "./prepare/installed.mjs";
import { nodeForProduct } from "./prepare/node-runtime.mjs";
import { runScript } from "./prepare/say.mjs";
import { operatorCommand } from "./prepare/server-command.mjs";

// What a command prints is its answer alone, also for a program that reads it.
console.info = console.error;

/** `npx dokly …`: installs and builds what is missing, then runs one command of the operator and ends as it ends. */
await runScript(async () => {
  await ensureInstalled();
  await ensureBuilt();
  return await new Promise((resolve, reject) => {
    const command = spawn(nodeForProduct(), operatorCommand(process.argv.slice(2)), {
      // The channel tells a server that was started by it when this script is gone, however it ended.
      stdio: ["inherit", "inherit", "inherit", "ipc"],
    });
    const stop = (signal) => process.platform !== "win32" && command.kill(signal);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
    command.once("error", reject);
    command.once("exit", (code) => resolve(code ?? 2));
  });
});
