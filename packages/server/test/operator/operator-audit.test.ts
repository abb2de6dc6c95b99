import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { withTransaction } from "../../src/database/with-transaction.ts";
import {
  insertOperatorAct,
  insertOperatorOutcome,
  type OperatorAct,
  selectOperatorAudit,
} from "../../src/operator/operator-audit.ts";
import { type OpenDatabases, openDatabases } from "../../src/start/open-databases.ts";

const by = {
  actor: "person:op",
  name: "op@dokly.test",
  origin: "console",
  address: "::1",
  requestId: "req_1",
} as const;
const act: OperatorAct = {
  act: "action-refunded",
  by,
  workspace: "ws_one",
  target: "act_one",
  reason: "wrong tone",
  key: "k1",
  fingerprint: "f1",
  details: { credits: 2 },
};

let database: TestDatabase;
let databases: OpenDatabases;

beforeAll(async () => {
  database = await createTestDatabase();
  const logger = pino({ level: "silent" });
  databases = await openDatabases({ databaseUrl: database.url, creditsDatabaseUrl: null, logger });
});
afterAll(async () => {
  await databases.close();
  await database.drop();
});

const all = { filter: {}, after: null, limit: 10 };

describe("the audit of operators", () => {
  test("tells an act once for each key, with what came of it", async () => {
    const first = await insertOperatorAct(databases.server, act);
    const again = await insertOperatorAct(databases.server, { ...act, fingerprint: "f2" });
    expect(first).toMatchObject({ isNew: true });
    expect(again).toEqual({ id: first.id, isNew: false, fingerprint: "f1" });
    expect(await selectOperatorAudit(databases.server, all)).toMatchObject([{ ...act, outcome: null }]);

    const refused = { outcome: "refused", code: "refund-above-charge", details: {} } as const;
    const done = { outcome: "done", code: null, details: { refunded: 2 } } as const;
    for (const outcome of [refused, refused, done]) await insertOperatorOutcome(databases.server, first.id, outcome);
    expect(await selectOperatorAudit(databases.server, all)).toMatchObject([{ id: first.id, outcome: done }]);
  });

  test("is written in the caller's transaction, and not where that fails", async () => {
    const failing = withTransaction(databases.server, async (client) => {
      await insertOperatorAct(client, { ...act, key: "lost" });
      throw new Error("after it");
    });
    await expect(failing).rejects.toThrow("after it");
    expect(await selectOperatorAudit(databases.server, { ...all, filter: { by: "OP@" } })).toHaveLength(1);
  });

  test("is filtered by workspace, target, act, person and time", async () => {
    await insertOperatorAct(databases.server, { ...act, key: null, act: "goodwill-granted", workspace: "ws_two" });
    const count = async (filter: object) => (await selectOperatorAudit(databases.server, { ...all, filter })).length;
    const at = (ms: number) => new Date(Date.now() + ms);
    expect(await count({ workspace: "ws_two" })).toBe(1);
    expect(await count({ target: "act_one" })).toBe(2);
    expect(await count({ act: "goodwill-granted" })).toBe(1);
    expect(await count({ by: "somebody else" })).toBe(0);
    expect(await count({ from: at(-60_000), to: at(60_000) })).toBe(2);
    expect(await count({ from: at(60_000) })).toBe(0);
  });

  test.each(["operator_audit", "operator_audit_outcomes"])("%s can only be added to, whoever asks", async (table) => {
    const changes = [`update dokly.${table} set details = '{}'`, `delete from dokly.${table}`];
    for (const sql of [...changes, `truncate dokly.${table} cascade`]) {
      await expect(databases.server.query(sql)).rejects.toMatchObject({ code: "42501" });
      await expect(database.pool.query(sql)).rejects.toThrow("can only be added to");
    }
  });
});
