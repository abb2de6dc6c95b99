import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import { formatLocalId } from "../domain/local-id.ts";
import { formatWorkspaceId } from "../domain/workspace-id.ts";
import { selectActionsOfRequest } from "../store/over-actions.ts";
import { ask } from "../store/statement.ts";
import type { WorkspaceId } from "../types.ts";
import { checkText } from "./check-input.ts";

export type FoundAction = { readonly workspace: WorkspaceId; readonly action: string };

/** The actions that ended with a provider's request id, in whatever workspace. */
export async function findActions(
  engine: Engine,
  input: { readonly requestId: string },
): Promise<readonly FoundAction[]> {
  const requestId = checkText(input.requestId, "requestId");
  try {
    const found = await ask(engine.database, selectActionsOfRequest(engine.sql, requestId));
    return found.map(({ workspace, number }) => ({
      workspace: formatWorkspaceId(workspace),
      action: formatLocalId("act", workspace, number),
    }));
  } catch (error) {
    throw nameReadFailure(error);
  }
}
