import { createHmac, randomBytes } from "node:crypto";
import type { OwnKeyScope } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { deriveKey } from "../ai/runner/output-cipher.ts";
import { withTransaction } from "../database/with-transaction.ts";
import { ProblemError } from "../http/problem-error.ts";
import { type AuditAction, type Doer, insertAudit } from "./audit-log.ts";
import { openSecret, sealSecret } from "./envelope.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { clearBudget, readBudgets, setBudget } from "./own-key-budget.ts";
import type { OwnKeyDependencies } from "./own-key-dependencies.ts";
import type { KeyScope, NewSecret, OwnKeyRow } from "./own-key-row.ts";
import { describeScope, findModelsMissing, isPlanWithOwnKeys, scopeOf } from "./own-key-rules.ts";
import { type KeyName, ownKeyStore, type StoredSecret } from "./own-key-store.ts";
import { toldUnreadable } from "./told-unreadable.ts";
import { type Refusal, refusals, trySecret } from "./try-secret.ts";

const keysMax = 20;
const uniqueViolation = "23505";

type Change = KeyName & { readonly by: Doer };

function connectedAlready(): ProblemError {
  return new ProblemError("own-key-state", "This very key is connected to this workspace already.");
}

export function withoutMasterKeys(): ProblemError {
  return new ProblemError(
    "byok-not-configured",
    "This Dokly has no master keys to encrypt own keys with. Whoever runs it can set DOKLY_MASTER_KEYS.",
  );
}

