import { hash } from "node:crypto";
import type { Context } from "hono";
import { actorOf } from "./caller.ts";
import { ProblemError } from "./problem-error.ts";
import type { WorkspaceEnv } from "./router.ts";

/** Says on a reply that nothing was done anew. */
export const replayedHeader = "Idempotent-Replayed";

/** The caller's Idempotency-Key, 1 to 200 printable characters; null where none was sent. */
export function idempotencyKeyOf(c: Context): string | null {
  const key = c.req.header("idempotency-key");
  if (key === undefined) return null;
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  const message = "1 to 200 printable characters without spaces";
  throw new ProblemError("validation-failed", `Idempotency-Key: ${message}.`, {
    errors: [{ path: "Idempotency-Key", message }],
  });
}

/** JSON with the fields of every object in one order, so that two spellings of one body are one body. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/**
 * What a key was used for (RULES R4.2): method, path, caller and the client's body, and no number that the server
 * computed.
 */
export function fingerprintOf(c: Context<WorkspaceEnv>, body: unknown): string {
  const parts = [c.req.method, c.req.path, actorOf(c.get("caller")), canonical(body)];
  return hash("sha256", parts.join("\n"), "base64url");
}
