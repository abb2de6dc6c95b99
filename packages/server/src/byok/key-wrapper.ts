/** A data key under a master key. */
export type WrappedKey = {
  /** The name of the master key, never the key. */
  readonly masterKey: string;
  readonly wrapped: Buffer;
};

/** What a data key is for: a wrapped key does not open for another. Both forms say the same. */
export type KeyBinding = {
  /** For keys that this process holds: associated data. */
  readonly bytes: Uint8Array;
  /** For a service: its encryption context, which its own log shows in the clear. */
  readonly context: Readonly<Record<string, string>>;
};

/** Whatever keeps the master keys: this process, a service elsewhere, or both. */
export type KeyWrapper = {
  /** The master key that wraps new data keys. */
  readonly primary: string;
  /** Every master key that still unwraps. */
  readonly masterKeys: readonly string[];
  /** @throws SecretUnreadable where a service that keeps the master key fails */
  wrap(dataKey: Uint8Array, binding: KeyBinding): Promise<WrappedKey>;
  /** @throws SecretUnreadable */
  unwrap(key: WrappedKey, binding: KeyBinding): Promise<Uint8Array>;
};

/** One master key: held by this process, or asked for over the network. */
export type MasterKey = {
  wrap(dataKey: Uint8Array, binding: KeyBinding): Promise<Buffer>;
  /** @throws SecretUnreadable */
  unwrap(wrapped: Buffer, binding: KeyBinding): Promise<Uint8Array>;
};

const sentences = {
  "master-key-missing": "The master key that this is wrapped with is not among those that were given.",
  "not-authentic": "This is not what was encrypted: it was moved, changed, cut, or belongs to another master key.",
  "format-unknown": "This was encrypted in a format that this Dokly does not know.",
  "kms-denied":
    "AWS KMS denies access: these credentials need kms:Encrypt and kms:Decrypt on the key, by its policy or theirs.",
  "kms-credentials": "AWS KMS got no credentials that it takes: there are none, or they are wrong or have expired.",
  "kms-disabled": "The key is disabled at AWS KMS, or waits there for its deletion.",
  "kms-not-found": "AWS KMS has no such key in that account and region.",
  "kms-unfit": "The key is not one that AWS KMS encrypts with: a symmetric key for ENCRYPT_DECRYPT is needed.",
  "kms-refused": "AWS KMS refuses this request.",
  "kms-busy": "AWS KMS is limiting requests or failing just now, also when asked again.",
  "kms-unreachable": "AWS KMS can not be reached, or does not answer in time.",
  "kms-not-installed": "The package @aws-sdk/client-kms is not installed. Run npm install without --omit=optional.",
} as const;

/** A stored secret that can not be read, or a master key that can not be used. Tells nothing of either. */
export class SecretUnreadable extends Error {
  readonly code: keyof typeof sentences;
  /** True where the same may work in a moment. */
  readonly isTemporary: boolean;

  constructor(code: keyof typeof sentences, options: ErrorOptions = {}) {
    // AWS's name of its error, never its message, which may tell more than an operator's screen should.
    const { cause } = options;
    super(
      code.startsWith("kms-") && cause instanceof Error ? `${sentences[code]} (${cause.name})` : sentences[code],
      options,
    );
    this.name = "SecretUnreadable";
    this.code = code;
    this.isTemporary = code === "kms-busy" || code === "kms-unreachable";
  }

  /** True where it is the secret itself that is damaged, and not the master keys that are out of reach. */
  get isDamage(): boolean {
    return this.code === "not-authentic" || this.code === "format-unknown";
  }
}
