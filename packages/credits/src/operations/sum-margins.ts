import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import type { Margins } from "../find-verbs.ts";
import { selectMarginSources, selectMargins } from "../store/over-actions.ts";
import { ask } from "../store/statement.ts";
import { checkInstant } from "./check-input.ts";

/** What the actions begun in a time charged and cost, over all workspaces, and which credits paid for them. */
export async function sumMargins(engine: Engine, input: { readonly from: Date; readonly to: Date }): Promise<Margins> {
  const time = { from: checkInstant(input.from, "from"), to: checkInstant(input.to, "to") };
  try {
    return {
      rows: await ask(engine.database, selectMargins(engine.sql, time)),
      sources: await ask(engine.database, selectMarginSources(engine.sql, time)),
    };
  } catch (error) {
    throw nameReadFailure(error);
  }
}
