import type { LedgerHead, LedgerLine, Verification } from "./operator-types.ts";
import type { WorkspaceId } from "./types.ts";

/** Verbs that show and check the ledger itself. */
export type LedgerVerbs = {
  /**
   * Where the chain of a workspace ends: the number and hash of its last transfer, and what was available after it.
   *
   * @example
   * const { sequence, hash } = await credits.getLedgerHead({ workspace });
   */
  getLedgerHead(input: { workspace: WorkspaceId }): Promise<LedgerHead>;
  /**
   * The transfers of a workspace, oldest first, `limit` (1,000, at most 5,000) at once, after a sequence number (0).
   * With `replayLine` of each they can be checked anywhere.
   *
   * @example
   * const lines = await credits.listTransfers({ workspace, after: 0n });
   */
  listTransfers(input: { workspace: WorkspaceId; after?: bigint; limit?: number }): Promise<readonly LedgerLine[]>;
  /**
   * Recomputes every sum from the transfers and names each difference, the first bad row first, at most 1,000 of a
   * workspace. Safe while the engine runs; each workspace is read in one consistent view, in pages. One workspace, or
   * all of them; in parts, `limit` workspaces after one of them (null: from the first on) in an order that stays.
   * Also a command: `dokly-credits verify`.
   *
   * @example
   * const { differences } = await credits.verify({ workspace });
   */
  verify(input?: { workspace?: WorkspaceId } | { after: WorkspaceId | null; limit: number }): Promise<Verification>;
};
