import type { Catalog, Credits } from "@dokly/credits";
import { StartError } from "./start-error.ts";

/**
 * Refuses a configuration without a plan that workspaces are on, have chosen, or get while theirs is unpaid: whatever
 * they did would fail.
 * @throws StartError naming the plans and how many workspaces are on each
 */
export async function checkPlansInUse(credits: Credits, catalog: Catalog): Promise<void> {
  const known = new Set(catalog.plans.map(({ name }) => name));
  const missing = new Map<string, number>();
  for (const { plan, next, unpaidPlan, workspaces } of await credits.countPlans()) {
    const names = new Set([plan, next?.plan, unpaidPlan].filter((name) => typeof name === "string"));
    for (const name of names) if (!known.has(name)) missing.set(name, (missing.get(name) ?? 0) + workspaces);
  }
  if (missing.size === 0) return;
  const gone = [...missing].map(([name, workspaces]) => `"${name}" (workspaces: ${workspaces})`).join(", ");
  throw new StartError(
    `The plans have none that is called ${gone}, which workspaces are on. Put it back into the file of DOKLY_CONFIG; ` +
      "npx dokly catalog diff FILE tells such things before a file is applied.",
  );
}
