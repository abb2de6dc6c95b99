import { spawn } from "node:child_process";
import { ensureBuilt } from "./prepare/built.mjs";
import { ensureInstalled } from "./prepare/installed.mjs";
import { nodeForTools } from "./prepare/node-runtime.mjs";
import { inRoot, root } from "./prepare/paths.mjs";
import { runScript } from "./prepare/say.mjs";

/** `npm run dev`: the product as `npm start` runs it, built again and restarted whenever a source changes. */
await runScript(async () => {
  await ensureInstalled();
  await ensureBuilt();
  return await new Promise((resolve, reject) => {
    const watching = spawn(nodeForTools(), [inRoot("scripts", "prepare", "watch.mjs")], {
      cwd: root,
      stdio: ["inherit", "inherit", "inherit", "ipc"],
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => watching.kill(signal));
    watching.once("error", reject);
    watching.once("exit", (code) => resolve(code ?? 1));
  });
});
