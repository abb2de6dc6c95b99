import { afterAll, beforeAll, expect, test } from "vitest";
import { cookieIn } from "../cookie-in.ts";
import { clientOf, expectProblem, password, startTestServer, type TestServer } from "../server-harness.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const newPassword = "another long pass phrase";
const signIn = (email: string, secret: string) =>
  server.stranger.send("POST", "/api/auth/sign-in/email", { json: { email, password: secret } });

test("a password is changed by who knows the old one, and ends the other sessions where that is asked for", async () => {
  const ada = await server.signUp("Ada");
  const elsewhere = clientOf(server.app, { cookie: cookieIn(await signIn(ada.email, password)) });
  const change = (json: object) => ada.send("POST", "/api/auth/change-password", { json });
  const guessed = await change({ currentPassword: "what is it then", newPassword, revokeOtherSessions: true });
  await expectProblem(guessed, "sign-in-refused");
  await expectProblem(await change({ currentPassword: password, newPassword: "short" }), "validation-failed");
  const guessable = await expectProblem(
    await change({ currentPassword: password, newPassword: "Dokly-2026!" }),
    "validation-failed",
  );
  expect(guessable.detail).toMatch(/^This password is guessed early\. .*10 to 256 characters/);
  expect((await signIn(ada.email, password)).status).toBe(200);

  const changed = await change({ currentPassword: password, newPassword, revokeOtherSessions: true });
  expect(changed.status, await changed.clone().text()).toBe(200);
  await expectProblem(await elsewhere.send("GET", "/api/v1/me"), "not-signed-in");
  const goesOn = clientOf(server.app, { cookie: cookieIn(changed) });
  expect((await goesOn.send("GET", "/api/v1/me")).status).toBe(200);
  await expectProblem(await signIn(ada.email, password), "sign-in-refused");
  expect((await signIn(ada.email, newPassword)).status).toBe(200);
});
