import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import type { Session } from "../database/port.ts";
import { audit, type Stored } from "../domain/audit.ts";
import { CreditsError } from "../domain/errors.ts";
import { beginReplay, replayLine } from "../domain/replay.ts";
import { formatWorkspaceId } from "../domain/workspace-id.ts";
import type { Difference, Verification } from "../operator-types.ts";
import { selectAccount } from "../store/accounts.ts";
import { selectAuditedHolds } from "../store/holds.ts";
import { selectAllLimits } from "../store/limits.ts";
import { selectAllLots } from "../store/lots.ts";
import { selectWorkspacesAfter } from "../store/over-workspaces.ts";
import { ask } from "../store/statement.ts";
import { selectTransfersAfter } from "../store/transfers.ts";
import { selectAllUsage } from "../store/usage-slots.ts";
import type { WorkspaceId } from "../types.ts";
import { checkWorkspace } from "./check-id.ts";

/** Lines read at once. */
const pageSize = 5_000;

/**
 * Works every sum out again from the transfers, each workspace in one consistent view, and names what differs. Writes
 * nothing.
 */
export async function verify(engine: Engine, input: { readonly workspace?: WorkspaceId }): Promise<Verification> {
  const checked = { workspaces: 0, transfers: 0, lots: 0, holds: 0 };
  const differences: Difference[] = [];
  const look = async (workspace: bigint): Promise<void> => {
    const found = await verifyWorkspace(engine, workspace);
    checked.workspaces += 1;
    checked.transfers += found.transfers;
    checked.lots += found.lots;
    checked.holds += found.holds;
    differences.push(...found.differences);
  };
  if (input.workspace !== undefined) await look(checkWorkspace(input.workspace));
  else for await (const workspace of allWorkspaces(engine)) await look(workspace);
  return { checked, differences };
}

async function* allWorkspaces(engine: Engine): AsyncGenerator<bigint> {
  for (let last = -1n; ; ) {
    const page = await ask(engine.database, selectWorkspacesAfter(engine.sql, { workspace: last, limit: 500 }));
    yield* page;
    const next = page.at(-1);
    if (next === undefined) return;
    last = next;
  }
}

async function verifyWorkspace(engine: Engine, workspace: bigint) {
  try {
    return await engine.database.snapshot(async (session) => {
      const stored = await readStored(engine, session, workspace);
      const replay = beginReplay();
      let transfers = 0;
      for (let isLast = false; !isLast; ) {
        const after = { workspace, sequence: replay.sequence, limit: pageSize };
        const lines = await ask(session, selectTransfersAfter(engine.sql, after));
        for (const line of lines) replayLine(replay, line);
        transfers += lines.length;
        isLast = lines.length < pageSize;
      }
      const id = formatWorkspaceId(workspace);
      const differences = audit(replay, stored).map((finding) => ({ workspace: id, ...finding }));
      return { transfers, lots: stored.lots.length, holds: stored.holds.length, differences };
    });
  } catch (error) {
    throw nameReadFailure(error);
  }
}

async function readStored({ sql }: Engine, session: Session, workspace: bigint): Promise<Stored> {
  const [account] = await ask(session, selectAccount(sql, workspace));
  if (!account) throw new CreditsError("workspace-not-found", { workspace: formatWorkspaceId(workspace) });
  return {
    account,
    lots: await ask(session, selectAllLots(sql, workspace)),
    holds: await ask(session, selectAuditedHolds(sql, workspace)),
    usage: await ask(session, selectAllUsage(sql, workspace)),
    limits: await ask(session, selectAllLimits(sql, workspace)),
  };
}
