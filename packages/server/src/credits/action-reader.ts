import type { Action, ActionDetail } from "@dokly/contract";
import type { ActionRecord, Credits, WorkspaceId } from "@dokly/credits";
import type { Kysely } from "kysely";
import { readNames } from "../members/member-names.ts";
import type { Tables } from "../tables.ts";
import { drawsOf } from "./draws-of.ts";
import { lotOriginToWire } from "./lot-to-wire.ts";
import { actionToWire, type MemberNames, receiptToWire, transferToWire } from "./to-wire.ts";

/** The engine's actions with the names of who ran them, as they go over the wire. */
export type ActionReader = {
  toWire(workspace: WorkspaceId, records: readonly ActionRecord[]): Promise<Action[]>;
  /** Fails with the engine's `action-not-found`. */
  read(workspace: WorkspaceId, action: string): Promise<Action>;
  readDetail(workspace: WorkspaceId, action: string): Promise<ActionDetail>;
};

export function createActionReader({
  credits,
  database,
  hasUndo,
}: {
  credits: Credits;
  database: Kysely<Tables>;
  /** Whether this server refunds undone edits. */
  hasUndo: boolean;
}): ActionReader {
  function namesOf(workspace: WorkspaceId, records: readonly ActionRecord[]): Promise<MemberNames> {
    const members = new Set(records.flatMap(({ member }) => (member === null ? [] : [member])));
    return readNames(database, workspace, [...members]);
  }

  /** Those of the actions that their members took back. */
  async function undoneOf(workspace: WorkspaceId, records: readonly ActionRecord[]): Promise<ReadonlySet<string>> {
    const refunded = records.filter((record) => record.refunded > 0n).map(({ id }) => id);
    if (refunded.length === 0) return new Set();
    const rows = await database
      .selectFrom("aiUndos")
      .select("actionId")
      .where("workspaceId", "=", workspace)
      .where("actionId", "in", refunded)
      .execute();
    return new Set(rows.map(({ actionId }) => actionId));
  }

  async function toWire(workspace: WorkspaceId, records: readonly ActionRecord[]): Promise<Action[]> {
    const names = await namesOf(workspace, records);
    const undone = await undoneOf(workspace, records);
    return records.map((record) => actionToWire(record, { names, undone, hasUndo }));
  }

  async function readDetail(workspace: WorkspaceId, id: string): Promise<ActionDetail> {
    const { action, receipt, transfers, lots } = await credits.getAction({ workspace, action: id });
    const names = await namesOf(workspace, [action]);
    return {
      ...actionToWire(action, { names, undone: await undoneOf(workspace, [action]), hasUndo }),
      receipt: receipt === null ? null : receiptToWire(receipt, action),
      transfers: transfers.map(transferToWire),
      draws: drawsOf(transfers),
      lots: lots.map(lotOriginToWire),
      requestId: action.requestId,
    };
  }

  return {
    toWire,
    readDetail,
    read: async (workspace, id) => {
      const { action } = await credits.getAction({ workspace, action: id });
      const [read] = await toWire(workspace, [action]);
      if (read === undefined) throw new Error(`the action ${id} was read and is gone`);
      return read;
    },
  };
}
