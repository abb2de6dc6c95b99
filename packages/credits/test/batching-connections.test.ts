import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test-servers/postgres/test-database.ts";
import { CommitUnknownError, ConnectionError, type Database, type Statement } from "../src/database/port.ts";
import { postgresDatabase } from "../src/database/postgres.ts";

const limits = { lockMs: 10_000, statementMs: 10_000, idleMs: 10_000 };
const statement = (text: string, ...values: bigint[]): Statement => ({ name: text, text, values });
const insert = (number: bigint): Statement => statement("insert into lines values ($1::bigint)", number);
const count = statement("select count(*) as count from lines");

describe.each([
  ["pipelined", true],
  ["statement by statement", false],
])("a transaction on a connection that is %s", (_name, isPipelined) => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let port: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 1, pipeline: isPipelined });
    pool.on("error", () => undefined);
    port = postgresDatabase(pool);
    await database.pool.query("create table lines (number bigint primary key check (number > 0))");
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    await database.pool.query("truncate lines");
  });

  const countLines = async (): Promise<unknown> => {
    const [rows = []] = await port.run([count]);
    return rows[0]?.["count"];
  };
  const writeLast = (...numbers: bigint[]) =>
    port.transaction(limits, async (session) => {
      await session.run([count]);
      await session.run(numbers.map(insert), { isLast: true });
      return "committed";
    });
  /** Breaks the connection while its transaction waits for a lock. */
  const breakWhileWaiting = async (work: () => Promise<unknown>): Promise<unknown> => {
    const locker = await database.pool.connect();
    await locker.query("begin; lock table lines in exclusive mode");
    const failure = work().then(
      () => null,
      (error: unknown) => error,
    );
    for (let isWaiting = false; !isWaiting; await pause(10)) {
      const { rowCount } = await database.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`);
      isWaiting = rowCount === 1;
    }
    const error = await failure;
    await locker.query("rollback");
    locker.release();
    return error;
  };

  test("its last statements are committed with it", async () => {
    expect(await writeLast(1n, 2n)).toBe("committed");
    expect(await countLines()).toBe(2n);
  });

  test.each([
    ["first", [0n, 1n, 2n]],
    ["middle", [1n, 0n, 2n]],
    ["last", [1n, 2n, 0n]],
  ])(
    "R1.3 where the %s of its last statements fails, that is its error, it is known, and nothing is applied",
    async (_place, numbers) => {
      await expect(writeLast(...numbers)).rejects.toMatchObject({ code: "23514" });
      expect(await countLines()).toBe(0n);
      expect(await writeLast(1n)).toBe("committed");
    },
  );

  test("R1.3 what fails between statements rolls all of it back, and the connection goes on", async () => {
    const failing = port.transaction(limits, async (session) => {
      await session.run([insert(1n)]);
      throw new Error("the plan");
    });
    await expect(failing).rejects.toThrow("the plan");
    expect(await countLines()).toBe(0n);
  });

  test("R1.3 a failure that was overheard is never taken for a commit", async () => {
    const deaf = port.transaction(limits, async (session) => {
      await session.run([insert(1n), insert(1n)]).catch(() => undefined);
      return "committed";
    });
    await expect(deaf).rejects.toThrow("not committed");
    expect(await countLines()).toBe(0n);
  });

  test("R1.3 a connection that is lost with the commit on its way leaves the outcome unknown, before it nothing applied", async () => {
    const error = await breakWhileWaiting(() => writeLast(1n));
    expect(error).toBeInstanceOf(isPipelined ? CommitUnknownError : ConnectionError);
    expect(await countLines()).toBe(0n);
    const earlier = await breakWhileWaiting(() =>
      port.transaction(limits, async (session) => {
        await session.run([insert(1n)]);
        await session.run([insert(2n)], { isLast: true });
      }),
    );
    expect(earlier).toBeInstanceOf(ConnectionError);
    expect(await writeLast(1n)).toBe("committed");
  });

  test("a transaction that asks nothing costs nothing", async () => {
    const locker = await database.pool.connect();
    await locker.query("begin; lock table lines in access exclusive mode");
    expect(await port.transaction(limits, async () => "nothing")).toBe("nothing");
    await locker.query("rollback");
    locker.release();
  });

  test("its settings end with it: the pool is the embedder's", async () => {
    const ask = () =>
      pool.query("select current_setting('enable_seqscan') as scan, current_setting('statement_timeout') as timeout");
    const before = (await ask()).rows[0];
    await writeLast(1n);
    expect((await ask()).rows[0]).toEqual(before);
  });
});
