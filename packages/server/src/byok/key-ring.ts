import { randomBytes } from "node:crypto";
import { openBytes, sealBytes } from "../encryption/aes-gcm.ts";
import { type KeyWrapper, SecretUnreadable } from "./key-wrapper.ts";

const masterKeyBytes = 32;

/** A key ring that can not be used, as a sentence that shows none of its keys. */
export class KeyRingUnusable extends Error {
  override readonly name = "KeyRingUnusable";
}

/** What a key ring's text may be, as it ends the sentence "allowed: …". */
export const keyRingAllowed =
  "name:key pairs with commas or line ends between them, the primary first; a name has a-z, 0-9 and -, " +
  "a key is the output of openssl rand 32 | basenc --base64url | tr -d =";

/**
 * Master keys that this process holds. The first wraps what is new, all of them unwrap.
 * @throws KeyRingUnusable
 */
export function readKeyRing(text: string): KeyWrapper {
  const keys = new Map<string, Buffer>();
  const entries = text
    .split("\n")
    // A remark may have commas.
    .filter((line) => !line.trimStart().startsWith("#"))
    .flatMap((line) => line.split(","))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  for (const [index, entry] of entries.entries()) {
    const [, name, encoded] = /^([a-z0-9-]{1,40}):([\w-]{43}=?)$/.exec(entry) ?? [];
    if (name === undefined || encoded === undefined)
      throw new KeyRingUnusable(`Master key ${index + 1} can not be read (not shown, as it is a secret).`);
    const key = Buffer.from(encoded, "base64url");
    if (key.length !== masterKeyBytes) throw new KeyRingUnusable(`The master key ${name} has not 32 bytes.`);
    if (keys.has(name)) throw new KeyRingUnusable(`There are two master keys named ${name}.`);
    for (const [other, known] of keys) {
      if (known.equals(key)) throw new KeyRingUnusable(`The master keys ${other} and ${name} are the same key.`);
    }
    keys.set(name, key);
  }
  return ringOf(keys);
}

/** Whether a text is a key ring that can be used. */
export function isKeyRing(text: string): boolean {
  try {
    readKeyRing(text);
    return true;
  } catch {
    return false;
  }
}

function ringOf(keys: ReadonlyMap<string, Buffer>): KeyWrapper {
  const [first] = keys;
  if (first === undefined) throw new KeyRingUnusable("The key ring has no master key.");
  const [primary, primaryKey] = first;
  return {
    primary,
    masterKeys: [...keys.keys()],
    wrap: async (dataKey, binding) => ({
      masterKey: primary,
      wrapped: sealBytes(primaryKey, dataKey, bindingWith(primary, binding)),
    }),
    unwrap: async ({ masterKey, wrapped }, binding) => {
      const key = keys.get(masterKey);
      if (key === undefined) throw new SecretUnreadable("master-key-missing");
      const dataKey = openBytes(key, wrapped, bindingWith(masterKey, binding));
      if (dataKey === null) throw new SecretUnreadable("not-authentic");
      return dataKey;
    },
  };
}

function bindingWith(masterKey: string, binding: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${masterKey}\n`), binding]);
}

/** A line of a key ring with a new master key, drawn at random. */
export function drawMasterKey(name: string): string {
  return `${name}:${randomBytes(masterKeyBytes).toString("base64url")}`;
}
