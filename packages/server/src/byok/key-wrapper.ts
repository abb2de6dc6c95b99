/** A data key under a master key. */
export type WrappedKey = {
  /** The name of the master key, never the key. */
  readonly masterKey: string;
  readonly wrapped: Buffer;
};

/**
 * Whatever keeps the master keys: a key ring in this process, or a service elsewhere. `binding` says what a data key is
 * for; a wrapped key does not open for another.
 */
export type KeyWrapper = {
  /** The master key that wraps new data keys. */
  readonly primary: string;
  /** Every master key that still unwraps. */
  readonly masterKeys: readonly string[];
  wrap(dataKey: Uint8Array, binding: Uint8Array): Promise<WrappedKey>;
  /** @throws SecretUnreadable `master-key-missing` or `not-authentic` */
  unwrap(key: WrappedKey, binding: Uint8Array): Promise<Uint8Array>;
};

const sentences = {
  "master-key-missing": "The master key that this is wrapped with is not among those that were given.",
  "not-authentic": "This is not what was encrypted: it was moved, changed, cut, or belongs to another master key.",
  "format-unknown": "This was encrypted in a format that this Dokly does not know.",
} as const;

/** A stored secret that can not be read. Tells nothing of it. */
export class SecretUnreadable extends Error {
  readonly code: keyof typeof sentences;

  constructor(code: keyof typeof sentences) {
    super(sentences[code]);
    this.name = "SecretUnreadable";
    this.code = code;
  }
}
