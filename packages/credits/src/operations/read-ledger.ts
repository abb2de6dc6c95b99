import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import { CreditsError } from "../domain/errors.ts";
import { formatWorkspaceId } from "../domain/workspace-id.ts";
import type { LedgerHead, LedgerLine } from "../operator-types.ts";
import { selectAccount } from "../store/accounts.ts";
import { ask } from "../store/statement.ts";
import { selectTransfersAfter } from "../store/transfers.ts";
import type { WorkspaceId } from "../types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkWholeNumber } from "./check-input.ts";

/** The end of a workspace's chain. */
export async function getLedgerHead(engine: Engine, input: { readonly workspace: WorkspaceId }): Promise<LedgerHead> {
  const workspace = checkWorkspace(input.workspace);
  try {
    return await engine.database.snapshot(async (session) => {
      const [account] = await ask(session, selectAccount(engine.sql, workspace));
      if (!account) throw new CreditsError("workspace-not-found", { workspace: formatWorkspaceId(workspace) });
      const { lastSequence: sequence, lastHash: hash } = account;
      const after = { workspace, sequence: sequence - 1n, limit: 1 };
      const [last] = sequence === 0n ? [] : await ask(session, selectTransfersAfter(engine.sql, after));
      return { sequence, hash, available: last?.balanceAfter ?? 0n };
    });
  } catch (error) {
    throw nameReadFailure(error);
  }
}

type ListTransfers = { readonly workspace: WorkspaceId; readonly after?: bigint; readonly limit?: number };

/** Transfers after a sequence number, oldest first. */
export async function listTransfers(engine: Engine, input: ListTransfers): Promise<readonly LedgerLine[]> {
  const workspace = checkWorkspace(input.workspace);
  const limit = checkWholeNumber(input.limit ?? 1_000, "limit", { least: 1, most: 5_000 });
  const sequence: unknown = input.after ?? 0n;
  if (typeof sequence !== "bigint" || sequence < 0n || sequence >= 2n ** 63n) {
    const allowed = "a sequence number as a bigint, 0n or more";
    throw new CreditsError("invalid-argument", { what: "after", value: String(sequence), allowed });
  }
  try {
    return await ask(engine.database, selectTransfersAfter(engine.sql, { workspace, sequence, limit }));
  } catch (error) {
    throw nameReadFailure(error);
  }
}
