import { CreditsError } from "../domain/errors.ts";
import { parseLocalId } from "../domain/local-id.ts";
import { parseWorkspaceId } from "../domain/workspace-id.ts";

/** The number of a workspace; fails with `workspace-not-found` for an id that can be none. */
export function checkWorkspace(id: unknown): bigint {
  const number = typeof id === "string" ? parseWorkspaceId(id) : null;
  if (number === null) throw new CreditsError("workspace-not-found", { workspace: String(id) });
  return number;
}

/** The number of an action; fails with `action-not-found` for malformed and foreign ids alike. */
export function checkAction(workspace: bigint, id: unknown): bigint {
  const number = typeof id === "string" ? parseLocalId("act", workspace, id) : null;
  if (number === null) throw new CreditsError("action-not-found", { action: String(id) });
  return number;
}

/** The number of a lot; fails with `lot-not-found` for malformed and foreign ids alike. */
export function checkLot(workspace: bigint, id: unknown): bigint {
  const number = typeof id === "string" ? parseLocalId("lot", workspace, id) : null;
  if (number === null) throw new CreditsError("lot-not-found", { lot: String(id) });
  return number;
}

/** The number of a hold; fails with `hold-not-found` for malformed and foreign ids alike. */
export function checkHold(workspace: bigint, id: unknown): bigint {
  const number = typeof id === "string" ? parseLocalId("hold", workspace, id) : null;
  if (number === null) throw new CreditsError("hold-not-found", { hold: String(id) });
  return number;
}
