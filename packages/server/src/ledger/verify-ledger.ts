import type { Credits, Difference, Verification, WorkspaceId } from "@dokly/credits";

/** How many workspaces are asked for at once: between two of these it can be stopped, and tells how far it is. */
const workspacesAtOnce = 20;

/** What to verify, and whom to tell. */
export type VerifyLedger = {
  /** One workspace; left out: all of them, from `after` on. */
  readonly workspace?: WorkspaceId;
  /** Begins behind this workspace; null or left out: with the first. */
  readonly after?: WorkspaceId | null;
  /** At most so many workspaces; left out: all. */
  readonly workspacesMax?: number;
  readonly signal?: AbortSignal;
  /** Told after each part how many workspaces were looked at so far. */
  readonly onProgress?: (workspaces: number) => void;
};

/** What was looked at, what differs, and whether it got to the end. */
export type VerifiedLedger = {
  readonly checked: Verification["checked"];
  readonly differences: readonly Difference[];
  /** The last workspace that was looked at; null: there was none after `after`. */
  readonly last: WorkspaceId | null;
  readonly isComplete: boolean;
};

/**
 * Works the sums of workspaces out again from their transfers, a few workspaces at a time. Writes nothing, takes no
 * lock, and names nothing that is well, also while credits move. The command `verify` and the server's rounds use it.
 */
export async function verifyLedger(
  credits: Pick<Credits, "verify">,
  asked: VerifyLedger = {},
): Promise<VerifiedLedger> {
  const { workspace, after = null, workspacesMax = Number.POSITIVE_INFINITY, signal, onProgress } = asked;
  if (workspace !== undefined) return { ...(await credits.verify({ workspace })), isComplete: true };
  const checked = { workspaces: 0, transfers: 0, lots: 0, holds: 0 };
  const differences: Difference[] = [];
  let last = after;
  while (checked.workspaces < workspacesMax && signal?.aborted !== true) {
    const limit = Math.min(workspacesAtOnce, workspacesMax - checked.workspaces);
    const part = await credits.verify({ after: last, limit });
    for (const what of ["workspaces", "transfers", "lots", "holds"] as const) checked[what] += part.checked[what];
    differences.push(...part.differences);
    if (part.last === null) return { checked, differences, last, isComplete: true };
    last = part.last;
    onProgress?.(checked.workspaces);
  }
  return { checked, differences, last, isComplete: false };
}
