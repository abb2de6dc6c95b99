import { openBytes, sealBytes } from "../encryption/aes-gcm.ts";
import { type MasterKey, SecretUnreadable } from "./key-wrapper.ts";

/** A master key that this process holds: AES-256-GCM, bound to its own name as well. */
export function localMasterKey(name: string, key: Buffer): MasterKey {
  const bound = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from(`${name}\n`), bytes]);
  return {
    wrap: async (dataKey, { bytes }) => sealBytes(key, dataKey, bound(bytes)),
    unwrap: async (wrapped, { bytes }) => {
      const dataKey = openBytes(key, wrapped, bound(bytes));
      if (dataKey === null) throw new SecretUnreadable("not-authentic");
      return dataKey;
    },
  };
}
