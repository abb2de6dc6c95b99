import type { WorkspaceId } from "@dokly/credits";
import { createAnthropicProvider } from "../ai/anthropic-provider.ts";
import {
  type Provider,
  type ProviderEvent,
  ProviderFailure,
  type ProviderFailureCode,
  type ProviderRequest,
} from "../ai/provider.ts";
import { withTransaction } from "../database/with-transaction.ts";
import { type Doer, insertAudit, serverDoer } from "./audit-log.ts";
import { openSecret } from "./envelope.ts";
import { SecretUnreadable } from "./key-wrapper.ts";
import type { OwnKeyDependencies } from "./own-key-dependencies.ts";
import { ownKeyStore } from "./own-key-store.ts";
import { tellOwners } from "./tell-owners.ts";

/** One use of a key: what for, and by whom. */
export type KeyUse = {
  readonly workspace: WorkspaceId;
  readonly id: string;
  readonly action: string;
  readonly by: Doer;
};

/** The provider's failures that are about a key, in the words of a workspace that brought it. */
const ownFailures: Readonly<Partial<Record<ProviderFailureCode, ProviderFailureCode>>> = {
  "provider-key-refused": "own-key-refused",
  "provider-billing": "own-key-billing",
  "provider-permission": "own-key-permission",
  "provider-rate-limited": "own-key-rate-limited",
};

function ownFailureOf(error: unknown): unknown {
  if (!(error instanceof ProviderFailure)) return error;
  const code = ownFailures[error.code];
  return code === undefined ? error : new ProviderFailure(code, error);
}

type Opened = { readonly secret: string; readonly version: number; readonly label: string };

/** The key in the clear, for one request; the audit log has the use before the provider does. */
async function openForUse(deps: OwnKeyDependencies, use: KeyUse, model: string): Promise<Opened> {
  const { pool, wrapper, logger } = deps;
  const { workspace, id, action, by } = use;
  const found = await ownKeyStore.selectSecret(pool, use);
  if (found?.sealed == null || found.key.status !== "active") throw new ProviderFailure("own-key-unavailable");
  const { key, sealed } = found;
  if (wrapper === null) throw new ProviderFailure("own-key-unreadable");
  const place = { workspace, provider: "anthropic", key: id, version: key.version };
  const secret = await openSecret(sealed, place, wrapper).catch((error: unknown) => {
    if (!(error instanceof SecretUnreadable)) throw error;
    logger.error({ workspace, key: id, code: error.code }, "an own key can not be decrypted");
    throw new ProviderFailure(error.isTemporary ? "own-key-out-of-reach" : "own-key-unreadable");
  });
  const detail = { action, model, version: key.version };
  await insertAudit(pool, { workspace, action: "own-key-used", key, by, detail });
  return { secret, version: key.version, label: key.label };
}

/** Marks a key as refused by the provider; false where another version has taken over, or it is known already. */
async function markInvalid(deps: OwnKeyDependencies, use: KeyUse, version: number): Promise<boolean> {
  const { workspace, id, action } = use;
  const marked = await withTransaction(deps.pool, async (client) => {
    const key = await ownKeyStore.lockKey(client, use);
    if (key === null || key.version !== version || key.status !== "active") return null;
    await ownKeyStore.updateStatus(client, { workspace, id, status: "invalid", reason: "wrong-key" });
    await insertAudit(client, {
      workspace,
      action: "own-key-invalid",
      key,
      by: serverDoer,
      detail: { action, version },
    });
    return key;
  });
  if (marked === null) return false;
  deps.logger.warn({ workspace, key: id, version, action }, "the AI provider refused an own key");
  const what =
    "was refused by the AI provider. AI actions do not use it until an owner puts a working one in its place.";
  // A mail server that is slow must not keep the action from ending.
  void tellOwners(deps, { workspace, label: marked.label, what });
  return true;
}

/**
 * Anthropic, asked with a workspace's own key and with nothing else: whatever fails, the server's key does not take
 * over. The key is opened for each request and for no longer. One that was rotated while a request began is opened
 * once more: the old version may be gone at the provider already.
 */
export function createOwnKeyProvider(deps: OwnKeyDependencies, use: KeyUse): Provider {
  async function* attempt(
    request: ProviderRequest,
    { secret }: Opened,
    signal: AbortSignal,
  ): AsyncGenerator<ProviderEvent> {
    const { baseUrl, timeouts } = deps;
    yield* createAnthropicProvider({ apiKey: secret, baseUrl, timeouts }).stream(request, signal);
  }

  async function noteFailure(error: unknown, { label }: Opened): Promise<void> {
    if (!(error instanceof ProviderFailure) || !Object.hasOwn(ownFailures, error.code)) return;
    const { workspace, id, action } = use;
    const detail = { action, reason: ownFailures[error.code], providerRequestId: error.requestId };
    await insertAudit(deps.pool, { workspace, action: "own-key-failed", key: { id, label }, by: serverDoer, detail });
  }

  async function* stream(request: ProviderRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    for (let isSecond = false; ; isSecond = true) {
      const opened = await openForUse(deps, use, request.model);
      let isBegun = false;
      try {
        for await (const event of attempt(request, opened, signal)) {
          isBegun = true;
          yield event;
        }
        return;
      } catch (error) {
        await noteFailure(error, opened);
        const isRefused = error instanceof ProviderFailure && error.code === "provider-key-refused";
        const wasReplaced = isRefused && !(await markInvalid(deps, use, opened.version));
        if (!wasReplaced || isBegun || isSecond || !(await isReplaced(opened.version))) throw ownFailureOf(error);
      }
    }
  }

  async function isReplaced(version: number): Promise<boolean> {
    const found = await ownKeyStore.selectSecret(deps.pool, use);
    return found !== null && found.key.status === "active" && found.key.version > version;
  }

  return { writer: "anthropic", warmUp: () => undefined, stream };
}
