import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { findKeyRingProblem } from "../../src/byok/check-key-ring.ts";
import { openSecret, sealSecret } from "../../src/byok/envelope.ts";
import { drawMasterKey, readKeyRing } from "../../src/byok/key-ring.ts";
import { countByMasterKey } from "../../src/byok/rewrap-keys.ts";
import { readRun } from "../ai/read-run.ts";
import { type ByokServer, newSecret, ringText, startByokServer } from "./byok-harness.ts";
import { type SecondServer, startKeysRotate, startSecondServer } from "./second-server.ts";

const added = drawMasterKey("added");
/** Every server has been started with both: what is new is still wrapped by the old one. */
const before = `${ringText},${added}`;
/** The new one is the primary: what the rotation is run with. */
const after = `${added},${ringText}`;

let world: ByokServer;
let victims: SecondServer[];

beforeAll(async () => {
  world = await startByokServer({}, {}, before);
  victims = await Promise.all([startSecondServer(world, before), startSecondServer(world, before)]);
});
afterAll(async () => {
  for (const victim of victims) victim.process.kill("SIGKILL");
  await Promise.all(victims.map(({ ended }) => ended));
  await world.close();
});

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Runs actions, several at a time, until it is stopped; returns how each ended. */
function startLoad() {
  const ends: string[] = [];
  let isRunning = true;
  const lanes = Array.from({ length: 3 }, async () => {
    while (isRunning) ends.push((await world.run()).end.event);
  });
  const stop = async (): Promise<readonly string[]> => {
    isRunning = false;
    await Promise.all(lanes);
    return ends;
  };
  stops.push(stop);
  return stop;
}

type StoredRow = {
  workspace_id: string;
  id: string;
  version: number;
  last4: string;
  format: number;
  sealed: Buffer;
  master_key: string;
  wrapped_key: Buffer;
};

/** Every stored secret in the clear, by its key, as whoever has this ring reads it. */
async function readSecrets(workspace: string, ring: string) {
  const { rows } = await world.server.database.pool.query<StoredRow>(
    `select workspace_id, id, version, last4, format, sealed, master_key, wrapped_key from dokly.own_keys
     where workspace_id = $1`,
    [workspace],
  );
  const wrapper = readKeyRing(ring);
  const opened = rows.map(
    async ({ id, version, last4, format, sealed, master_key: masterKey, wrapped_key: wrapped }) => {
      const place = { workspace, provider: "anthropic", key: id, version };
      const secret = await openSecret({ format, sealed, masterKey, wrapped }, place, wrapper);
      return [id, { version, last4, secret }] as const;
    },
  );
  return new Map(await Promise.all(opened));
}

test("dollars that three servers reserve at once never pass a key's monthly limit, nor do those that are spent", async () => {
  const { pool } = world.server.database;
  const key = await world.connect(newSecret(), {}, "Bounded");
  const { providerCostNanoDollars: most = 0 } = await world.readEstimate();
  const cents = Math.ceil((7.5 * most) / 10_000_000);
  const limit = cents * 10_000_000;
  const scope = { ...key.scope, monthlyLimitCents: cents };
  expect((await world.owner.send("PATCH", `${world.base}/byok/${key.id}`, { json: { scope } })).status).toBe(200);
  // Whoever would pass it at any moment meets the database itself, and gets 500.
  await pool.query(
    `alter table credits.limit_counters add constraint never_passed check (own_key = '' or used + reserved <= amount_max)`,
  );
  const readCounter = async () => {
    const { rows } = await pool.query<{ used: bigint; reserved: bigint }>(
      "select used, reserved from credits.limit_counters where own_key = $1",
      [key.id],
    );
    return { used: Number(rows[0]?.used), reserved: Number(rows[0]?.reserved) };
  };
  const fits = Math.floor(limit / most);
  world.anthropic.always({ isPaused: true });
  const clients = [world.owner, ...victims.map(({ owner }) => owner)];
  const anyOf = (turn: number) => ({ client: clients[turn % clients.length] ?? world.owner });
  const asked = await Promise.all(
    Array.from({ length: 3 * fits }, (_, index) => world.postRun(world.body, anyOf(index))),
  );
  const statuses = new Set(asked.map(({ status }) => status));
  expect(statuses).toEqual(new Set([200, 422]));
  const begun = asked.filter(({ status }) => status === 200);
  // One that waited too long for the paused provider has made room for another by now.
  expect(begun.length).toBeGreaterThanOrEqual(fits);
  world.anthropic.always({});
  world.anthropic.resume();
  const ends = await Promise.all(begun.map(async (response) => (await readRun(response)).end));
  const settled = ends.filter(({ event }) => event === "settled");
  expect(settled.length).toBeGreaterThan(0);
  const spent = settled.reduce((sum, { action }) => sum + (action.ownKey?.nanoDollars ?? 0), 0);
  await expect.poll(readCounter, { timeout: 10_000 }).toEqual({ used: spent, reserved: 0 });
  expect(spent).toBeLessThanOrEqual(limit);
  // To the last that fits, one after the other and from all sides.
  for (let turn = 0; ; turn++) {
    const response = await world.postRun(world.body, anyOf(turn));
    if (response.status !== 200) break;
    expect((await readRun(response)).end.event).toBe("settled");
  }
  const { used, reserved } = await readCounter();
  expect(reserved).toBe(0);
  expect(used + most).toBeGreaterThan(limit);
  await world.owner.send("DELETE", `${world.base}/byok/${key.id}`);
  await pool.query("alter table credits.limit_counters drop constraint never_passed");
}, 90_000);

