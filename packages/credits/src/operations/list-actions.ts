import type { Engine } from "../batch/run-batch.ts";
import { CreditsError } from "../domain/errors.ts";
import { formatLocalId, parseLocalId } from "../domain/local-id.ts";
import type { ActionFilter, ActionRecord, ActionsPage } from "../log-types.ts";
import { type LoggedAction, selectActions, selectNumberAt } from "../store/action-log.ts";
import { ask } from "../store/statement.ts";
import type { ActionStatus, WorkspaceId } from "../types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkInstant, checkObject, checkOneOf, checkText, checkWholeNumber } from "./check-input.ts";
import { askBook } from "./question.ts";

export type ListActions = {
  readonly workspace: WorkspaceId;
  readonly filter?: ActionFilter;
  readonly limit?: number;
  readonly cursor?: string;
};

const outcomes: readonly ActionStatus[] = ["running", "succeeded", "failed", "cancelled"];

/** A page of the log, newest first. The cursor is the id of the last action on the page before. */
export async function listActions(engine: Engine, input: ListActions): Promise<ActionsPage> {
  const workspace = checkWorkspace(input.workspace);
  const limit = checkWholeNumber(input.limit ?? 50, "limit", { least: 1, most: 1_000 });
  const asked = input.filter ?? {};
  checkObject(asked, "filter");
  const filter = checkFilter(asked);
  const before = input.cursor === undefined ? null : checkCursor(workspace, input.cursor);
  return askBook(engine, workspace, async ({ databaseNow }, session) => {
    const numberAt = async (at: Date | null): Promise<bigint | null> => {
      if (at === null) return null;
      const [number] = await ask(session, selectNumberAt(engine.sql, { workspace, at }));
      return number ?? null;
    };
    const { from, to, ...rest } = filter;
    const numbers = { from: await numberAt(from), before: least(before, await numberAt(to)) };
    // One more than the page shows whether there is another.
    const page = { workspace, databaseNow, limit: limit + 1, ...numbers, ...rest };
    const found = await ask(session, selectActions(engine.sql, page));
    const items = found.slice(0, limit).map((action) => recordOf(workspace, action));
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  });
}

function least(one: bigint | null, other: bigint | null): bigint | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

function checkFilter({ kind, member, outcome, document, group, from, to }: ActionFilter) {
  return {
    kind: kind === undefined ? null : checkText(kind, "filter.kind"),
    member: member === undefined ? null : checkText(member, "filter.member"),
    outcome: outcome === undefined ? null : checkOneOf(outcome, "filter.outcome", outcomes),
    document: document === undefined ? null : checkText(document, "filter.document", 4_096),
    group: group === undefined ? null : checkText(group, "filter.group"),
    from: from === undefined ? null : checkInstant(from, "filter.from"),
    to: to === undefined ? null : checkInstant(to, "filter.to"),
  };
}

function checkCursor(workspace: bigint, cursor: unknown): bigint {
  const number = typeof cursor === "string" ? parseLocalId("act", workspace, cursor) : null;
  if (number !== null) return number;
  const allowed = "the nextCursor of a page before, of the same workspace";
  throw new CreditsError("invalid-argument", { what: "cursor", value: String(cursor), allowed });
}

/** An action as callers see it. */
export function recordOf(workspace: bigint, action: LoggedAction): ActionRecord {
  const { number, prices: _prices, usage: _usage, ...shown } = action;
  return {
    id: formatLocalId("act", workspace, number),
    hold: formatLocalId("hold", workspace, number),
    ...shown,
  };
}
