import { masterKeyStatus, masterKeysRotated } from "@dokly/contract";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type KmsTestServer, startKmsTestServer } from "../../../../test-servers/kms/server.ts";
import { findKeyRingProblem } from "../../src/byok/check-key-ring.ts";
import { readKeyRing } from "../../src/byok/key-ring.ts";
import { countByMasterKey, rewrapKeys } from "../../src/byok/rewrap-keys.ts";
import { expectProblem } from "../server-harness.ts";
import { type ByokServer, newSecret, ringText, startByokServer } from "./byok-harness.ts";

let kms: KmsTestServer;
let world: ByokServer;
let arn: string;
let cloud: string;

beforeAll(async () => {
  kms = await startKmsTestServer();
  arn = kms.createKey();
  cloud = `cloud:kms:${arn}`;
  vi.stubEnv("AWS_ENDPOINT_URL_KMS", kms.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", kms.credentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", kms.credentials.secretAccessKey);
  // As a server that was started with both, and wraps what is new with AWS KMS.
  world = await startByokServer({}, {}, `${cloud},${ringText}`);
});
afterEach(() => {
  kms.setKeyFault(arn, null);
  world.anthropic.reset();
});
afterAll(async () => {
  await world.close();
  await kms.close();
  vi.unstubAllEnvs();
});

test("every action on a key that AWS KMS wraps asks it once, and all keys go to the key ring and back under load", async () => {
  const { pool } = world.server.services;
  for (let key = 0; key < 6; key++) await world.connect(newSecret(), {}, `Key ${key}`);
  expect(await countByMasterKey(pool)).toEqual(new Map([["cloud", 6]]));
  for (let run = 0; run < 2; run++) {
    const before = kms.calls.length;
    expect((await world.run()).end.event).toBe("settled");
    expect(kms.calls.slice(before).map(({ operation }) => operation)).toEqual(["Decrypt"]);
  }
  let isRunning = true;
  const ends: string[] = [];
  const load = (async () => {
    while (isRunning) ends.push((await world.run()).end.event);
  })();
  const toRing = readKeyRing(`${ringText},${cloud}`);
  expect(await rewrapKeys(pool, toRing, { batchSize: 2 })).toEqual({ done: 6, damaged: [] });
  expect(await findKeyRingProblem(pool, readKeyRing(ringText))).toBeNull();
  kms.next("ThrottlingException", "KMSInternalException");
  expect(await rewrapKeys(pool, readKeyRing(`${cloud},${ringText}`))).toEqual({ done: 6, damaged: [] });
  isRunning = false;
  await load;
  expect(new Set(ends)).toEqual(new Set(["settled"]));
  expect(await findKeyRingProblem(pool, readKeyRing(cloud))).toBeNull();
});

test("the operator sees which master keys are in use and wraps everything anew, once for a click, with a line in the audit", async () => {
  const { pool } = world.server.services;
  const operator = await world.server.signUp("Opal Operator", "operator@dokly.test");
  await rewrapKeys(pool, readKeyRing(`${ringText},${cloud}`));
  const status = async () => await (await operator.send("GET", "/api/v1/operator/master-keys")).json();
  expect(masterKeyStatus.parse(await status())).toEqual({
    primary: "cloud",
    masterKeys: [
      { name: "cloud", isInRing: true, ownKeys: 0 },
      { name: "test", isInRing: true, ownKeys: 6 },
    ],
  });
  const rotate = (key: string) =>
    operator.send("POST", "/api/v1/operator/master-keys/rotate", {
      json: { reason: "the yearly rotation" },
      headers: { "idempotency-key": key },
    });
  kms.setKeyFault(arn, "AccessDeniedException");
  await expectProblem(await rotate("away"), "master-key-unavailable");
  expect(await countByMasterKey(pool)).toEqual(new Map([["test", 6]]));
  kms.setKeyFault(arn, null);
  const first = await rotate("click");
  const rotated = masterKeysRotated.parse(await first.json());
  expect(rotated).toMatchObject({ rewrapped: 6, damaged: [], primary: "cloud" });
  expect(rotated.masterKeys.map(({ ownKeys }) => ownKeys)).toEqual([6, 0]);
  expect(await (await rotate("click")).json()).toEqual(rotated);
  const audit = await (await operator.send("GET", "/api/v1/operator/audit")).json();
  expect(audit.items[0]).toMatchObject({
    act: "master-keys-rotated",
    target: "cloud",
    reason: "the yearly rotation",
    outcome: { outcome: "done", details: { rewrapped: 6 } },
  });
  await expectProblem(await world.owner.send("GET", "/api/v1/operator/master-keys"), "role-not-sufficient");
});

test("a key that AWS KMS refuses fails the action by name, free of charge, and changes nothing of the stored key", async () => {
  const { keys } = await world.list();
  const before = await world.readBalance();
  const asked = world.anthropic.requests.length;
  kms.setKeyFault(arn, "DisabledException");
  const { end } = await world.run();
  expect(end).toMatchObject({ event: "refunded", action: { charged: 0, failure: { code: "own-key-unreadable" } } });
  const told = await expectProblem(
    await world.post("", { label: "New", secret: newSecret() }),
    "master-key-unavailable",
  );
  expect(told.detail).toContain("whoever runs this Dokly");
  await expectProblem(await world.post(`/${keys[0]?.id}/rotate`, { secret: newSecret() }), "master-key-unavailable");
  kms.setKeyFault(arn, null);
  kms.next("KMSInternalException", "KMSInternalException", "KMSInternalException");
  const shortly = (await world.run()).end;
  expect(shortly).toMatchObject({
    event: "refunded",
    action: { charged: 0, failure: { code: "own-key-out-of-reach" } },
  });
  kms.next("KMSInternalException", "KMSInternalException", "KMSInternalException");
  const busy = await world.post(`/${keys[0]?.id}/rotate`, { secret: newSecret() });
  expect((await expectProblem(busy, "master-key-unavailable")).detail).toContain("try again");
  expect(world.anthropic.requests.slice(asked).filter(({ path }) => path === "/v1/messages")).toEqual([]);
  expect((await world.list()).keys).toEqual(keys);
  expect((await world.readBalance()).available).toBe(before.available);
  expect((await world.run()).end.event).toBe("settled");
});

test("a start with a key that AWS KMS does not let use is refused by the name of the master key", async () => {
  const { pool } = world.server.services;
  const ring = readKeyRing(cloud);
  for (const [fault, sentence] of [
    ["AccessDeniedException", "denies access"],
    ["DisabledException", "is disabled"],
    ["NotFoundException", "no such key"],
  ] as const) {
    kms.setKeyFault(arn, fault);
    const problem = await findKeyRingProblem(pool, ring);
    expect(problem).toMatch(/^The master key cloud of DOKLY_MASTER_KEYS .* can not be used\./);
    expect(problem).toContain(sentence);
    // Also where it only unwraps what is stored.
    expect(await findKeyRingProblem(pool, readKeyRing(`${ringText},${cloud}`))).toBe(problem);
  }
});