test("a server killed in the middle of rotating keys leaves each with its old secret or its new one, and no action fails", async () => {
  const told = new Map<string, string[]>();
  for (let key = 0; key < 4; key++) {
    const secret = newSecret();
    told.set((await world.connect(secret, {}, `Key ${key}`)).id, [secret]);
  }
  const stopLoad = startLoad();
  const ask = (victim: SecondServer) =>
    [...told].map(([id, secrets]) => {
      const secret = newSecret();
      secrets.push(secret);
      const path = `${world.base}/byok/${id}/rotate`;
      return victim.owner.send("POST", path, { json: { secret } }).then(
        ({ status }) => status,
        () => null,
      );
    });
  const requireWhole = async () => {
    const stored = await readSecrets(world.workspace, before);
    const rotations = (await world.readAudit()).filter(({ action }) => action === "own-key-rotated");
    expect([...stored.keys()].sort()).toEqual([...told.keys()].sort());
    for (const [id, { version, last4, secret }] of stored) {
      expect(told.get(id)).toContain(secret);
      expect(last4).toBe(secret.slice(-4));
      expect(rotations.filter(({ ownKey }) => ownKey?.id === id)).toHaveLength(version - 1);
    }
  };
  const [first, second] = victims;
  if (first === undefined || second === undefined) throw new Error("two servers were started");
  // In the middle of its transaction: the new secret is written, and its line in the audit log can not be yet.
  const blocker = await world.server.database.pool.connect();
  await blocker.query("begin; lock table dokly.audit_log in exclusive mode");
  const cut = ask(first);
  await expect
    .poll(async () => {
      const { rows } = await world.server.database.pool.query(
        "select 1 from pg_locks where relation = 'dokly.audit_log'::regclass and not granted",
      );
      return rows.length;
    })
    .toBeGreaterThan(0);
  first.process.kill("SIGKILL");
  expect(await first.ended).toBe("SIGKILL");
  await blocker.query("rollback");
  blocker.release();
  expect(new Set(await Promise.all(cut))).toEqual(new Set([null]));
  await requireWhole();
  expect([...(await readSecrets(world.workspace, before)).values()].map(({ version }) => version)).toEqual([
    1, 1, 1, 1,
  ]);
  // And wherever it happens to be.
  let victim = second;
  for (let round = 0; round < 2; round++) {
    const answers = ask(victim);
    await wait(Math.random() * 120);
    victim.process.kill("SIGKILL");
    const next = round < 1 ? startSecondServer(world, before) : null;
    const statuses = await Promise.all(answers);
    expect([200, null]).toEqual(expect.arrayContaining([...new Set(statuses)]));
    await requireWhole();
    if (next === null) continue;
    victim = await next;
    victims.push(victim);
  }
  // Gone on with by asking again, and then only the newest secret is used.
  for (const [id, secrets] of told) {
    const secret = newSecret();
    secrets.push(secret);
    expect((await world.post(`/${id}/rotate`, { secret })).status).toBe(200);
  }
  await requireWhole();
  const ends = await stopLoad();
  expect(ends.length).toBeGreaterThan(0);
  expect(new Set(ends)).toEqual(new Set(["settled"]));
  const [oldest] = told.values();
  const asked = world.anthropic.requests.length;
  await world.run();
  expect(world.anthropic.requests.slice(asked).map(({ apiKey }) => apiKey)).toEqual([oldest?.at(-1)]);
}, 120_000);

