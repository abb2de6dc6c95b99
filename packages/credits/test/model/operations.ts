import type { ModelOperation, ModelReply, ModelWorkspace } from "./state.ts";

/** The remembered reply of a key, a conflict when it was used for something else, or null when it is new. */
export function remembered(workspace: ModelWorkspace, operation: string, key: string, fingerprint: string) {
  const found = workspace.operations.find((one) => one.operation === operation && one.key === key);
  if (found === undefined) return null;
  return found.fingerprint === fingerprint ? found : ("reused" as const);
}

/** Remembers an accepted command with its reply, which it returns. */
export function remember(
  workspace: ModelWorkspace,
  operation: Pick<ModelOperation, "operation" | "key" | "fingerprint">,
  accepted: Readonly<Record<string, unknown>>,
): ModelReply {
  const reply = { accepted };
  workspace.operations.push({ ...operation, reply });
  return reply;
}

export const REUSED: ModelReply = { refused: "idempotency-key-reused" };

export function replay(operation: ModelOperation, current: Readonly<Record<string, unknown>>): ModelReply {
  if (!("accepted" in operation.reply)) throw new Error("only accepted commands are remembered");
  return { accepted: { ...operation.reply.accepted, ...current, isReplay: true } };
}
