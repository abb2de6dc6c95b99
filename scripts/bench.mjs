import { spawn } from "node:child_process";
import { ensureBuilt } from "./prepare/built.mjs";
import { ensureInstalled } from "./prepare/installed.mjs";
import { nodeForTools } from "./prepare/node-runtime.mjs";
import { inRoot, root } from "./prepare/paths.mjs";
import { runScript } from "./prepare/say.mjs";

/** `npm run bench`: measures the engine from its sources or the built server, and ends as the benchmark ends. */
await runScript(async () => {
  await ensureInstalled();
  // Over HTTP it is the product that is measured, as it is built.
  const words = process.argv.slice(2);
  if (words.includes("http") && !words.some((word) => word.startsWith("--bundle"))) await ensureBuilt(["server"]);
  return await new Promise((resolve, reject) => {
    const program = ["--conditions=dokly-source", inRoot("bench", "main.ts"), ...process.argv.slice(2)];
    const bench = spawn(nodeForTools(), program, { cwd: root, stdio: "inherit" });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => bench.kill(signal));
    bench.once("error", reject);
    bench.once("exit", (code) => resolve(code ?? 1));
  });
});
