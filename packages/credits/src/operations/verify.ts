import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import type { Session } from "../database/port.ts";
import { auditAccount, auditHolds, beginHoldsAudit, type HoldsAudit, type Stored } from "../domain/audit.ts";
import { auditLots } from "../domain/audit-lots.ts";
import { auditDaySums, auditUsage, finishedSlots } from "../domain/audit-usage.ts";
import { CreditsError } from "../domain/errors.ts";
import { placeOfFinding } from "../domain/place-of-finding.ts";
import { beginReplay, compare, type Finding, type Replay, replayLine } from "../domain/replay.ts";
import { formatWorkspaceId } from "../domain/workspace-id.ts";
import type { Difference, Verification } from "../operator-types.ts";
import { selectAccount } from "../store/accounts.ts";
import { selectSummedSlots } from "../store/day-sums.ts";
import { selectAuditedHolds, selectOrphans } from "../store/holds.ts";
import { selectAllLimits } from "../store/limits.ts";
import { selectAllLots } from "../store/lots.ts";
import { selectStrayOperations } from "../store/operations.ts";
import { selectWorkspacesAfter } from "../store/over-workspaces.ts";
import { ask } from "../store/statement.ts";
import { selectTransfersAfter, selectTransfersOfHolds } from "../store/transfers.ts";
import { selectUsageBetween } from "../store/usage-slots.ts";
import type { WorkspaceId } from "../types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkWholeNumber } from "./check-input.ts";

/** Rows in memory at once, whatever the size of a workspace. */
const linesAtOnce = 5_000;
const holdsAtOnce = 2_000;
const workspacesAtOnce = 500;
const numberMax = 2n ** 63n - 1n;

/**
 * Works every sum out again from the transfers, each workspace in one consistent view, and names what differs. Writes
 * nothing.
 */
export async function verify(engine: Engine, input: Asked): Promise<Verification> {
  const checked = { workspaces: 0, transfers: 0, lots: 0, holds: 0 };
  const differences: Difference[] = [];
  let last: bigint | null = null;
  const look = async (workspace: bigint): Promise<void> => {
    const found = await verifyWorkspace(engine, workspace);
    checked.workspaces += 1;
    checked.transfers += found.transfers;
    checked.lots += found.lots;
    checked.holds += found.holds;
    differences.push(...found.differences);
    last = workspace;
  };
  for await (const workspace of workspacesOf(engine, input)) await look(workspace);
  return { checked, differences, last: last === null ? null : formatWorkspaceId(last) };
}

/** One workspace, a part of them, or all. */
type Asked = {
  readonly workspace?: WorkspaceId;
  readonly after?: WorkspaceId | null;
  readonly limit?: number;
};

async function* workspacesOf(engine: Engine, { workspace, after, limit }: Asked): AsyncGenerator<bigint> {
  if (workspace !== undefined) return yield checkWorkspace(workspace);
  let left =
    limit === undefined ? Number.POSITIVE_INFINITY : checkWholeNumber(limit, "limit", { least: 1, most: 10_000 });
  for (let last = after === undefined || after === null ? -1n : checkWorkspace(after); left > 0; ) {
    const asked = { workspace: last, limit: Math.min(left, workspacesAtOnce) };
    const page = await ask(engine.database, selectWorkspacesAfter(engine.sql, asked));
    yield* page;
    const next = page.at(-1);
    if (next === undefined) return;
    last = next;
    left -= page.length;
  }
}

async function verifyWorkspace(engine: Engine, workspace: bigint) {
  try {
    return await engine.database.snapshot(async (session) => {
      const look: Look = { sql: engine.sql, session, workspace };
      const stored = await readStored(look);
      const replay = beginReplay();
      const transfers = await replayLines(look, replay);
      const { findings } = replay;
      auditLots(findings, replay, stored);
      const audit = beginHoldsAudit(findings, stored);
      const holds = await lookAtHolds(look, audit);
      await lookAtOperations(look, findings);
      auditAccount(audit, replay);
      const id = formatWorkspaceId(workspace);
      const differences = findings.map((finding) => ({ workspace: id, ...finding, ...placeOfFinding(finding.what) }));
      return { transfers, lots: stored.lots.length, holds, differences };
    });
  } catch (error) {
    throw nameReadFailure(error);
  }
}

type Look = { readonly sql: Engine["sql"]; readonly session: Session; readonly workspace: bigint };

async function readStored({ sql, session, workspace }: Look): Promise<Stored> {
  const [account] = await ask(session, selectAccount(sql, workspace));
  if (!account) throw new CreditsError("workspace-not-found", { workspace: formatWorkspaceId(workspace) });
  return {
    account,
    lots: await ask(session, selectAllLots(sql, workspace)),
    limits: await ask(session, selectAllLimits(sql, workspace)),
  };
}

/** Follows the chain, a page at a time. Returns how many lines there are. */
async function replayLines({ sql, session, workspace }: Look, replay: Replay): Promise<number> {
  let transfers = 0;
  for (;;) {
    const after = { workspace, sequence: replay.sequence, limit: linesAtOnce };
    const lines = await ask(session, selectTransfersAfter(sql, after));
    for (const line of lines) replayLine(replay, line);
    transfers += lines.length;
    if (lines.length < linesAtOnce) return transfers;
  }
}

/** Looks whether what has an effect is still remembered by its key: else the same key would have it twice. */
async function lookAtOperations({ sql, session, workspace }: Look, findings: Finding[]): Promise<void> {
  for (const { operation, subject, number, isMissing } of await ask(session, selectStrayOperations(sql, workspace))) {
    const [expected, found] = isMissing ? ["a row", "none"] : ["none", "a row"];
    compare(findings, `operation ${operation} of ${subject} ${number}`, expected, found);
  }
}

/** Looks at the holds, a page at a time, and at the slots that are complete after each. Returns how many there are. */
async function lookAtHolds({ sql, session, workspace }: Look, audit: HoldsAudit): Promise<number> {
  for (const { what, number } of await ask(session, selectOrphans(sql, workspace))) {
    const other = what === "hold" ? "a row of its action" : "a row of its hold";
    compare(audit.findings, `${what} ${number}`, other, "none");
  }
  let [count, after] = [0, 0n];
  let from: Date | null = null;
  for (let isLast = false; !isLast; ) {
    const holds = await ask(session, selectAuditedHolds(sql, { workspace, after, limit: holdsAtOnce }));
    isLast = holds.length < holdsAtOnce;
    const last: bigint = isLast ? numberMax : (holds.at(-1)?.number ?? numberMax);
    auditHolds(audit, holds, await ask(session, selectTransfersOfHolds(sql, { workspace, after, last })));
    const before: Date | null = isLast ? null : finishedSlots(audit, from);
    if (isLast || before !== null) {
      auditDaySums(audit, await ask(session, selectSummedSlots(sql, { workspace, from, before })), before);
      auditUsage(audit, await ask(session, selectUsageBetween(sql, { workspace, from, before })), before);
    }
    [count, after, from] = [count + holds.length, last, before ?? from];
  }
  return count;
}
