import type { ActionRecord, Balance, WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { balanceToWire } from "../credits/to-wire.ts";
import { requireWorkspace } from "../operator/operator-request.ts";
import { createSearchStore } from "../operator/search-store.ts";
import { withDatabase } from "./command-database.ts";
import { type Command, CommandStopped, exitCodes } from "./command-line.ts";
import { readLine } from "./read-line.ts";
import { textFields, textTable } from "./text-table.ts";
import { toJson } from "./to-json.ts";

const actionsShown = 10;
const foundMax = 20;

/** Shows what an operator asks first about a workspace. */
export const workspaceShow: Command = {
  words: ["workspace", "show"],
  summary: "Show a workspace: plan, bucket, members, newest actions",
  help: `npx dokly workspace show WORKSPACE [--json]
  Shows the plan, the bucket, the lots, the members and the ${actionsShown} newest actions of a workspace. WORKSPACE is
  its id (ws_…), a part of its name, or a part of the name or e-mail address of somebody in it.
  Ends with 0, or 4 where there is none, or more than one: those are listed.`,
  async run(rest, around) {
    const { values, positionals } = readLine(rest, { json: { type: "boolean" } }, ["WORKSPACE"]);
    return await withDatabase(around, async ({ pool, credits }) => {
      const id = await findWorkspace(pool, positionals[0] ?? "");
      const { name, createdAt } = await requireWorkspace({ pool }, id);
      const [balance, members, actions, head] = await Promise.all([
        credits.getBalance({ workspace: id }),
        readMembers(pool, id),
        credits.listActions({ workspace: id, limit: actionsShown }),
        credits.getLedgerHead({ workspace: id }),
      ]);
      const shown = { id, name, createdAt: createdAt.toISOString(), members };
      around.write(
        values.json
          ? toJson({
              ...shown,
              balance: balanceToWire(balance),
              actions: actions.items.map(actionOf),
              ledger: { sequence: head.sequence, hash: head.hash },
            })
          : describe(shown, balance, actions.items),
      );
      return exitCodes.done;
    });
  },
};

async function findWorkspace(pool: pg.Pool, asked: string): Promise<WorkspaceId> {
  if (asked.startsWith("ws_")) return asked;
  const store = createSearchStore({ pool });
  const query = { q: asked, after: null, limit: foundMax };
  const byName = await store.findWorkspaces(query);
  const people = await store.findPeople(query);
  const found = new Map(byName.map(({ item }) => [item.id, item.name]));
  for (const { item } of people) for (const { id, name } of item.workspaces) found.set(id, name);
  const [first] = found.keys();
  if (first !== undefined && found.size === 1) return first;
  const list = textTable(["workspace", "name"], [...found]);
  throw new CommandStopped(
    "refused",
    found.size === 0 ? `Nothing was found for "${asked}".` : `Several fit "${asked}"; name one by its id:\n${list}`,
  );
}

type Member = { readonly id: string; readonly name: string; readonly email: string; readonly role: string };

async function readMembers(pool: pg.Pool, workspace: WorkspaceId): Promise<readonly Member[]> {
  const { rows } = await pool.query<Member>(
    `select people.id, people.name, people.email, member.role from dokly.members as member
     join dokly.workspaces as workspace on workspace.organization_id = member.organization_id
     join dokly.people on people.id = member.user_id
     where workspace.id = $1 order by people.email`,
    [workspace],
  );
  return rows;
}

function actionOf({ id, kind, status, member, estimate, charged, refunded, startedAt }: ActionRecord) {
  return { id, kind, status, member, estimate, charged, refunded, startedAt: startedAt.toISOString() };
}

type Shown = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly members: readonly Member[];
};

function describe({ id, name, createdAt, members }: Shown, balance: Balance, actions: readonly ActionRecord[]): string {
  const { plan, period, available, held, spent, lots } = balance;
  const fields = textFields([
    ["workspace", `${name} (${id})`],
    ["made at", createdAt],
    ["plan", plan],
    ["period", `${period.start.toISOString()} to ${period.end.toISOString()}`],
    ["available", available],
    ["held", held],
    ["spent", spent],
  ]);
  const lotRows = lots.map((lot) => [lot.id, lot.source, lot.granted, lot.available, lot.held, lot.spent]);
  const memberRows = members.map(({ role, name: person, email }) => [role, person, email]);
  const actionRows = actions.map((action) => [
    action.startedAt.toISOString(),
    action.id,
    action.kind,
    action.status,
    action.charged,
    action.refunded,
  ]);
  return [
    fields,
    textTable(["lot", "source", "granted", "available", "held", "spent"], lotRows),
    textTable(["role", "name", "e-mail"], memberRows),
    textTable(["started", "action", "kind", "outcome", "charged", "refunded"], actionRows),
  ].join("\n");
}
