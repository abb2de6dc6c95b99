import { spawn } from "node:child_process";
import { context } from "esbuild";
import { build } from "vite";
import { serverBuildOptions } from "../build.mjs";
import { inRoot, root } from "./paths.mjs";
import { serverCommand } from "./server-command.mjs";

/**
 * Runs under the Node of the tools, for `npm run dev`: watches both builds, and restarts the server after each of its
 * own.
 */
let server = null;
let isStopping = false;

function startServer() {
  server = spawn(process.execPath, serverCommand(), {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
}

async function stopServer() {
  const stopped = server;
  server = null;
  if (stopped === null || stopped.exitCode !== null) return;
  await new Promise((resolve) => {
    stopped.once("exit", resolve);
    stopped.disconnect();
  });
}

let restarting = Promise.resolve();
const restartAfterBuild = {
  name: "restart-after-build",
  setup(building) {
    building.onEnd((result) => {
      if (result.errors.length > 0 || isStopping) return;
      restarting = restarting.then(stopServer).then(startServer);
    });
  },
};

async function stop() {
  isStopping = true;
  await restarting;
  await stopServer();
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(signal, () => void stop());

const options = serverBuildOptions();
const watched = await context({ ...options, plugins: [...options.plugins, restartAfterBuild] });
await watched.watch();
await build({ root: inRoot("packages", "web"), logLevel: "warn", build: { watch: {} } });
