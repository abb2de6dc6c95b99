import { createHash } from "node:crypto";
import type { WorkspaceId } from "../types.ts";
import { fromBase32, readId, toBase32, writeId } from "./base32.ts";

/** 63 bits need 13 characters of 5 bits. */
export const workspaceLength = 13;
const mask63 = (1n << 63n) - 1n;

/** The number that stands for a workspace in every table: 63 bits of the SHA-256 of its external id. */
export function workspaceNumberOf(externalId: string): bigint {
  return createHash("sha256").update(externalId, "utf8").digest().readBigUInt64BE(0) & mask63;
}

/**
 * The public id (`ws_…`) of the workspace that the embedder calls `externalId`. Pure: no table is asked.
 *
 * @example
 * const workspace = workspaceIdOf("organization-42");
 */
export function workspaceIdOf(externalId: string): WorkspaceId {
  return formatWorkspaceId(workspaceNumberOf(externalId));
}

/** Writes a workspace's number as its public id. */
export function formatWorkspaceId(workspace: bigint): WorkspaceId {
  return writeId("ws", toBase32(workspace).padStart(workspaceLength, "0"));
}

/** The number in a workspace's public id; null where it is not one. */
export function parseWorkspaceId(id: string): bigint | null {
  const body = readId("ws", id);
  if (body === null || body.length !== workspaceLength) return null;
  const value = fromBase32(body);
  return value !== null && value <= mask63 ? value : null;
}
