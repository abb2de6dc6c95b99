import type { Engine } from "../batch/run-batch.ts";
import type { Limit } from "../operator-types.ts";
import type { WorkspaceId } from "../types.ts";
import { checkWorkspace } from "./check-id.ts";
import { askBook } from "./question.ts";

/** The limits of a workspace with what the current period has used of them. */
export async function getLimits(engine: Engine, input: { readonly workspace: WorkspaceId }): Promise<readonly Limit[]> {
  return askBook(engine, checkWorkspace(input.workspace), ({ limits }) =>
    [...limits.values()]
      .filter(({ creditsMax }) => creditsMax !== null)
      .map(({ member, kind, creditsMax: credits, used, reserved }) => ({ member, kind, credits, used, reserved })),
  );
}
