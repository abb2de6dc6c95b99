import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import { CreditsError } from "../domain/errors.ts";
import { formatWorkspaceId, parseWorkspaceId } from "../domain/workspace-id.ts";
import { selectVersions } from "../store/over-workspaces.ts";
import { ask } from "../store/statement.ts";
import type { WorkspaceId } from "../types.ts";

/** Versions of several workspaces; those that are not known are left out. */
export async function getVersions(
  engine: Engine,
  input: { readonly workspaces: readonly WorkspaceId[] },
): Promise<ReadonlyMap<WorkspaceId, number>> {
  const workspaces: unknown = input.workspaces;
  if (!Array.isArray(workspaces)) {
    const allowed = "a list of workspace ids";
    throw new CreditsError("invalid-argument", { what: "workspaces", value: String(workspaces), allowed });
  }
  const numbers = workspaces
    .map((id: unknown) => (typeof id === "string" ? parseWorkspaceId(id) : null))
    .filter((number) => number !== null);
  if (numbers.length === 0) return new Map();
  try {
    const found = await ask(engine.database, selectVersions(engine.sql, numbers));
    return new Map(found.map(({ workspace, version }) => [formatWorkspaceId(workspace), Number(version)]));
  } catch (error) {
    throw nameReadFailure(error);
  }
}
