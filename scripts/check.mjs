import { ensureInstalled } from "./prepare/installed.mjs";
import { runScript } from "./prepare/say.mjs";
import { checks, fixes, runSteps } from "./prepare/steps.mjs";

/** `npm run check` looks at the source without running it; `npm run fix` mends what a machine can mend. */
await runScript(async () => {
  await ensureInstalled();
  const { failed } = await runSteps(process.argv[2] === "--fix" ? fixes : checks);
  return failed === 0 ? 0 : 1;
});
