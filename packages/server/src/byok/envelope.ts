import { randomBytes } from "node:crypto";
import { openBytes, sealBytes } from "../encryption/aes-gcm.ts";
import { type KeyBinding, type KeyWrapper, SecretUnreadable, type WrappedKey } from "./key-wrapper.ts";

/** Where a secret belongs: moved to any other place, it does not open. */
export type SecretPlace = {
  readonly workspace: string;
  readonly provider: string;
  readonly key: string;
  readonly version: number;
};

/** An encrypted secret as it is stored. */
export type SealedSecret = WrappedKey & {
  /** How it was encrypted; 1 is AES-256-GCM with the bindings of this file. */
  readonly format: number;
  readonly sealed: Buffer;
};

const format = 1;
const dataKeyBytes = 32;

/** Every part with its length before it, so that no two lists of parts give the same bytes. */
function bindingOf(purpose: string, { workspace, provider, key, version }: SecretPlace): Buffer {
  const parts = [purpose, String(format), workspace, provider, key, String(version)];
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part, "utf8");
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

const secretPurpose = "dokly own key";
const dataKeyPurpose = "dokly own key, data key";

/** The same place for both kinds of master keys; what a service's log shows of it is ids, never a secret. */
function dataKeyBinding(place: SecretPlace): KeyBinding {
  const { workspace, provider, key, version } = place;
  return {
    bytes: bindingOf(dataKeyPurpose, place),
    context: {
      "dokly:purpose": dataKeyPurpose,
      "dokly:format": String(format),
      "dokly:workspace": workspace,
      "dokly:provider": provider,
      "dokly:key": key,
      "dokly:version": String(version),
    },
  };
}

/** Encrypts a secret under a data key of its own, which the primary master key wraps. */
export async function sealSecret(secret: string, place: SecretPlace, wrapper: KeyWrapper): Promise<SealedSecret> {
  const dataKey = randomBytes(dataKeyBytes);
  try {
    const sealed = sealBytes(dataKey, Buffer.from(secret, "utf8"), bindingOf(secretPurpose, place));
    return { format, sealed, ...(await wrapper.wrap(dataKey, dataKeyBinding(place))) };
  } finally {
    dataKey.fill(0);
  }
}

/**
 * The secret in the clear.
 * @throws SecretUnreadable where anything of it was moved, changed or cut, or its master key is missing
 */
export async function openSecret(stored: SealedSecret, place: SecretPlace, wrapper: KeyWrapper): Promise<string> {
  const dataKey = await unwrapFor(stored, place, wrapper);
  try {
    const secret = openBytes(dataKey, stored.sealed, bindingOf(secretPurpose, place));
    if (secret === null) throw new SecretUnreadable("not-authentic");
    const text = secret.toString("utf8");
    secret.fill(0);
    return text;
  } finally {
    dataKey.fill(0);
  }
}

/** Wraps the data key anew, under the primary master key; the secret itself is neither read nor written. */
export async function rewrapSecret(stored: SealedSecret, place: SecretPlace, wrapper: KeyWrapper): Promise<WrappedKey> {
  const dataKey = await unwrapFor(stored, place, wrapper);
  try {
    return await wrapper.wrap(dataKey, dataKeyBinding(place));
  } finally {
    dataKey.fill(0);
  }
}

async function unwrapFor(stored: SealedSecret, place: SecretPlace, wrapper: KeyWrapper): Promise<Uint8Array> {
  if (stored.format !== format) throw new SecretUnreadable("format-unknown");
  return await wrapper.unwrap(stored, dataKeyBinding(place));
}

/**
 * Wraps and unwraps a data key that is for nothing: a primary master key that can not be used shows before anybody
 * connects a key.
 * @throws SecretUnreadable
 */
export async function tryPrimary(wrapper: KeyWrapper): Promise<void> {
  const place = { workspace: "none", provider: "none", key: "none", version: 0 };
  const stored = await sealSecret("tried at the start", place, wrapper);
  await openSecret(stored, place, wrapper);
}
