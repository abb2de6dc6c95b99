import { spawn } from "node:child_process";
import { ensureInstalled } from "./prepare/installed.mjs";
import { nodeForTools } from "./prepare/node-runtime.mjs";
import { inRoot, root } from "./prepare/paths.mjs";
import { runScript } from "./prepare/say.mjs";

/** `npm run mutants [-- text]`: makes mistakes in a copy of the engine and shows which test catches each. */
await runScript(async () => {
  await ensureInstalled();
  return await new Promise((resolve, reject) => {
    const main = inRoot("packages", "credits", "test", "mutants", "run-mutants.ts");
    const program = ["--conditions=dokly-source", main, ...process.argv.slice(2)];
    const mutants = spawn(nodeForTools(), program, { cwd: root, stdio: "inherit" });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => mutants.kill(signal));
    mutants.once("error", reject);
    mutants.once("exit", (code) => resolve(code ?? 1));
  });
});
