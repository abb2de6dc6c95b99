import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type KmsTestServer, startKmsTestServer } from "../../../../test-servers/kms/server.ts";
import { findSignatureFault } from "../../../../test-servers/kms/signature.ts";
import { openSecret, rewrapSecret, sealSecret } from "./envelope.ts";
import { drawMasterKey, KeyRingUnusable, readKeyRing } from "./key-ring.ts";
import { kmsMasterKey } from "./kms-master-key.ts";

const secret = "sk-ant-api03-this-is-the-clear-key-of-a-customer";
const place = { workspace: "ws_a", provider: "anthropic", key: "key_1", version: 1 };
const local = drawMasterKey("local");
let kms: KmsTestServer;
let arn: string;
let cloud: string;

beforeAll(async () => {
  kms = await startKmsTestServer();
  arn = kms.createKey();
  cloud = `cloud:kms:${arn}`;
});
afterAll(() => kms.close());
afterEach(() => vi.unstubAllEnvs());

function asConfigured(changes: Readonly<Record<string, string>> = {}): void {
  const { accessKeyId, secretAccessKey } = kms.credentials;
  const variables = {
    AWS_ENDPOINT_URL_KMS: kms.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_CONFIG_FILE: "/nonexistent",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
    AWS_EC2_METADATA_DISABLED: "true",
    ...changes,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

test("a data key is wrapped by AWS KMS for its place alone, with one signed request each way, and kept by nobody", async () => {
  asConfigured();
  const ring = readKeyRing(cloud);
  const before = kms.calls.length;
  const stored = await sealSecret(secret, place, ring);
  for (let time = 0; time < 2; time++) expect(await openSecret(stored, place, ring)).toBe(secret);
  const calls = kms.calls.slice(before);
  expect(calls.map(({ operation }) => operation)).toEqual(["Encrypt", "Decrypt", "Decrypt"]);
  for (const { key, context } of calls) {
    expect(key).toBe(arn);
    expect(context).toEqual({
      "dokly:purpose": "dokly own key, data key",
      "dokly:format": "1",
      "dokly:workspace": "ws_a",
      "dokly:provider": "anthropic",
      "dokly:key": "key_1",
      "dokly:version": "1",
    });
  }
  for (const other of [{ workspace: "ws_b" }, { key: "key_2" }, { version: 2 }])
    await expect(openSecret(stored, { ...place, ...other }, ring)).rejects.toMatchObject({ code: "not-authentic" });
  const wrapped = Buffer.from(stored.wrapped);
  wrapped.writeUInt8(wrapped.readUInt8(wrapped.length - 1) ^ 1, wrapped.length - 1);
  await expect(openSecret({ ...stored, wrapped }, place, ring)).rejects.toMatchObject({ code: "not-authentic" });
  const elsewhere = readKeyRing(`cloud:kms:${kms.createKey()}`);
  await expect(openSecret(stored, place, elsewhere)).rejects.toMatchObject({ code: "not-authentic" });
});

test("a secret goes from the key ring to AWS KMS and back by the same step", async () => {
  asConfigured();
  const stored = await sealSecret(secret, place, readKeyRing(local));
  const inCloud = { ...stored, ...(await rewrapSecret(stored, place, readKeyRing(`${cloud},${local}`))) };
  expect(inCloud.masterKey).toBe("cloud");
  expect(await openSecret(inCloud, place, readKeyRing(cloud))).toBe(secret);
  const back = { ...inCloud, ...(await rewrapSecret(inCloud, place, readKeyRing(`${local},${cloud}`))) };
  expect(back.masterKey).toBe("local");
  expect(await openSecret(back, place, readKeyRing(local))).toBe(secret);
});

test.each([
  ["AccessDeniedException", "kms-denied"],
  ["DisabledException", "kms-disabled"],
  ["KMSInvalidStateException", "kms-disabled"],
  ["NotFoundException", "kms-not-found"],
  ["InvalidKeyUsageException", "kms-unfit"],
  ["ExpiredTokenException", "kms-credentials"],
  ["ValidationException", "kms-refused"],
] as const)("%s is told as %s after one request", async (name, code) => {
  asConfigured();
  const ring = readKeyRing(cloud);
  const stored = await sealSecret(secret, place, ring);
  const before = kms.requests();
  kms.next(name);
  await expect(openSecret(stored, place, ring)).rejects.toMatchObject({ code, isTemporary: false, isDamage: false });
  expect(kms.requests() - before).toBe(1);
});

test.each([
  ["ThrottlingException", "kms-busy"],
  ["KMSInternalException", "kms-busy"],
  ["cut", "kms-unreachable"],
] as const)(
  "%s is tried again, three times at the most, and then told as %s",
  async (fault, code) => {
    asConfigured();
    const ring = readKeyRing(cloud);
    const stored = await sealSecret(secret, place, ring);
    kms.next(fault, fault);
    expect(await openSecret(stored, place, ring)).toBe(secret);
    const before = kms.requests();
    kms.next(fault, fault, fault);
    await expect(openSecret(stored, place, ring)).rejects.toMatchObject({ code, isTemporary: true });
    expect(kms.requests() - before).toBe(3);
  },
  30_000,
);

test("a service that does not answer is given up: each attempt, and all of them together", async () => {
  asConfigured();
  const binding = { bytes: Buffer.from("a"), context: { a: "b" } };
  const dataKey = Buffer.alloc(32, 7);
  kms.next("silence");
  const wrapped = await kmsMasterKey(arn, { answerMs: 200, callMs: 10_000 }).wrap(dataKey, binding);
  const before = kms.requests();
  kms.next("silence", "silence");
  const hurried = kmsMasterKey(arn, { answerMs: 200, callMs: 300 });
  await expect(hurried.unwrap(wrapped, binding)).rejects.toMatchObject({ code: "kms-unreachable", isTemporary: true });
  expect(kms.requests() - before).toBeLessThanOrEqual(2);
  expect(Buffer.from(await hurried.unwrap(wrapped, binding))).toEqual(dataKey);
});

test("wrong credentials, none, and an address where nothing listens are told apart, without a secret", async () => {
  asConfigured({ AWS_SECRET_ACCESS_KEY: "wrong" });
  const wrong = sealSecret(secret, place, readKeyRing(cloud));
  await expect(wrong).rejects.toMatchObject({
    code: "kms-credentials",
    message: expect.stringMatching(/^(?!.*wrong\b.*AKIA).*\(InvalidSignatureException\)$/),
  });
  asConfigured({ AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" });
  await expect(sealSecret(secret, place, readKeyRing(cloud))).rejects.toMatchObject({ code: "kms-credentials" });
  asConfigured({ AWS_ENDPOINT_URL_KMS: "http://127.0.0.1:1" });
  await expect(sealSecret(secret, place, readKeyRing(cloud))).rejects.toMatchObject({ code: "kms-unreachable" });
});

test("the stand-in takes a signature for the very request, key, region and time that it was made for", async () => {
  asConfigured();
  await sealSecret(secret, place, readKeyRing(cloud));
  const request = kms.latest();
  const { credentials, region } = kms;
  const right = { credentials, region, now: new Date() };
  expect(findSignatureFault(request, right)).toBeNull();
  const body = Buffer.from(request.body.toString("utf8").replace("ws_a", "ws_b"));
  const headers = { ...request.headers, "x-amz-target": "TrentService.Decrypt" };
  for (const forged of [{ body }, { headers }, { path: "/other" }, { method: "PUT" }])
    expect(findSignatureFault({ ...request, ...forged }, right)).toBe("InvalidSignatureException");
  const late = new Date(right.now.getTime() + 600_000);
  for (const wrong of [
    { region: "us-east-1" },
    { now: late },
    { credentials: { ...credentials, secretAccessKey: "x" } },
  ])
    expect(findSignatureFault(request, { ...right, ...wrong })).toBe("InvalidSignatureException");
  const stranger = { ...right, credentials: { ...credentials, accessKeyId: "AKIAOTHER" } };
  expect(findSignatureFault(request, stranger)).toBe("UnrecognizedClientException");
  const unsigned = { ...request, headers: {} };
  expect(findSignatureFault(unsigned, right)).toBe("MissingAuthenticationTokenException");
});

test("only the ARN of a key is taken, and each key once", () => {
  const alias = "arn:aws:kms:eu-central-1:111122223333:alias/dokly";
  for (const bad of [alias, "dokly", "", arn.replace("kms:eu", "s3:eu"), arn.slice(0, -1)])
    expect(() => readKeyRing(`cloud:kms:${bad}`)).toThrow(/The master key cloud .*not the ARN of a key/);
  expect(() => readKeyRing(`${cloud},again:kms:${arn}`)).toThrow(KeyRingUnusable);
  const replica = "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-0123456789abcdef0123456789abcdef";
  expect(readKeyRing(`${cloud}\n${local},usa:kms:${replica}`).masterKeys).toEqual(["cloud", "local", "usa"]);
});
