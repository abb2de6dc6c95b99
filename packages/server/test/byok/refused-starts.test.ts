import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type KmsTestServer, startKmsTestServer } from "../../../../test-servers/kms/server.ts";
import { folderForData } from "../../../../test-servers/postgres/data-folder.ts";
import { findKeyRingProblem } from "../../src/byok/check-key-ring.ts";
import { drawMasterKey, readKeyRing } from "../../src/byok/key-ring.ts";
import { readSettings } from "../../src/configuration/read-settings.ts";
import { startServerProcess } from "../start/server-process.ts";
import { type ByokServer, newSecret, ringText, startByokServer } from "./byok-harness.ts";

const folder = mkdtempSync(join(folderForData(), "dokly-refused-"));
const other = drawMasterKey("other");
let kms: KmsTestServer;
let world: ByokServer;

beforeAll(async () => {
  chmodSync(folder, 0o711);
  kms = await startKmsTestServer();
  world = await startByokServer();
  await world.connect(newSecret());
});
afterAll(async () => {
  await world.close();
  await kms.close();
  rmSync(folder, { recursive: true, force: true });
});

/** How a server process ends that is given these, and what it says; it never comes as far as answering. */
async function refuse(environment: Readonly<Record<string, string>>) {
  const server = startServerProcess({ DOKLY_DATA: join(folder, "data"), ...environment });
  const code = await server.ended;
  const output = server.output();
  expect(output).not.toContain("Dokly is ready");
  expect(output).not.toMatch(/^\s+at /m);
  return { code, output };
}

test("a key ring that can not be read stops the start with its mistake by name, and without its keys", async () => {
  const rings = [
    ["# only a remark", "The key ring has no master key, and the first is the primary."],
    [`short:${other.slice("other:".length, -6)}`, "The master key short is not 32 bytes in base64url."],
    [`${other},${drawMasterKey("other")}`, "There are two master keys named other."],
  ] as const;
  const refused = await Promise.all(
    rings.map(async ([ring, sentence]) => ({ sentence, ...(await refuse({ DOKLY_MASTER_KEYS: ring })) })),
  );
  for (const { code, output, sentence } of refused) {
    expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining(sentence) });
    expect(output).not.toContain(other.slice("other:".length, -6));
  }
  const read = (ring: string) =>
    readSettings({ environment: { DOKLY_MASTER_KEYS: ring }, workingFolder: folder, now: new Date() });
  expect(() => read(`${other},again:${other.slice("other:".length)}`)).toThrow("other and again are the same key");
  expect(() => read("cloud:kms:arn:aws:kms:eu-central-1:111122223333:alias/dokly")).toThrow(
    "The master key cloud is to be at AWS KMS, and what follows kms: is not the ARN of a key",
  );
});

test("a file of master keys that others can read stops the start", async () => {
  const open = join(folder, "open");
  writeFileSync(open, other);
  chmodSync(open, 0o640);
  const { code, output } = await refuse({ DOKLY_MASTER_KEYS_FILE: open });
  expect(code).toBe(3);
  expect(output).toContain(`${open} can be read by others on this machine. Run: chmod 600 ${open}`);
});

test("a server whose database has keys under a master key that is missing, or another one, does not start", async () => {
  const database = {
    DATABASE_URL: world.server.database.url,
    DOKLY_SECRET: world.server.services.configuration.secret,
  };
  const [lacking, namesake] = await Promise.all([
    refuse({ ...database, DOKLY_MASTER_KEYS: other }),
    refuse({ ...database, DOKLY_MASTER_KEYS: `${drawMasterKey("test")},${other}` }),
  ]);
  expect([lacking.code, namesake.code]).toEqual([3, 3]);
  expect(lacking.output).toContain("under the master key test, which is not in the key ring");
  expect(namesake.output).toContain(
    "The master key test of DOKLY_MASTER_KEYS or DOKLY_MASTER_KEYS_FILE is not the one",
  );
});

test("a primary at AWS KMS that does not work stops the start, and says what AWS says of it", async () => {
  const arn = kms.createKey();
  const environment = {
    DATABASE_URL: world.server.database.url,
    DOKLY_SECRET: world.server.services.configuration.secret,
    DOKLY_MASTER_KEYS: `cloud:kms:${arn},${ringText}`,
    AWS_ENDPOINT_URL_KMS: kms.url,
    AWS_ACCESS_KEY_ID: kms.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: kms.credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
  };
  kms.setKeyFault(arn, "DisabledException");
  const [disabled, away] = await Promise.all([
    refuse(environment),
    refuse({ ...environment, AWS_ENDPOINT_URL_KMS: "http://127.0.0.1:1" }),
  ]);
  expect([disabled.code, away.code]).toEqual([3, 3]);
  expect(disabled.output).toContain(
    "The master key cloud of DOKLY_MASTER_KEYS or DOKLY_MASTER_KEYS_FILE can not be used",
  );
  expect(disabled.output).toContain("The key is disabled at AWS KMS");
  expect(away.output).toContain("can not be reached");
});

test("after its master key is lost, the documented way out ends what can not be read and lets the server start", async () => {
  const { pool } = world.server.database;
  const guide = readFileSync(new URL("../../../../docs/byok.md", import.meta.url), "utf8");
  const [, statement = ""] = /```sql\n([\s\S]+?)```/.exec(guide) ?? [];
  expect(statement).toContain("'the-lost-name'");
  expect(await findKeyRingProblem(pool, readKeyRing(other))).toContain("not in the key ring");
  await pool.query(statement.replace("the-lost-name", "test"));
  expect(await findKeyRingProblem(pool, readKeyRing(other))).toBeNull();
  expect((await world.list()).keys).toMatchObject([{ status: "revoked" }]);
  expect(await world.readEstimate()).toMatchObject({ payer: "credits" });
});
