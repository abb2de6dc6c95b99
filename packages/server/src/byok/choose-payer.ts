import type { Role } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import { withTransaction } from "../database/with-transaction.ts";
import { insertAudit, serverDoer } from "./audit-log.ts";
import { describeKeyMisfit, describeMisfit, judgeKey } from "./fitting-keys.ts";
import { dollarsText, readBudgets } from "./own-key-budget.ts";
import type { OwnKeyDependencies } from "./own-key-dependencies.ts";
import type { OwnKeyRow } from "./own-key-row.ts";
import { isPlanWithOwnKeys } from "./own-key-rules.ts";
import { ownKeyStore } from "./own-key-store.ts";
import { tellOwners } from "./tell-owners.ts";

/** An action that somebody is about to run. */
export type PayerQuestion = {
  readonly kind: string;
  readonly model: string;
  /** The most that it can cost at the provider. */
  readonly nanoDollars: bigint;
};

/** Who pays for an action. */
export type Payer =
  | { readonly type: "credits" }
  /** Own keys, by id: the first that its budget lets pay. */
  | { readonly type: "byok"; readonly keys: readonly string[]; readonly nanoDollars: bigint }
  | { readonly type: "refused"; readonly detail: string };

export const creditsPay: Payer = { type: "credits" };

async function roleOf({ pool }: OwnKeyDependencies, workspace: WorkspaceId, member: string): Promise<Role | null> {
  // An API key acts as an admin of its workspace.
  if (member.startsWith("api-key:")) return "admin";
  const { rows } = await pool.query<{ role: Role }>(
    `select role from dokly.members join dokly.workspaces using (organization_id)
     where workspaces.id = $1 and members.user_id = $2`,
    [workspace, member],
  );
  return rows[0]?.role ?? null;
}

/** Pauses the active keys of a workspace whose plan has none any more, and tells its owners. Safe from anywhere. */
export async function pauseForPlan(deps: OwnKeyDependencies, keys: readonly OwnKeyRow[], plan: string): Promise<void> {
  for (const { workspace, id } of keys.filter(({ status }) => status === "active")) {
    const paused = await withTransaction(deps.pool, async (client) => {
      const key = await ownKeyStore.lockKey(client, { workspace, id });
      if (key?.status !== "active") return null;
      await ownKeyStore.updateStatus(client, { workspace, id, status: "paused", reason: "plan" });
      const detail = { reason: "plan", plan };
      await insertAudit(client, { workspace, action: "own-key-paused", key, by: serverDoer, detail });
      return key;
    });
    if (paused === null) continue;
    const what = `was paused: the ${plan} plan has no own keys. It is kept, and credits pay from now on.`;
    await tellOwners(deps, { workspace, label: paused.label, what });
  }
}

/** Who pays for actions of one member, read once for as many kinds as are asked about. */
export type PayerChooser = (asked: PayerQuestion) => Payer;

/**
 * Who pays. Where a workspace on its plan has a key that is not revoked, keys pay: the oldest active one that fits.
 * Where none does, it is refused, or paid with credits if an owner said so; never in silence.
 */
export async function openPayers(
  deps: OwnKeyDependencies,
  { workspace, member }: { readonly workspace: WorkspaceId; readonly member: string },
): Promise<PayerChooser> {
  const keys = await readPayingKeys(deps, workspace);
  if (keys.length === 0) return () => creditsPay;
  const [role, budgets, fallsBack] = await Promise.all([
    roleOf(deps, workspace, member),
    readBudgets(deps.credits, workspace),
    ownKeyStore.selectFallback(deps.pool, workspace),
  ]);
  return ({ nanoDollars, ...asked }) => {
    const use = { ...asked, member, role, now: new Date() };
    const fitting = keys.filter((key) => judgeKey(key, use) === "fits");
    const able = fitting.filter(({ id }) => budgets(id).left >= nanoDollars);
    if (able.length > 0) return { type: "byok", keys: able.map(({ id }) => id), nanoDollars };
    if (fallsBack) return creditsPay;
    const [spent] = fitting;
    if (spent === undefined) return { type: "refused", detail: describeMisfit(keys, use) };
    return { type: "refused", detail: describeSpent(spent, { needed: nanoDollars, left: budgets(spent.id).left }) };
  };
}

function describeSpent({ label }: OwnKeyRow, { needed, left }: Readonly<Record<"needed" | "left", bigint>>): string {
  if (left <= 0n)
    return `The own key "${label}" has reached its limit for this month. Nothing was charged; an owner can change it.`;
  const figures = `up to ${dollarsText(needed)} is needed, and ${dollarsText(left, "down")} is left`;
  return `The limit of the own key "${label}" does not cover this: ${figures}. Nothing was charged; an owner can change it.`;
}

/** The keys that stand for a workspace's payments; none where its plan has none, which pauses those there are. */
async function readPayingKeys(deps: OwnKeyDependencies, workspace: WorkspaceId): Promise<readonly OwnKeyRow[]> {
  const keys = (await ownKeyStore.selectKeys(deps.pool, workspace)).filter(({ status }) => status !== "revoked");
  if (keys.length === 0) return keys;
  const { plan } = await deps.credits.getBalance({ workspace });
  if (isPlanWithOwnKeys(plan)) return keys;
  await pauseForPlan(deps, keys, plan);
  return [];
}

/** What a key that was chosen before is about to pay for. */
export type KeyAsked = {
  readonly workspace: WorkspaceId;
  readonly id: string;
  readonly member: string;
  readonly kind: string;
  readonly model: string;
};

/**
 * Why a key does not pay any more for what it was chosen for, as a sentence; null where it does. Its limit is not
 * asked: the hold has its dollars.
 */
export async function findKeyRefusal(
  deps: OwnKeyDependencies,
  { workspace, id, ...asked }: KeyAsked,
): Promise<string | null> {
  const { plan } = await deps.credits.getBalance({ workspace });
  if (!isPlanWithOwnKeys(plan)) await pauseForPlan(deps, await ownKeyStore.selectKeys(deps.pool, workspace), plan);
  const key = (await ownKeyStore.selectKeys(deps.pool, workspace)).find((found) => found.id === id);
  if (key === undefined) return "The own key that was to pay for this has been deleted. Nothing was charged.";
  const role = await roleOf(deps, workspace, asked.member);
  return describeKeyMisfit(key, { ...asked, role, now: new Date() });
}
