import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { findKeyRingProblem } from "../../src/byok/check-key-ring.ts";
import { drawMasterKey, readKeyRing } from "../../src/byok/key-ring.ts";
import { rewrapKeys } from "../../src/byok/rewrap-keys.ts";
import { expectProblem, type Person } from "../server-harness.ts";
import { type ByokServer, newSecret, ringText, startByokServer } from "./byok-harness.ts";

let world: ByokServer;
let foreign: Person;
/** Another workspace on enterprise, with a key of its own. */
let elsewhere: string;
let key: string;
let foreignKey: string;

type Stored = { sealed: Buffer; wrapped_key: Buffer; version: number; master_key: string; format: number };

beforeAll(async () => {
  world = await startByokServer();
  foreign = await world.server.signUp("Foreign Owner");
  elsewhere = await world.server.workspaceOf(foreign);
  const plan = { workspace: elsewhere, plan: "enterprise", when: "now", actor: "test", key: "plan" } as const;
  await world.server.services.credits.changePlan(plan);
  const path = `/api/v1/workspaces/${elsewhere}/byok`;
  const connected = await foreign.send("POST", path, { json: { label: "Theirs", secret: newSecret(), scope: {} } });
  foreignKey = (await connected.json()).id;
  key = (await world.connect(newSecret())).id;
});
afterEach(() => world.anthropic.reset());
afterAll(() => world.close());

async function read(id: string): Promise<Stored> {
  const { rows } = await world.server.database.pool.query<Stored>(
    "select sealed, wrapped_key, version, master_key, format from dokly.own_keys where id = $1",
    [id],
  );
  const [row] = rows;
  if (row === undefined) throw new Error("the key is stored");
  return row;
}

/** As somebody does who can write to the database. */
async function write(id: string, { sealed, wrapped_key: wrapped, version, master_key, format }: Stored): Promise<void> {
  await world.server.database.pool.query(
    "update dokly.own_keys set sealed = $2, wrapped_key = $3, version = $4, master_key = $5, format = $6 where id = $1",
    [id, sealed, wrapped, version, master_key, format],
  );
}

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
  return changed;
}

/** The tag is behind the nonce of 12 bytes: 4 of its 16 bytes stay, which a verifier may take that names no length. */
function withShortTag(bytes: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, 16), bytes.subarray(28)]);
}

const damages: readonly (readonly [string, (own: Stored, other: Stored) => Partial<Stored>])[] = [
  ["the whole envelope of another workspace", (_own, other) => other],
  ["the secret of another workspace", (_own, { sealed }) => ({ sealed })],
  ["the data key of another workspace", (_own, { wrapped_key }) => ({ wrapped_key })],
  ["the number of a later version", ({ version }) => ({ version: version + 1 })],
  ["a flipped bit in its secret", ({ sealed }) => ({ sealed: flipped(sealed, sealed.length - 1) })],
  ["a flipped bit in its nonce", ({ sealed }) => ({ sealed: flipped(sealed, 0) })],
  ["a flipped bit in its data key", ({ wrapped_key }) => ({ wrapped_key: flipped(wrapped_key, 30) })],
  ["a secret that was cut", ({ sealed }) => ({ sealed: sealed.subarray(0, -1) })],
  ["a short tag on its secret", ({ sealed }) => ({ sealed: withShortTag(sealed) })],
  ["a short tag on its data key", ({ wrapped_key }) => ({ wrapped_key: withShortTag(wrapped_key) })],
  ["no bytes at all", () => ({ sealed: Buffer.alloc(0) })],
  ["the name of another master key", () => ({ master_key: "other" })],
  ["another format", () => ({ format: 2 })],
];

test.each(damages)(
  "a stored key with %s sends nothing to the provider, costs nothing, and is told",
  async (_what, damage) => {
    const own = await read(key);
    const asked = world.anthropic.requests.length;
    const before = await world.readBalance();
    await write(key, { ...own, ...damage(own, await read(foreignKey)) });
    try {
      const { end } = await world.run();
      expect(end).toMatchObject({ event: "refunded", action: { charged: 0, failure: { code: "own-key-unreadable" } } });
      expect(world.anthropic.requests).toHaveLength(asked);
      expect((await world.readBalance()).available).toBe(before.available);
    } finally {
      await write(key, own);
    }
    expect((await world.run()).end.event).toBe("settled");
  },
);

