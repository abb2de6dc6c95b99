import { auditPackages } from "./prepare/audit.mjs";
import { ensureInstalled } from "./prepare/installed.mjs";
import { runScript } from "./prepare/say.mjs";
import { checks, fixes, runSteps } from "./prepare/steps.mjs";

/**
 * `npm run check` looks at the source without running it, and asks the registry for known flaws of the packages;
 * `npm run fix` mends what a machine can mend. `npm test` leaves the registry out: it runs without a network.
 */
await runScript(async () => {
  await ensureInstalled();
  const isFix = process.argv[2] === "--fix";
  const steps = await (isFix ? runSteps(fixes) : runSteps(checks, { atOnce: 2 }));
  const audit = isFix ? { failed: 0 } : await auditPackages();
  return steps.failed + audit.failed === 0 ? 0 : 1;
});
