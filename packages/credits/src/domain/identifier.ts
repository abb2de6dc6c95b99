import { createHash } from "node:crypto";
import type { WorkspaceId } from "../types.ts";

/** Crockford's base32 in lower case: no i, l, o, u, so that an id can be read out. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
/** 63 bits need 13 characters of 5 bits. */
const workspaceLength = 13;
const mask63 = (1n << 63n) - 1n;

const valueOfCharacter: ReadonlyMap<string, number> = new Map(
  Array.from(alphabet, (character, value) => [character, value]),
);

function toBase32(value: bigint): string {
  let text = "";
  let rest = value;
  do {
    text = alphabet.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  } while (rest > 0n);
  return text;
}

/** The number that a text stands for; null for characters that are none of the alphabet's. */
function fromBase32(text: string): bigint | null {
  let value = 0n;
  for (const character of text) {
    const digit = valueOfCharacter.get(character);
    if (digit === undefined) return null;
    value = (value << 5n) | BigInt(digit);
  }
  return value;
}

/**
 * The check digit of a text: Horner's scheme at the generator of GF(32) with x^5 + x^2 + 1. It sees every single wrong character
 * and every two neighbours that changed places, for texts shorter than 31 characters.
 */
function checkDigit(text: string): string {
  let sum = 0;
  for (const character of text) {
    const doubled = sum << 1;
    sum = (doubled & 32 ? doubled ^ 0b100101 : doubled) ^ (valueOfCharacter.get(character) ?? 0);
  }
  const doubled = sum << 1;
  return alphabet.charAt(doubled & 32 ? doubled ^ 0b100101 : doubled);
}

function write(prefix: string, body: string): string {
  return `${prefix}_${body}${checkDigit(body)}`;
}

/** The body of an id without its check digit; null where prefix, alphabet or check digit are wrong. */
function read(prefix: string, id: string): string | null {
  if (!id.startsWith(`${prefix}_`)) return null;
  const body = id.slice(prefix.length + 1, -1);
  return checkDigit(body) === id.at(-1) ? body : null;
}

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
  return write("ws", toBase32(workspace).padStart(workspaceLength, "0"));
}

/** The number in a workspace's public id; null where it is not one. */
export function parseWorkspaceId(id: string): bigint | null {
  const body = read("ws", id);
  if (body === null || body.length !== workspaceLength) return null;
  const value = fromBase32(body);
  return value !== null && value <= mask63 ? value : null;
}

/** What an id inside a workspace names. An action and its hold share one number. */
export type LocalPrefix = "lot" | "hold" | "act";

/** Writes the public id of a workspace's lot, hold or action: it carries the workspace, so that any route finds it. */
export function formatLocalId(prefix: LocalPrefix, workspace: bigint, number: bigint): string {
  return write(prefix, toBase32(workspace).padStart(workspaceLength, "0") + toBase32(number));
}

/** The number in the public id of a lot, hold or action of `workspace`; null for malformed and foreign ones alike. */
export function parseLocalId(prefix: LocalPrefix, workspace: bigint, id: string): bigint | null {
  const body = read(prefix, id);
  if (body === null || fromBase32(body.slice(0, workspaceLength)) !== workspace) return null;
  const number = fromBase32(body.slice(workspaceLength));
  if (number === null || number < 1n || number > mask63) return null;
  return formatLocalId(prefix, workspace, number) === id ? number : null;
}