/** What owners do with their keys. Each is one transaction with its line in the audit log. */
export function createKeyManagement(deps: OwnKeyDependencies) {
  const { pool, credits, baseUrl } = deps;
  const fingerprintKey = deriveKey(deps.secret, "own key fingerprint 1");

  const fingerprintOf = (workspace: WorkspaceId, secret: string): string =>
    createHmac("sha256", fingerprintKey).update(`${workspace}\n${secret}`).digest("hex").slice(0, 16);

  async function requireAllowed(workspace: WorkspaceId): Promise<KeyWrapper> {
    const { plan } = await credits.getBalance({ workspace });
    if (!isPlanWithOwnKeys(plan)) {
      throw new ProblemError("plan-does-not-include-byok", `The ${plan} plan has no own keys; enterprise has them.`);
    }
    if (deps.wrapper !== null) return deps.wrapper;
    throw withoutMasterKeys();
  }

  async function requireKey(name: KeyName): Promise<StoredSecret> {
    const found = await ownKeyStore.selectSecret(pool, name);
    if (found === null) throw new ProblemError("not-found", "There is no such own key.");
    return found;
  }

  async function refuse(
    { workspace, by }: Change,
    key: Pick<OwnKeyRow, "id" | "label">,
    { refusal, models = [] }: { readonly refusal: Refusal; readonly models?: readonly string[] },
  ): Promise<never> {
    await insertAudit(pool, { workspace, action: "own-key-refused", key, by, detail: { reason: refusal, models } });
    const which = models.length === 0 ? "" : ` Missing: ${models.join(", ")}.`;
    throw new ProblemError("provider-key-refused", `${refusals[refusal]}${which}`, { reason: refusal });
  }

  /** The models that the provider lists for a secret; refuses, and writes that down, where it does not work. */
  async function requireWorking(
    change: Change,
    key: Pick<OwnKeyRow, "id" | "label"> & { readonly scope: KeyScope },
    secret: string,
  ): Promise<readonly string[]> {
    const tried = await trySecret(secret, { baseUrl });
    if ("refusal" in tried) return await refuse(change, key, tried);
    const models = findModelsMissing(key.scope, { listed: tried.models, modelOfKind: deps.modelOfKind });
    if (models.length > 0) return await refuse(change, key, { refusal: "model-missing", models });
    return tried.models;
  }

  async function encrypt(
    wrapper: KeyWrapper,
    { workspace, id }: KeyName,
    { secret, version, models }: { secret: string; version: number; models: readonly string[] },
  ): Promise<NewSecret> {
    const place = { workspace, provider: "anthropic", key: id, version };
    const sealed = await toldUnreadable(deps, sealSecret(secret, place, wrapper));
    return { sealed, models, last4: secret.slice(-4), fingerprint: fingerprintOf(workspace, secret) };
  }

  async function refuseTwice<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const isKnown = error instanceof Error && "code" in error && error.code === uniqueViolation;
      if (!isKnown) throw error;
      throw connectedAlready();
    }
  }

  /** Changes one key that is not revoked, under its lock, and writes that down. */
  async function changeLocked(
    change: Change,
    action: AuditAction,
    work: (client: pg.PoolClient, key: OwnKeyRow) => Promise<Readonly<Record<string, unknown>>>,
  ): Promise<void> {
    await withTransaction(pool, async (client) => {
      const key = await ownKeyStore.lockKey(client, change);
      if (key === null) throw new ProblemError("not-found", "There is no such own key.");
      const detail = await work(client, key);
      const { workspace, by } = change;
      await insertAudit(client, { workspace, action, key: { id: key.id, label: key.label }, by, detail });
    });
  }

  function refuseRevoked({ status }: OwnKeyRow): void {
    if (status === "revoked") throw new ProblemError("own-key-state", "This key is revoked. Connect a new one.");
  }

  return {
    /** Tries a key, encrypts it and lets it pay; returns its id. */
    async connect(
      { workspace, by }: Omit<Change, "id">,
      { label, secret, scope: asked }: { label: string; secret: string; scope: OwnKeyScope },
    ): Promise<string> {
      const wrapper = await requireAllowed(workspace);
      const known = await ownKeyStore.selectKeys(pool, workspace);
      if (known.length >= keysMax)
        throw new ProblemError("limit-reached", `A workspace has at most ${keysMax} own keys. Delete one first.`);
      const fingerprint = fingerprintOf(workspace, secret);
      if (known.some((key) => key.status !== "revoked" && key.fingerprint === fingerprint)) throw connectedAlready();
      const id = `key_${randomBytes(10).toString("hex")}`;
      const scope = scopeOf(asked);
      const models = await requireWorking({ workspace, id, by }, { id, label, scope }, secret);
      const sealed = await encrypt(wrapper, { workspace, id }, { secret, version: 1, models });
      // The engine is another database: a budget without a key harms nobody, a key without its budget would.
      await setBudget(credits, { workspace, id, cents: asked.monthlyLimitCents, actor: by.actor });
      await refuseTwice(() =>
        withTransaction(pool, async (client) => {
          await ownKeyStore.insertKey(client, { workspace, id, label, scope, createdBy: by.actor, ...sealed });
          const detail = { last4: sealed.last4, fingerprint: sealed.fingerprint, ...describeScope(asked) };
          await insertAudit(client, { workspace, action: "own-key-connected", key: { id, label }, by, detail });
        }),
      );
      return id;
    },

    /** Puts a new secret in the place of the old one: it pays from now on, and the old one is destroyed. */
    async rotate(change: Change, secret: string): Promise<void> {
      const wrapper = await requireAllowed(change.workspace);
      const { key } = await requireKey(change);
      refuseRevoked(key);
      if (key.fingerprint === fingerprintOf(change.workspace, secret))
        throw new ProblemError(
          "own-key-state",
          "This is the key that is in use already. Make a new one at the provider.",
        );
      const models = await requireWorking(change, key, secret);
      await refuseTwice(() =>
        changeLocked(change, "own-key-rotated", async (client, locked) => {
          refuseRevoked(locked);
          const version = locked.version + 1;
          const sealed = await encrypt(wrapper, change, { secret, version, models });
          await ownKeyStore.replaceSecret(client, { ...change, version, secret: sealed });
          const { last4, fingerprint } = sealed;
          return { version, last4, fingerprint, replaced: locked.last4 };
        }),
      );
    },

    async pause(change: Change): Promise<void> {
      await changeLocked(change, "own-key-paused", async (client, key) => {
        if (key.status !== "active") throw new ProblemError("own-key-state", `This key is ${key.status}, not active.`);
        await ownKeyStore.updateStatus(client, { ...change, status: "paused", reason: "person" });
        return { reason: "person" };
      });
    },

    /** Lets a paused key pay again, or one that the provider had refused; it is tried first. */
    async resume(change: Change): Promise<void> {
      const wrapper = await requireAllowed(change.workspace);
      const { key, sealed } = await requireKey(change);
      refuseRevoked(key);
      if (key.status === "active" || sealed === null)
        throw new ProblemError("own-key-state", "This key is active already.");
      const place = { workspace: key.workspace, provider: "anthropic", key: key.id, version: key.version };
      const secret = await toldUnreadable(deps, openSecret(sealed, place, wrapper));
      const models = await requireWorking(change, key, secret);
      await changeLocked(change, "own-key-resumed", async (client, locked) => {
        refuseRevoked(locked);
        if (locked.version !== key.version)
          throw new ProblemError("own-key-state", "This key was rotated just now. Look at it again.");
        await ownKeyStore.updateModels(client, { ...change, models });
        await ownKeyStore.updateStatus(client, { ...change, status: "active", reason: null });
        return { before: locked.status };
      });
    },

    /** Ends a key for ever, from the next request on, and destroys its secret. */
    async revoke(change: Change): Promise<void> {
      await changeLocked(change, "own-key-revoked", async (client, key) => {
        refuseRevoked(key);
        await ownKeyStore.destroySecret(client, change);
        return { last4: key.last4, fingerprint: key.fingerprint };
      });
    },

    /** Removes a key with its secret; the audit log keeps what was done with it. */
    async remove(change: Change): Promise<void> {
      await changeLocked(change, "own-key-deleted", async (client, key) => {
        await ownKeyStore.deleteKey(client, change);
        return { last4: key.last4, fingerprint: key.fingerprint, before: key.status };
      });
      await clearBudget(credits, { ...change, actor: change.by.actor }).catch((error: unknown) =>
        deps.logger.warn({ err: error, key: change.id }, "the limit of a deleted own key could not be removed"),
      );
    },

    async change(
      change: Change,
      asked: { label?: string | undefined; scope?: OwnKeyScope | undefined },
    ): Promise<void> {
      await requireAllowed(change.workspace);
      const { key } = await requireKey(change);
      refuseRevoked(key);
      if (asked.scope !== undefined) {
        const listed = key.models;
        const models = findModelsMissing(scopeOf(asked.scope), { listed, modelOfKind: deps.modelOfKind });
        if (models.length > 0) return await refuse(change, key, { refusal: "model-missing", models });
        const cents = asked.scope.monthlyLimitCents;
        const before = (await readBudgets(credits, change.workspace))(key.id).monthlyLimitCents;
        if (before !== cents) await setBudget(credits, { ...change, cents, actor: change.by.actor });
      }
      await changeLocked(change, "own-key-changed", async (client, locked) => {
        refuseRevoked(locked);
        const label = asked.label ?? locked.label;
        const scope = asked.scope === undefined ? locked.scope : scopeOf(asked.scope);
        await ownKeyStore.updateScope(client, { ...change, label, scope });
        return { label, ...(asked.scope === undefined ? {} : describeScope(asked.scope)) };
      });
    },

    /** Says whether what no key pays for is paid with credits. */
    async setFallback({ workspace, by }: Omit<Change, "id">, fallbackToCredits: boolean): Promise<void> {
      await requireAllowed(workspace);
      await withTransaction(pool, async (client) => {
        await ownKeyStore.upsertFallback(client, workspace, fallbackToCredits);
        const detail = { fallbackToCredits };
        await insertAudit(client, { workspace, action: "fallback-changed", key: null, by, detail });
      });
    },
  };
}
