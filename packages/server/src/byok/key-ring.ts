import { randomBytes } from "node:crypto";
import { type KeyWrapper, type MasterKey, SecretUnreadable } from "./key-wrapper.ts";
import { isKeyArn, kmsMasterKey } from "./kms-master-key.ts";
import { localMasterKey } from "./local-master-key.ts";

const masterKeyBytes = 32;

/** A key ring that can not be used, as a sentence that shows none of its keys. */
export class KeyRingUnusable extends Error {
  override readonly name = "KeyRingUnusable";
}

/** What a key ring's text may be, as it ends the sentence "allowed: …". */
export const keyRingAllowed =
  "name:key pairs with commas or line ends between them, the primary first; a name has a-z, 0-9 and -, " +
  "a key is the output of openssl rand 32 | basenc --base64url | tr -d =, or kms: and the ARN of a key at AWS KMS";

/**
 * Master keys that this process holds, or that AWS KMS keeps for it. The first wraps what is new, all of them unwrap.
 * @throws KeyRingUnusable
 */
export function readKeyRing(text: string): KeyWrapper {
  const keys = new Map<string, MasterKey>();
  const names = new Map<string, string>();
  for (const [index, entry] of entriesOf(text).entries()) {
    const [, name, value] = /^([a-z0-9-]{1,40}):(.+)$/.exec(entry) ?? [];
    if (name === undefined || value === undefined)
      throw new KeyRingUnusable(`Master key ${index + 1} can not be read (not shown, as it is a secret).`);
    if (keys.has(name)) throw new KeyRingUnusable(`There are two master keys named ${name}.`);
    const { identity, key } = openMasterKey(name, value);
    const other = names.get(identity);
    if (other !== undefined) throw new KeyRingUnusable(`The master keys ${other} and ${name} are the same key.`);
    keys.set(name, key);
    names.set(identity, name);
  }
  return ringOf(keys);
}

function entriesOf(text: string): readonly string[] {
  return (
    text
      .split("\n")
      // A remark may have commas.
      .filter((line) => !line.trimStart().startsWith("#"))
      .flatMap((line) => line.split(","))
      .map((entry) => entry.trim().replace(/=$/, ""))
      .filter((entry) => entry !== "")
  );
}

const kmsPrefix = "kms:";

function openMasterKey(name: string, value: string): { readonly identity: string; readonly key: MasterKey } {
  if (value.startsWith(kmsPrefix)) {
    const arn = value.slice(kmsPrefix.length);
    if (isKeyArn(arn)) return { identity: arn, key: kmsMasterKey(arn) };
    throw new KeyRingUnusable(
      `The master key ${name} is to be at AWS KMS, and what follows kms: is not the ARN of a key there, as ` +
        "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab. An alias will not do: it " +
        "may point to another key one day.",
    );
  }
  const key = Buffer.from(value, "base64url");
  if (!/^[\w-]+$/.test(value) || key.length !== masterKeyBytes)
    throw new KeyRingUnusable(`The master key ${name} is not ${masterKeyBytes} bytes in base64url.`);
  // Not the text: its last letter has two bits that are not of the key.
  return { identity: key.toString("hex"), key: localMasterKey(name, key) };
}

/** Why a text is no key ring, as a sentence that shows none of its keys; null where it is one. */
export function findKeyRingMistake(text: string): string | null {
  try {
    readKeyRing(text);
    return null;
  } catch (error) {
    if (error instanceof KeyRingUnusable) return error.message;
    throw error;
  }
}

function ringOf(keys: ReadonlyMap<string, MasterKey>): KeyWrapper {
  const [first] = keys;
  if (first === undefined) throw new KeyRingUnusable("The key ring has no master key, and the first is the primary.");
  const [primary, primaryKey] = first;
  return {
    primary,
    masterKeys: [...keys.keys()],
    wrap: async (dataKey, binding) => ({
      masterKey: primary,
      wrapped: await primaryKey.wrap(dataKey, binding),
    }),
    unwrap: async ({ masterKey, wrapped }, binding) => {
      const key = keys.get(masterKey);
      if (key === undefined) throw new SecretUnreadable("master-key-missing");
      return await key.unwrap(wrapped, binding);
    },
  };
}

/** A line of a key ring with a new master key, drawn at random. */
export function drawMasterKey(name: string): string {
  return `${name}:${randomBytes(masterKeyBytes).toString("base64url")}`;
}
