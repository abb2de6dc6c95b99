import type { MasterKeyStatus, MasterKeysRotated, OwnKey, OwnKeyList } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import type { Provider } from "../ai/provider.ts";
import { toInstant } from "../http/replies.ts";
import { findKeyRefusal, type KeyAsked, openPayers, type PayerChooser, pauseForPlan } from "./choose-payer.ts";
import { createKeyManagement, withoutMasterKeys } from "./manage-keys.ts";
import { readMasterKeyStatus } from "./master-key-status.ts";
import { type KeyBudget, readBudgets } from "./own-key-budget.ts";
import type { OwnKeyDependencies } from "./own-key-dependencies.ts";
import { createOwnKeyProvider, type KeyUse } from "./own-key-provider.ts";
import type { OwnKeyRow } from "./own-key-row.ts";
import { isPlanWithOwnKeys } from "./own-key-rules.ts";
import { ownKeyStore } from "./own-key-store.ts";
import { rewrapKeys } from "./rewrap-keys.ts";
import { toldUnreadable } from "./told-unreadable.ts";
import { type Refusal, refusals } from "./try-secret.ts";

/** How often plans are looked at that may have changed without an action. */
const plansEveryMs = 600_000;

/** The workspaces' own keys: what owners do with them, and what actions need of them. */
export type OwnKeys = ReturnType<typeof createKeyManagement> & {
  list(workspace: WorkspaceId): Promise<OwnKeyList>;
  openPayers(asker: { readonly workspace: WorkspaceId; readonly member: string }): Promise<PayerChooser>;
  /** Why a key does not pay any more for what it was chosen for; null where it does. */
  findKeyRefusal(asked: KeyAsked): Promise<string | null>;
  /** Whoever writes on a key of the workspace; the key is opened when the request is sent. */
  openProvider(use: KeyUse): Provider;
  /** Pauses the keys of workspaces whose plan has none any more. Over all workspaces, by its timer and tests. */
  checkPlans(): Promise<void>;
  /** Which master keys own keys are wrapped with. Over all workspaces, for operators. */
  readMasterKeys(): Promise<MasterKeyStatus>;
  /** Wraps every data key anew under the primary. Over all workspaces, for operators. */
  rotateMasterKeys(): Promise<Omit<MasterKeysRotated, "id">>;
  close(): void;
};

function reasonOf({ status, reason }: OwnKeyRow): string | null {
  if (status === "paused") {
    return reason === "plan" ? "It was paused when the plan had no own keys any more." : "Somebody paused it.";
  }
  return status === "invalid" ? (refusals[reason as Refusal] ?? refusals["wrong-key"]) : null;
}

function toWire(key: OwnKeyRow, { monthlyLimitCents, spentCents, reservedCents }: KeyBudget): OwnKey {
  const { id, label, last4, fingerprint, status, version, scope } = key;
  const list = <Item>(items: readonly Item[] | null): Item[] | null => (items === null ? null : [...items]);
  return {
    id,
    provider: "anthropic",
    label,
    last4,
    fingerprint,
    status,
    reason: reasonOf(key),
    version,
    scope: {
      kinds: list(scope.kinds) as OwnKey["scope"]["kinds"],
      members: list(scope.members),
      roles: list(scope.roles),
      models: list(scope.models),
      monthlyLimitCents,
      endsAt: scope.endsAt === null ? null : toInstant(scope.endsAt),
    },
    spentCents,
    reservedCents,
    models: [...key.models],
    validatedAt: toInstant(key.validatedAt),
    createdAt: toInstant(key.createdAt),
  };
}

export function createOwnKeys(deps: OwnKeyDependencies): OwnKeys {
  const { pool, credits, logger } = deps;

  async function checkPlans(): Promise<void> {
    const { rows } = await pool.query<{ workspace: WorkspaceId }>(
      "select distinct workspace_id as workspace from dokly.own_keys where status = 'active'",
    );
    for (const { workspace } of rows) {
      const { plan } = await credits.getBalance({ workspace });
      if (!isPlanWithOwnKeys(plan)) await pauseForPlan(deps, await ownKeyStore.selectKeys(pool, workspace), plan);
    }
  }

  const timer = setInterval(() => {
    checkPlans().catch((error: unknown) => logger.warn({ err: error }, "plans with own keys could not be looked at"));
  }, plansEveryMs).unref();
  return {
    ...createKeyManagement(deps),
    list: async (workspace) => {
      const [{ plan }, keys, fallbackToCredits, budgets] = await Promise.all([
        credits.getBalance({ workspace }),
        ownKeyStore.selectKeys(pool, workspace),
        ownKeyStore.selectFallback(pool, workspace),
        readBudgets(credits, workspace),
      ]);
      return {
        keys: keys.map((key) => toWire(key, budgets(key.id))),
        fallbackToCredits,
        isOnPlan: isPlanWithOwnKeys(plan),
        isConfigured: deps.wrapper !== null,
      };
    },
    openPayers: (asker) => openPayers(deps, asker),
    findKeyRefusal: (asked) => findKeyRefusal(deps, asked),
    openProvider: (use) => createOwnKeyProvider(deps, use),
    checkPlans,
    readMasterKeys: () => readMasterKeyStatus(pool, deps.wrapper),
    rotateMasterKeys: async () => {
      if (deps.wrapper === null) throw withoutMasterKeys();
      const { done, damaged } = await toldUnreadable(deps, rewrapKeys(pool, deps.wrapper));
      return { rewrapped: done, damaged: [...damaged], ...(await readMasterKeyStatus(pool, deps.wrapper)) };
    },
    close: () => clearInterval(timer),
  };
}
