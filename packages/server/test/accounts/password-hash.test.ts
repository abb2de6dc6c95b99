import { scryptSync } from "node:crypto";
import { hashPassword, verifyPassword } from "better-auth/crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAuth } from "../../src/accounts/auth.ts";
import { password, publicUrl, startTestServer, type TestServer } from "../server-harness.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** As the product makes it, which the harness has not touched. */
function productAuth() {
  return createAuth({
    settings: { publicUrl, trustedOrigins: [], secret: "a secret of thirty-two characters", sessionDaysMax: 90 },
    database: server.services.database,
    logger: server.services.logger,
    onSignedUp: async () => undefined,
    sendVerification: null,
    onVerified: async () => undefined,
    sendPasswordReset: null,
  });
}

test("the product hashes every password anew, at the full cost of scrypt", async () => {
  const context = await productAuth().$context;
  expect(context.password.hash).toBe(hashPassword);
  const [first, second] = await Promise.all([context.password.hash(password), context.password.hash(password)]);
  expect(first).not.toBe(second);
  const [salt = "", key = ""] = first.split(":");
  const cost = { N: 16_384, r: 16, p: 1, maxmem: 128 * 16_384 * 16 * 2 };
  expect(key).toBe(scryptSync(password, salt, 64, cost).toString("hex"));
  expect(await context.password.verify({ hash: first, password })).toBe(true);
  expect(await context.password.verify({ hash: first, password: `${password}.` })).toBe(false);
});

test("what the tests' servers keep of a password is a hash that the product takes", async () => {
  const { email } = await server.signUp("Ada");
  const { rows } = await server.database.pool.query<{ password: string }>("select password from sign_ins");
  expect(await verifyPassword({ hash: rows[0]?.password ?? "", password })).toBe(true);
  const signIn = (secret: string) =>
    server.stranger.send("POST", "/api/auth/sign-in/email", { json: { email, password: secret } });
  expect((await signIn(password)).status).toBe(200);
  expect((await signIn(`${password}.`)).status).toBe(401);
});
