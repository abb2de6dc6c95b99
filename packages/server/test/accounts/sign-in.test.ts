import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operatorNotice } from "../../src/accounts/operator-claim.ts";
import { cookieIn } from "../cookie-in.ts";
import {
  type Client,
  clientOf,
  expectProblem,
  password,
  publicUrl,
  startTestServer,
  type TestServer,
} from "../server-harness.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const signIn = (json: unknown, headers: Record<string, string> = {}) =>
  server.stranger.send("POST", "/api/auth/sign-in/email", { json, headers });

describe("signing up", () => {
  test("makes a person with a workspace on the free plan, owned by that person", async () => {
    const ada = await server.signUp("Ada Lovelace");
    const me = await ada.send("GET", "/api/v1/me");
    expect(await me.json()).toEqual({ id: ada.id, name: "Ada Lovelace", email: ada.email, isOperator: false });
    const workspaces = await ada.send("GET", "/api/v1/workspaces");
    expect(await workspaces.json()).toEqual({
      items: [{ id: expect.stringMatching(/^ws_/), name: "Ada Lovelace's workspace", role: "owner", plan: "free" }],
    });
  });

  test("refuses an e-mail that somebody has already, whatever its case", async () => {
    const ada = await server.signUp("Ada");
    const json = { name: "Eve", email: ada.email.toUpperCase(), password };
    await expectProblem(await server.stranger.send("POST", "/api/auth/sign-up/email", { json }), "account-exists");
  });

  test("refuses a short password and what is no e-mail", async () => {
    const short = { name: "Ada", email: "short@dokly.test", password: "short" };
    await expectProblem(
      await server.stranger.send("POST", "/api/auth/sign-up/email", { json: short }),
      "validation-failed",
    );
    const none = { name: "Ada", email: "no e-mail", password };
    await expectProblem(
      await server.stranger.send("POST", "/api/auth/sign-up/email", { json: none }),
      "validation-failed",
    );
  });

  test("refuses a password that is guessed early, and says why and what is allowed", async () => {
    for (const guessed of ["basketball", "P@ssw0rd2024", "qwertyuiop12", "guess@dokly.test", "Dokly 2026"]) {
      const json = { name: "Ada", email: "guess@dokly.test", password: guessed };
      const refused = await server.stranger.send("POST", "/api/auth/sign-up/email", { json });
      const { detail } = await expectProblem(refused, "validation-failed");
      expect(detail).toMatch(/^This password is guessed early\. .+\. Take one .+ 10 to 256 characters/);
    }
  });

  test("refuses a body of more than 16 KB", async () => {
    const json = { name: "A".repeat(20_000), email: "long@dokly.test", password };
    await expectProblem(await server.stranger.send("POST", "/api/auth/sign-up/email", { json }), "too-large");
  });

  test("refuses a name that is no line of text", async () => {
    for (const name of ["", "  ", "A".repeat(101), "Ada\nBcc: everybody", "A\u0000"]) {
      const json = { name, email: "named@dokly.test", password };
      await expectProblem(await server.stranger.send("POST", "/api/auth/sign-up/email", { json }), "validation-failed");
    }
  });

  test("is for invited people only where sign-up is by invitation", async () => {
    const closed = await startTestServer({ signUp: "invite" });
    try {
      const json = { name: "Eve", email: "eve@dokly.test", password };
      await expectProblem(await closed.stranger.send("POST", "/api/auth/sign-up/email", { json }), "sign-up-closed");
      // A form, which the checks before would not have read.
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const body = new URLSearchParams(json).toString();
      const form = await closed.stranger.send("POST", "/api/auth/sign-up/email", { headers, body });
      await expectProblem(form, "media-type-not-supported");
    } finally {
      await closed.close();
    }
  });
});

describe("signing in", () => {
  test("gives a cookie that no script can read and that other sites do not send along", async () => {
    const ada = await server.signUp("Ada");
    const response = await signIn({ email: ada.email, password });
    expect(response.status).toBe(200);
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^dokly\.session_token=/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    const me = await clientOf(server.app, { cookie: cookieIn(response) }).send("GET", "/api/v1/me");
    expect(me.status).toBe(200);
  });

  test("anew in the same browser ends the session that it had, and a wrong password ends none", async () => {
    const ada = await server.signUp("Ada");
    const again = (secret: string) =>
      ada.send("POST", "/api/auth/sign-in/email", { json: { email: ada.email, password: secret } });
    await expectProblem(await again("not this one"), "sign-in-refused");
    expect((await ada.send("GET", "/api/v1/me")).status).toBe(200);
    const renewed = clientOf(server.app, { cookie: cookieIn(await again(password)) });
    await expectProblem(await ada.send("GET", "/api/v1/me"), "not-signed-in");
    expect((await renewed.send("GET", "/api/v1/me")).status).toBe(200);
  });

  test("over https the cookie is Secure", async () => {
    const secure = await startTestServer({
      publicUrl: "https://docs.example",
      allowedOrigins: ["https://docs.example"],
    });
    try {
      const json = { name: "Ada", email: "ada@dokly.test", password };
      const response = await secure.stranger.send("POST", "/api/auth/sign-up/email", { json });
      expect(response.headers.getSetCookie()[0]).toMatch(/^__Secure-dokly\.session_token=.*; Secure/);
      expect(response.headers.get("strict-transport-security")).toBe("max-age=31536000");
    } finally {
      await secure.close();
    }
  });

  test("says the same for a wrong password and an unknown e-mail", async () => {
    const ada = await server.signUp("Ada");
    const wrong = await expectProblem(await signIn({ email: ada.email, password: "not this one" }), "sign-in-refused");
    const unknown = await expectProblem(await signIn({ email: "nobody@dokly.test", password }), "sign-in-refused");
    expect(wrong.detail).toBe(unknown.detail);
  });

  test("is limited to 20 tries a minute from one address", async () => {
    const from = { incoming: { socket: { remoteAddress: "192.0.2.7" } } };
    const attempt = () =>
      server.app.fetch(
        new Request(`${publicUrl}/api/auth/sign-in/email`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-forwarded-for": crypto.randomUUID() },
          body: JSON.stringify({ email: "nobody@dokly.test", password }),
        }),
        from,
      );
    for (let tries = 0; tries < 20; tries += 1) await expectProblem(await attempt(), "sign-in-refused");
    const refused = await attempt();
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    await expectProblem(refused, "too-many-requests");
  });

  test("ends with signing out: the old cookie is worth nothing", async () => {
    const ada = await server.signUp("Ada");
    expect((await ada.send("POST", "/api/auth/sign-out", { json: {} })).status).toBe(200);
    await expectProblem(await ada.send("GET", "/api/v1/me"), "not-signed-in");
  });

  test("no password, cookie or key stands in the log", () => {
    const log = server.log.join("\n");
    expect(log).toContain("/api/auth/sign-in/email");
    expect(log).not.toContain(password);
    expect(log).not.toContain("session_token");
  });
});

