import type { Engine } from "../batch/run-batch.ts";
import type { Session } from "../database/port.ts";
import { CreditsError } from "../domain/errors.ts";
import { formatLocalId, parseLocalId } from "../domain/local-id.ts";
import type { ActionFilter, ActionRecord, ActionsPage } from "../log-types.ts";
import { type LoggedAction, type LogPage, selectActions, selectNumberAt } from "../store/action-log.ts";
import { isSifted, selectReach } from "../store/log-reach.ts";
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
    const { found, next } = await lookFor(engine.sql, session, { workspace, databaseNow, limit, ...numbers, ...rest });
    const items = found.map((action) => recordOf(workspace, action));
    return { items, nextCursor: next === null ? null : formatLocalId("act", workspace, next) };
  });
}

/** How many rows of the log one page looks at where few of them fit, in steps: most pages are full after the first. */
const reaches = [500, 2_500, 7_000];
/** Looking for a text in a row takes several times as long as comparing a word of it. */
const searchReaches = [500, 2_500];

/**
 * A page, with the number before which the next one begins; null: there is none. Where rows are sifted it looks no
 * further than the reaches, however long the log is, and may come back with fewer.
 */
async function lookFor(sql: Engine["sql"], session: Session, page: LogPage) {
  const found: LoggedAction[] = [];
  let before = page.before;
  for (const rows of isSifted(page) ? (page.search === null ? reaches : searchReaches) : [null]) {
    const rest = { ...page, before };
    const [reach = null] = rows === null ? [] : await ask(session, selectReach(sql, rest, rows));
    const missing = page.limit - found.length;
    // One more than the page shows whether there is another.
    const wanted = { ...rest, from: reach ?? page.from, limit: missing + 1 };
    const more = await ask(session, selectActions(sql, wanted));
    found.push(...more.slice(0, missing));
    if (more.length > missing) return { found, next: found.at(-1)?.number ?? null };
    if (reach === null) return { found, next: null };
    before = reach;
  }
  return { found, next: before };
}

function least(one: bigint | null, other: bigint | null): bigint | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

function checkFilter({ kind, member, outcome, document, group, search, from, to }: ActionFilter) {
  return {
    kind: kind === undefined ? null : checkText(kind, "filter.kind"),
    member: member === undefined ? null : checkText(member, "filter.member"),
    outcome: outcome === undefined ? null : checkOneOf(outcome, "filter.outcome", outcomes),
    document: document === undefined ? null : checkText(document, "filter.document", 4_096),
    group: group === undefined ? null : checkText(group, "filter.group"),
    search: search === undefined ? null : checkSearch(search),
    from: from === undefined ? null : checkInstant(from, "filter.from"),
    to: to === undefined ? null : checkInstant(to, "filter.to"),
  };
}

function checkSearch(search: NonNullable<ActionFilter["search"]>) {
  checkObject(search, "filter.search");
  const members: unknown = search.members ?? [];
  if (!Array.isArray(members) || members.length > 1_000) {
    const allowed = "a list of at most 1,000 members";
    throw new CreditsError("invalid-argument", { what: "filter.search.members", value: String(members), allowed });
  }
  return {
    text: checkText(search.text, "filter.search.text", 200),
    members: members.map((member: unknown) => checkText(member, "filter.search.members")),
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