/** Own keys of another workspace, stored under the old master key. */
async function storeKeys(workspace: string, count: number): Promise<ReadonlyMap<string, string>> {
  const wrapper = readKeyRing(before);
  const secrets = new Map(Array.from({ length: count }, (_, at) => [`key_stored_${at}`, newSecret()]));
  const rows = await Promise.all(
    [...secrets].map(async ([id, secret]) => {
      const { sealed, wrapped } = await sealSecret(
        secret,
        { workspace, provider: "anthropic", key: id, version: 1 },
        wrapper,
      );
      return { id, sealed: sealed.toString("hex"), wrapped: wrapped.toString("hex"), last4: secret.slice(-4) };
    }),
  );
  await world.server.database.pool.query(
    `insert into dokly.own_keys (workspace_id, id, provider, label, status, version, last4, fingerprint, format, sealed,
       master_key, wrapped_key, models, created_by)
     select $1, id, 'anthropic', id, 'active', 1, last4, id, 1, decode(sealed, 'hex'), 'test', decode(wrapped, 'hex'),
       '{}', 'test' from jsonb_to_recordset($2) as row (id text, sealed text, wrapped text, last4 text)`,
    [workspace, JSON.stringify(rows)],
  );
  return secrets;
}

test("wrapping 800 keys anew, killed again and again and gone on with, loses none, and no action fails meanwhile", async () => {
  const { pool } = world.server.database;
  const elsewhere = await world.server.workspaceOf(await world.server.signUp("Many Keys"));
  const secrets = await storeKeys(elsewhere, 800);
  const own = (await world.list()).keys.length;
  const countLeft = async () => (await countByMasterKey(pool)).get("test") ?? 0;
  const requireWhole = async () => {
    const stored = await readSecrets(elsewhere, after);
    expect(new Map([...stored].map(([id, { secret }]) => [id, secret]))).toEqual(secrets);
    expect(await findKeyRingProblem(pool, readKeyRing(after))).toBeNull();
    const withoutOld = await findKeyRingProblem(pool, readKeyRing(added));
    if ((await countLeft()) > 0) expect(withoutOld).toContain("master key test, which is not in the key ring");
    else expect(withoutOld).toBeNull();
  };
  const stopLoad = startLoad();
  // In the middle of a batch: its rows are taken and its data keys wrapped, and nothing of it is written yet.
  const blocker = await pool.connect();
  await blocker.query("begin; lock table dokly.own_keys in share mode");
  const cut = startKeysRotate(world, after);
  await expect
    .poll(
      async () => {
        const { rows } = await pool.query(
          "select 1 from pg_locks where relation = 'dokly.own_keys'::regclass and not granted",
        );
        return rows.length;
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);
  cut.process.kill("SIGKILL");
  expect(await cut.ended).toBe("SIGKILL");
  await blocker.query("rollback");
  blocker.release();
  expect(await countLeft()).toBe(800 + own);
  await requireWhole();
  // And wherever it happens to be, once it has begun.
  for (let round = 1; round <= 2; round++) {
    const rotation = startKeysRotate(world, after);
    const enough = 800 + own - Math.floor((round - 1 + Math.random()) * 300);
    while ((await countLeft()) >= enough && rotation.process.exitCode === null) await wait(2);
    rotation.process.kill("SIGKILL");
    await rotation.ended;
    await requireWhole();
  }
  const last = startKeysRotate(world, after);
  expect(await last.ended, last.output()).toBe(0);
  expect(last.output()).toContain("test wraps 0 own keys: it can leave the key ring");
  expect(await countByMasterKey(pool)).toEqual(new Map([["added", 800 + own]]));
  await requireWhole();
  const ends = await stopLoad();
  expect(ends.length).toBeGreaterThan(0);
  expect(new Set(ends)).toEqual(new Set(["settled"]));
}, 120_000);
