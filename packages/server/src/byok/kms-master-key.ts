import type { KMSClient, KMSServiceException } from "@aws-sdk/client-kms";
import { type KeyBinding, type MasterKey, SecretUnreadable } from "./key-wrapper.ts";

const attemptsMax = 3;
const connectMs = 2_000;

/** How long AWS KMS is waited for: by one attempt, and by all of one call together, pauses included. */
export type KmsPatience = { readonly answerMs: number; readonly callMs: number };
const shippedPatience: KmsPatience = { answerMs: 3_000, callMs: 10_000 };

/** The parts of a key's own address at AWS KMS: an alias is none, as it may point to another key tomorrow. */
const keyArn = new RegExp(
  [
    "^arn:aws[a-z-]*:kms",
    "(?<region>[a-z]{2}(?:-[a-z]+)+-\\d{1,2})",
    "\\d{12}",
    "key/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
  ].join(":"),
);

/** Whether a text is the address of a key at AWS KMS. */
export function isKeyArn(text: string): boolean {
  return keyArn.test(text);
}

type Kms = { readonly sdk: typeof import("@aws-sdk/client-kms"); readonly client: KMSClient };

async function loadKms(region: string, answerMs: number): Promise<Kms> {
  try {
    const sdk = await import("@aws-sdk/client-kms");
    // Throttling, 5xx and broken connections are tried again by the SDK, nothing else is. Credentials are those that
    // AWS's own tools find: the environment, a profile, the role of a container or a machine.
    const client = new sdk.KMSClient({
      region,
      maxAttempts: attemptsMax,
      requestHandler: { connectionTimeout: connectMs, requestTimeout: answerMs, throwOnRequestTimeout: true },
    });
    return { sdk, client };
  } catch (cause) {
    throw new SecretUnreadable("kms-not-installed", { cause });
  }
}

/**
 * A master key that AWS KMS keeps and never shows: data keys go there to be wrapped and unwrapped, one call each, and
 * are kept by nobody in between. The SDK is loaded by the first call.
 */
export function kmsMasterKey(arn: string, { answerMs, callMs }: KmsPatience = shippedPatience): MasterKey {
  const region = keyArn.exec(arn)?.groups?.["region"] ?? "";
  let loading: Promise<Kms> | null = null;
  async function ask<Reply>(send: (kms: Kms, abortSignal: AbortSignal) => Promise<Reply>): Promise<Reply> {
    loading ??= loadKms(region, answerMs);
    const kms = await loading;
    try {
      return await send(kms, AbortSignal.timeout(callMs));
    } catch (cause) {
      throw failureOf(cause);
    }
  }
  return {
    wrap: async (dataKey, { context }) => {
      const { CiphertextBlob: wrapped } = await ask(({ sdk, client }, abortSignal) =>
        client.send(new sdk.EncryptCommand({ KeyId: arn, Plaintext: dataKey, EncryptionContext: { ...context } }), {
          abortSignal,
        }),
      );
      if (wrapped === undefined) throw new SecretUnreadable("kms-busy");
      return Buffer.from(wrapped);
    },
    unwrap: async (wrapped, { context }: KeyBinding) => {
      const { Plaintext: dataKey } = await ask(({ sdk, client }, abortSignal) =>
        client.send(
          new sdk.DecryptCommand({ KeyId: arn, CiphertextBlob: wrapped, EncryptionContext: { ...context } }),
          { abortSignal },
        ),
      );
      if (dataKey === undefined) throw new SecretUnreadable("kms-busy");
      return dataKey;
    },
  };
}

type Code = SecretUnreadable["code"];

/** By the names of AWS's errors; what is not here is a failure of AWS with a 5xx, and a refusal else. */
const codes: Readonly<Record<string, Code>> = {
  AccessDeniedException: "kms-denied",
  DisabledException: "kms-disabled",
  KMSInvalidStateException: "kms-disabled",
  NotFoundException: "kms-not-found",
  InvalidKeyUsageException: "kms-unfit",
  InvalidCiphertextException: "not-authentic",
  IncorrectKeyException: "not-authentic",
  CredentialsProviderError: "kms-credentials",
  UnrecognizedClientException: "kms-credentials",
  InvalidClientTokenId: "kms-credentials",
  InvalidSignatureException: "kms-credentials",
  SignatureDoesNotMatch: "kms-credentials",
  MissingAuthenticationTokenException: "kms-credentials",
  IncompleteSignature: "kms-credentials",
  ExpiredTokenException: "kms-credentials",
  ExpiredToken: "kms-credentials",
  ThrottlingException: "kms-busy",
  LimitExceededException: "kms-busy",
  TimeoutError: "kms-unreachable",
  AbortError: "kms-unreachable",
};

function failureOf(cause: unknown): SecretUnreadable {
  if (cause instanceof SecretUnreadable) return cause;
  const { name = "", $metadata: metadata } = cause as Partial<KMSServiceException>;
  const status = metadata?.httpStatusCode;
  const known = Object.hasOwn(codes, name) ? codes[name] : undefined;
  if (known !== undefined) return new SecretUnreadable(known, { cause });
  if (status === undefined) return new SecretUnreadable("kms-unreachable", { cause });
  return new SecretUnreadable(status >= 500 ? "kms-busy" : "kms-refused", { cause });
}