describe("a change with a cookie", () => {
  test.each([
    ["another site", "https://evil.example"],
    ["a sandboxed frame", "null"],
    ["no origin", undefined],
  ])("is refused from %s", async (_who, origin) => {
    const ada = await server.signUp("Ada");
    const headers: Record<string, string> = origin === undefined ? {} : { origin };
    const request = new Request(`${publicUrl}/api/v1/workspaces`, {
      method: "POST",
      headers: { cookie: ada.cookie, "content-type": "application/json", ...headers },
      body: JSON.stringify({ name: "Stolen" }),
    });
    await expectProblem(await server.app.fetch(request), "origin-not-allowed");
    expect((await server.services.workspaces.listOf(ada.id)).map((one) => one.name)).not.toContain("Stolen");
  });

  test("signing in from another site is refused", async () => {
    const ada = await server.signUp("Ada");
    const response = await signIn({ email: ada.email, password }, { origin: "https://evil.example" });
    await expectProblem(response, "origin-not-allowed");
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});

describe("in production", () => {
  let production: TestServer;
  beforeAll(async () => {
    production = await startTestServer({ isProduction: true, operatorEmail: "boss@dokly.test" });
  });
  afterAll(() => production.close());

  const isOperator = async (person: Client) =>
    ((await (await person.send("GET", "/api/v1/me")).json()) as { isOperator: boolean }).isOperator;

  test("the operator's address makes nobody the operator; the link of the start does, for that address only", async () => {
    const notice = (await operatorNotice(production.services)) ?? "";
    const link = notice.slice(notice.indexOf("/api/v1/operator/claim"));
    const eve = await production.signUp("Eve");
    await expectProblem(await eve.send("GET", link), "role-not-sufficient");
    await expectProblem(await production.stranger.send("GET", link), "not-signed-in");

    const json = { name: "Boss", email: "Boss@dokly.test", password };
    const signedUp = await production.stranger.send("POST", "/api/auth/sign-up/email", { json });
    const boss = clientOf(production.app, { cookie: cookieIn(signedUp) });
    expect(await isOperator(boss)).toBe(false);
    await expectProblem(await boss.send("GET", `${link.slice(0, -1)}~`), "not-found");
    expect(await isOperator(boss)).toBe(false);

    expect((await boss.send("GET", link)).status).toBe(303);
    expect(await isOperator(boss)).toBe(true);
    expect(await isOperator(eve)).toBe(false);
    expect(await operatorNotice(production.services)).toBeNull();
  });

  test("people of a demo that was seeded earlier can neither sign in nor use a session that they have", async () => {
    const json = { name: "Olivia", email: "owner@dokly.test", password };
    const signedUp = await production.stranger.send("POST", "/api/auth/sign-up/email", { json });
    const olivia = clientOf(production.app, { cookie: cookieIn(signedUp) });
    await expectProblem(await olivia.send("GET", "/api/v1/workspaces"), "not-signed-in");
    const again = await production.stranger.send("POST", "/api/auth/sign-in/email", { json });
    await expectProblem(again, "sign-in-refused");
  });
});

test("no link and no request of a sign-in leads to another site", async () => {
  for (const elsewhere of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    const address = `/api/auth/verify-email?token=x&callbackURL=${encodeURIComponent(elsewhere)}`;
    const opened = await server.stranger.send("GET", address);
    expect([elsewhere, opened.headers.get("location")]).toEqual([elsewhere, null]);
    const ada = await server.signUp("Ada");
    const signedIn = await signIn({ email: ada.email, password, callbackURL: elsewhere });
    expect([elsewhere, signedIn.headers.get("location")]).toEqual([elsewhere, null]);
    expect(await signedIn.text()).not.toContain("evil.example");
  }
});

describe("better-auth's other routes", () => {
  test.each(["/organization/list", "/organization/create", "/delete-user", "/update-user", "/list-sessions"])(
    "%s can not be reached",
    async (path) => {
      const ada = await server.signUp("Ada");
      await expectProblem(await ada.send("POST", `/api/auth${path}`, { json: {} }), "not-found");
    },
  );
});
