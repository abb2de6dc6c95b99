import type { WorkspaceId } from "../types.ts";
import { fromBase32, readId, toBase32, writeId } from "./base32.ts";
import { formatWorkspaceId, workspaceLength } from "./workspace-id.ts";

/** What a bigint column can carry. */
const numberMax = (1n << 63n) - 1n;

/** What an id inside a workspace names. An action and its hold share one number. */
export type LocalPrefix = "lot" | "hold" | "act";

/** Writes the public id of a workspace's lot, hold or action: it carries the workspace, so that any route finds it. */
export function formatLocalId(prefix: LocalPrefix, workspace: bigint, number: bigint): string {
  return writeId(prefix, toBase32(workspace).padStart(workspaceLength, "0") + toBase32(number));
}

/** The number in the public id of a lot, hold or action of `workspace`; null for malformed and foreign ones alike. */
export function parseLocalId(prefix: LocalPrefix, workspace: bigint, id: string): bigint | null {
  const body = readId(prefix, id);
  if (body === null || fromBase32(body.slice(0, workspaceLength)) !== workspace) return null;
  const digits = body.slice(workspaceLength);
  const number = fromBase32(digits);
  if (number === null || number < 1n || number > numberMax) return null;
  // One number has one id.
  return digits.startsWith("0") ? null : number;
}

/**
 * The public id of the workspace that a lot's, hold's or action's id carries; null where it is no such id. Pure:
 * whether it is there, only a table knows.
 *
 * @example
 * const workspace = workspaceOfId("act", action);
 */
export function workspaceOfId(prefix: LocalPrefix, id: string): WorkspaceId | null {
  const body = readId(prefix, id);
  const workspace = body === null ? null : fromBase32(body.slice(0, workspaceLength));
  if (workspace === null || parseLocalId(prefix, workspace, id) === null) return null;
  return formatWorkspaceId(workspace);
}
