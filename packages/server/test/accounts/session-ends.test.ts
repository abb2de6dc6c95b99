import { afterAll, beforeAll, expect, test } from "vitest";
import { forgetExpired } from "../../src/accounts/forget-expired.ts";
import { expectProblem, startTestServer, type TestServer } from "../server-harness.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ sessionDaysMax: 30 });
});
afterAll(() => server.close());

/** Moves a session into the past: when it began, and when it was prolonged for the last time. */
async function age(person: string, { beganDays, leftDays }: { beganDays: number; leftDays: number }): Promise<void> {
  await server.services.pool.query(
    `update dokly.sessions set created_at = now() - $2 * interval '1 day', expires_at = now() + $3 * interval '1 day'
     where user_id = $1`,
    [person, beganDays, leftDays],
  );
}

async function daysLeft(person: string): Promise<number> {
  const { rows } = await server.services.pool.query<{ days: number }>(
    "select extract(epoch from expires_at - now())::float8 / 86400 as days from dokly.sessions where user_id = $1",
    [person],
  );
  return Math.round(rows[0]?.days ?? Number.NaN);
}

test("a session that is used is prolonged to 14 days, and never beyond its longest life", async () => {
  const ada = await server.signUp("Ada");
  expect(await daysLeft(ada.id)).toBe(14);
  await age(ada.id, { beganDays: 2, leftDays: 12 });
  expect((await ada.send("GET", "/api/v1/me")).status).toBe(200);
  expect(await daysLeft(ada.id)).toBe(14);

  await age(ada.id, { beganDays: 25, leftDays: 1 });
  expect((await ada.send("GET", "/api/v1/me")).status).toBe(200);
  expect(await daysLeft(ada.id)).toBe(5);

  // One that an earlier version prolonged too far ends with the use that would prolong it.
  await age(ada.id, { beganDays: 31, leftDays: 12 });
  await ada.send("GET", "/api/v1/me");
  await expectProblem(await ada.send("GET", "/api/v1/me"), "not-signed-in");
});

test("what is over is forgotten, by several processes at once, and nothing else is", async () => {
  const { pool } = server.services;
  const eve = await server.signUp("Eve");
  await pool.query(
    `insert into dokly.sessions (id, expires_at, token, updated_at, user_id)
       select 'old-' || n, now() - interval '1 second', 'old-' || n, now(), $1 from generate_series(1, 2500) as n`,
    [eve.id],
  );
  await pool.query(
    `insert into dokly.rate_limits (id, key, count, last_request)
       select 'old-' || n, 'old-' || n, 1, (extract(epoch from now()) - 90000) * 1000 from generate_series(1, 10) as n`,
  );
  await pool.query(
    `insert into dokly.verifications (id, identifier, value, expires_at)
       values ('over', 'a', 'b', now() - interval '1 minute'), ('valid', 'c', 'd', now() + interval '1 minute')`,
  );
  const forgotten = await Promise.all([forgetExpired(pool), forgetExpired(pool), forgetExpired(pool)]);
  const { rows } = await pool.query<{ sessions: string; limits: string; links: string }>(
    `select (select count(*) from dokly.sessions where id like 'old-%') as sessions,
       (select count(*) from dokly.rate_limits where id like 'old-%') as limits,
       (select string_agg(id, ',') from dokly.verifications where id in ('over', 'valid')) as links`,
  );
  expect(rows).toEqual([{ sessions: 0n, limits: 0n, links: "valid" }]);
  expect(forgotten.reduce((sum, rowCount) => sum + rowCount, 0)).toBeGreaterThanOrEqual(2_511);
  expect((await eve.send("GET", "/api/v1/me")).status).toBe(200);
});