test("a version that was rotated away does not come back with its old number nor with the new one", async () => {
  const old = await read(key);
  expect((await world.post(`/${key}/rotate`, { secret: newSecret() })).status).toBe(200);
  const fresh = await read(key);
  expect(fresh.version).toBe(old.version + 1);
  const asked = world.anthropic.requests.length;
  for (const mixed of [
    { ...old, version: fresh.version },
    { ...fresh, sealed: old.sealed },
    { ...fresh, wrapped_key: old.wrapped_key },
  ]) {
    await write(key, mixed);
    expect((await world.run()).end.action.failure).toMatchObject({ code: "own-key-unreadable" });
  }
  expect(world.anthropic.requests).toHaveLength(asked);
  await write(key, fresh);
  expect((await world.run()).end.event).toBe("settled");
});

test("a damaged key does not keep the others from a new master key, is told, and is mended by a rotation", async () => {
  const { pool } = world.server.database;
  const own = await read(key);
  const ring = readKeyRing(`${drawMasterKey("next")},${ringText}`);
  await write(key, { ...own, sealed: own.sealed, wrapped_key: flipped(own.wrapped_key, 40) });
  const result = await rewrapKeys(pool, ring);
  expect(result).toEqual({ done: 1, damaged: [{ workspace: world.workspace, id: key, code: "not-authentic" }] });
  expect((await read(foreignKey)).master_key).toBe("next");
  // Back, for the server of this test has no other.
  expect(await rewrapKeys(pool, { ...readKeyRing(`${ringText}`), unwrap: ring.unwrap })).toMatchObject({ done: 1 });
  // The one damaged key of two is no reason not to start; another master key of that name is.
  expect(await findKeyRingProblem(pool, readKeyRing(ringText))).toBeNull();
  expect(await findKeyRingProblem(pool, readKeyRing(drawMasterKey("test")))).toContain("not the one");
  await world.post(`/${key}/pause`);
  await expectProblem(await world.post(`/${key}/resume`), "own-key-state");
  expect((await world.post(`/${key}/rotate`, { secret: newSecret() })).status).toBe(200);
  expect((await world.post(`/${key}/resume`)).status).toBe(200);
  expect((await world.run()).end.event).toBe("settled");
});

test("deleting a key or its workspace destroys secret and data key, and the audit log keeps what was done", async () => {
  const { pool } = world.server.database;
  const left = async (id: string) => (await pool.query("select 1 from dokly.own_keys where id = $1", [id])).rows.length;
  const lines = async (id: string) => {
    const { rows } = await pool.query("select action from dokly.audit_log where key_id = $1 order by at, id", [id]);
    return rows.map(({ action }: { action: string }) => action);
  };
  const path = `/api/v1/workspaces/${elsewhere}/byok/${foreignKey}`;
  const { sealed, wrapped_key: wrapped } = await read(foreignKey);
  expect((await foreign.send("POST", `${path}/revoke`)).status).toBe(200);
  const { rows } = await pool.query("select t::text as line from dokly.own_keys t where id = $1", [foreignKey]);
  expect(rows[0].line).not.toContain(sealed.toString("hex"));
  expect(rows[0].line).not.toContain(wrapped.toString("hex"));
  expect((await foreign.send("DELETE", path)).status).toBe(204);
  expect(await left(foreignKey)).toBe(0);
  expect(await lines(foreignKey)).toEqual(["own-key-connected", "own-key-revoked", "own-key-deleted"]);
  const before = await lines(key);
  await pool.query("delete from dokly.workspaces where id = $1", [world.workspace]);
  expect(await left(key)).toBe(0);
  expect(await lines(key)).toEqual(before);
});
