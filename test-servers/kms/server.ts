import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Credentials, findSignatureFault, type SignedRequest } from "./signature.ts";

/** What the next request meets: an error of AWS by its name, "silence" (no answer), or "cut" (of the connection). */
export type KmsFault = string;

export type KmsTestServer = {
  readonly url: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** The operations that were answered, oldest first. */
  readonly calls: { readonly operation: string; readonly key: string; readonly context: Record<string, string> }[];
  /** Every request that came, those refused too. */
  requests(): number;
  /** The newest of them. */
  latest(): SignedRequest;
  /** Makes a key and returns its ARN. */
  createKey(): string;
  /** What becomes of a key: what AWS would say of it from now on, or null to have it usable again. */
  setKeyFault(arn: string, fault: string | null): void;
  /** What the next requests meet, one each. */
  next(...faults: KmsFault[]): void;
  close(): Promise<void>;
};

type Body = {
  readonly KeyId?: string;
  readonly Plaintext?: string;
  readonly CiphertextBlob?: string;
  readonly EncryptionContext?: Record<string, string>;
};

/** AWS's error with the status that KMS gives it. */
class KmsError extends Error {
  readonly status: number;
  constructor(name: string) {
    super(`${name}: the test server was asked to`);
    this.name = name;
    this.status = /Internal|KeyUnavailable|DependencyTimeout/.test(name) ? 500 : 400;
  }
}

const algorithm = "aes-256-gcm";
const account = "111122223333";

/** In one order, as the context is a set of pairs. */
function contextBytes(context: Record<string, string>): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** The keys; their ciphertexts name them, as AWS's do. */
function createVault(region: string) {
  const keys = new Map<string, { readonly bytes: Buffer; fault: string | null }>();
  const keyOf = (arn: string) => {
    const key = keys.get(arn);
    if (key === undefined) throw new KmsError("NotFoundException");
    if (key.fault !== null) throw new KmsError(key.fault);
    return key;
  };
  return {
    keys,
    create(): string {
      const arn = `arn:aws:kms:${region}:${account}:key/${randomUUID()}`;
      keys.set(arn, { bytes: randomBytes(32), fault: null });
      return arn;
    },
    encrypt(arn: string, plain: Buffer, context: Record<string, string>): Buffer {
      const nonce = randomBytes(12);
      const cipher = createCipheriv(algorithm, keyOf(arn).bytes, nonce).setAAD(contextBytes(context));
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.from(`${arn}\n`), nonce, cipher.getAuthTag(), sealed]);
    },
    decrypt(arn: string, blob: Buffer, context: Record<string, string>): Buffer {
      const end = blob.indexOf("\n");
      const key = keyOf(arn);
      if (end < 0) throw new KmsError("InvalidCiphertextException");
      if (blob.toString("utf8", 0, end) !== arn) throw new KmsError("IncorrectKeyException");
      const sealed = blob.subarray(end + 1);
      try {
        const decipher = createDecipheriv(algorithm, key.bytes, sealed.subarray(0, 12), { authTagLength: 16 });
        decipher.setAAD(contextBytes(context)).setAuthTag(sealed.subarray(12, 28));
        return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
      } catch {
        throw new KmsError("InvalidCiphertextException");
      }
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() });
  response.end(JSON.stringify(body));
}

/**
 * A stand-in for AWS KMS over real HTTP: Encrypt and Decrypt with symmetric keys, in the JSON 1.1 wire format. It
 * checks the signature of every request, really encrypts, and fails on demand.
 */
export async function startKmsTestServer({
  region = "eu-central-1",
}: {
  region?: string;
} = {}): Promise<KmsTestServer> {
  const credentials = { accessKeyId: "AKIADOKLYTESTSERVER", secretAccessKey: randomBytes(30).toString("base64") };
  const vault = createVault(region);
  const calls: KmsTestServer["calls"] = [];
  const faults: KmsFault[] = [];
  let requests = 0;
  let latest: SignedRequest | null = null;

  function perform(operation: string, body: Body): object {
    const { KeyId: key = "", EncryptionContext: context = {} } = body;
    const bytes = (text: string | undefined): Buffer => Buffer.from(text ?? "", "base64");
    calls.push({ operation, key, context });
    const algorithmName = { EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
    if (operation === "Encrypt") {
      const sealed = vault.encrypt(key, bytes(body.Plaintext), context);
      return { KeyId: key, CiphertextBlob: sealed.toString("base64"), ...algorithmName };
    }
    if (operation === "Decrypt") {
      const plain = vault.decrypt(key, bytes(body.CiphertextBlob), context);
      return { KeyId: key, Plaintext: plain.toString("base64"), ...algorithmName };
    }
    throw new KmsError("UnknownOperationException");
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests += 1;
    const body = await readBody(request);
    const fault = faults.shift();
    if (fault === "silence") return;
    if (fault === "cut") return void request.socket.destroy();
    const { method = "", url: path = "", headers } = request;
    latest = { method, path, headers, body };
    const refused = findSignatureFault(latest, { credentials, region, now: new Date() }) ?? fault;
    if (refused !== undefined) throw new KmsError(refused);
    const [service, operation = ""] = String(headers["x-amz-target"]).split(".");
    if (service !== "TrentService" || headers["content-type"] !== "application/x-amz-json-1.1")
      throw new KmsError("UnknownOperationException");
    reply(response, 200, perform(operation, JSON.parse(body.toString("utf8")) as Body));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!(error instanceof KmsError)) return void response.destroy();
      reply(response, error.status, { __type: error.name, message: error.message });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region,
    credentials,
    calls,
    requests: () => requests,
    latest: () => {
      if (latest === null) throw new Error("nobody has asked yet");
      return latest;
    },
    createKey: () => vault.create(),
    setKeyFault: (arn, fault) => {
      const key = vault.keys.get(arn);
      if (key !== undefined) key.fault = fault;
    },
    next: (...more) => void faults.push(...more),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
