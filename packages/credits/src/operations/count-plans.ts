import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import type { PlanUse } from "../operator-types.ts";
import { selectPlanUse } from "../store/over-workspaces.ts";
import { ask } from "../store/statement.ts";

/** How many workspaces are on which plan, and what they will be on. */
export async function countPlans(engine: Engine): Promise<readonly PlanUse[]> {
  try {
    return await ask(engine.database, selectPlanUse(engine.sql));
  } catch (error) {
    throw nameReadFailure(error);
  }
}
