import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { accountSecurity } from "@dokly/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type SmtpSink, startSmtpSink } from "../alerts/smtp-sink.ts";
import { cookieIn } from "../cookie-in.ts";
import {
  type Client,
  clientOf,
  expectProblem,
  type Person,
  password,
  startTestServer,
  type TestServer,
} from "../server-harness.ts";
import { totpCode } from "./totp.ts";

let sink: SmtpSink;
let server: TestServer;
beforeAll(async () => {
  sink = await startSmtpSink();
  server = await startTestServer({ mail: { smtpUrl: sink.url, from: "Dokly <dokly@dokly.test>" } });
});
afterAll(async () => {
  await server.close();
  await sink.close();
});

const auth = (client: Client, path: string, json: unknown = {}) => client.send("POST", `/api/auth${path}`, { json });
const signIn = (email: string, secret = password) =>
  auth(server.stranger, "/sign-in/email", { email, password: secret });
const withCookies = (response: Response) => clientOf(server.app, { cookie: cookieIn(response) });

async function securityOf(person: Client) {
  const response = await person.send("GET", "/api/v1/me/security");
  expect(response.status, await response.clone().text()).toBe(200);
  return accountSecurity.parse(await response.json());
}

const secondsFromNow = (seconds: number) => new Date(Date.now() + seconds * 1_000);
const setUp = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) });

/** Turns the second factor on; whoever did goes on with another session. */
async function withSecondFactor(person: Person) {
  const begun = await auth(person, "/two-factor/enable", { password });
  expect(begun.status, await begun.clone().text()).toBe(200);
  const { totpURI, backupCodes } = setUp.parse(await begun.json());
  expect(await securityOf(person)).toMatchObject({ hasSecondFactor: false });
  const proven = await auth(person, "/two-factor/verify-totp", { code: totpCode(totpURI, new Date()) });
  expect(proven.status, await proven.clone().text()).toBe(200);
  return { totpURI, backupCodes, person: withCookies(proven) };
}

describe("the second factor", () => {
  test("is asked after the password, and lets in by the code of now or by a backup code, once", async () => {
    const ada = await server.signUp("Ada");
    const { totpURI, backupCodes, person } = await withSecondFactor(ada);
    expect(await securityOf(person)).toMatchObject({ hasSecondFactor: true });

    const half = await signIn(ada.email);
    expect(await half.json()).toMatchObject({ twoFactorRedirect: true });
    const waiting = withCookies(half);
    await expectProblem(await waiting.send("GET", "/api/v1/me"), "not-signed-in");
    await expectProblem(await auth(waiting, "/two-factor/verify-totp", { code: "000000" }), "code-refused");
    // The code of now has counted when the factor was set up; the next one is taken already.
    const next = totpCode(totpURI, secondsFromNow(30));
    const whole = await auth(waiting, "/two-factor/verify-totp", { code: next });
    expect(whole.status, await whole.clone().text()).toBe(200);
    expect((await withCookies(whole).send("GET", "/api/v1/me")).status).toBe(200);

    const replayed = await auth(withCookies(await signIn(ada.email)), "/two-factor/verify-totp", { code: next });
    await expectProblem(replayed, "code-refused");

    const [code = ""] = backupCodes;
    const byBackup = await auth(withCookies(await signIn(ada.email)), "/two-factor/verify-backup-code", { code });
    expect((await withCookies(byBackup).send("GET", "/api/v1/me")).status).toBe(200);
    const again = await auth(withCookies(await signIn(ada.email)), "/two-factor/verify-backup-code", { code });
    await expectProblem(again, "code-refused");
  });

  test("a code counts once, also of two uses at the same moment, and none before it counts again", async () => {
    const ada = await server.signUp("Ada");
    const { totpURI, person } = await withSecondFactor(ada);
    const waiting = await Promise.all([1, 2, 3].map(async () => withCookies(await signIn(ada.email))));
    const [before, code] = [totpCode(totpURI, new Date()), totpCode(totpURI, secondsFromNow(30))];
    const answers = await Promise.all(waiting.map((one) => auth(one, "/two-factor/verify-totp", { code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422]);
    // What the database keeps counts, and not what this process remembers: another one asks the same row.
    const { rows } = await server.services.pool.query<{ step: string }>(
      "select last_step as step from dokly.second_factors where user_id = $1",
      [ada.id],
    );
    expect(Number(rows[0]?.step)).toBeGreaterThanOrEqual(Math.floor(Date.now() / 30_000));
    for (const late of [before, code]) {
      const sent = await auth(withCookies(await signIn(ada.email)), "/two-factor/verify-totp", { code: late });
      await expectProblem(sent, "code-refused");
    }
    // A used code counts as a wrong one also for whoever is signed in.
    await expectProblem(await auth(person, "/two-factor/verify-totp", { code }), "code-refused");
  });

  test("without the password's half nobody gets to try a code", async () => {
    await expectProblem(await auth(server.stranger, "/two-factor/verify-totp", { code: "123456" }), "sign-in-refused");
  });

  test("is turned on and off by who knows the password only", async () => {
    const eve = await server.signUp("Eve");
    await expectProblem(await auth(eve, "/two-factor/enable", { password: "not the password" }), "sign-in-refused");
    const { person } = await withSecondFactor(eve);
    await expectProblem(await auth(person, "/two-factor/disable", { password: "not it" }), "sign-in-refused");
    const off = await auth(person, "/two-factor/disable", { password });
    expect(await securityOf(withCookies(off))).toMatchObject({ hasSecondFactor: false });
    expect(await (await signIn(eve.email)).json()).not.toHaveProperty("twoFactorRedirect");
  });

  test("its secret and backup codes are not in the database as they are", async () => {
    const { totpURI, backupCodes } = await withSecondFactor(await server.signUp("Lena"));
    const { rows } = await server.services.pool.query<{ line: string }>(
      "select to_jsonb(f)::text as line from dokly.second_factors f",
    );
    const stored = rows.map(({ line }) => line).join("\n");
    for (const secret of [new URL(totpURI).searchParams.get("secret") ?? "", ...backupCodes]) {
      expect(secret.length).toBeGreaterThan(5);
      expect(stored).not.toContain(secret);
    }
  });
});

describe("sessions", () => {
  test("are listed without what would let anybody in, and one that is ended is nobody's from then on", async () => {
    const ada = await server.signUp("Ada");
    const other = withCookies(await signIn(ada.email));
    const { sessions } = await securityOf(ada);
    expect(sessions.map(({ isCurrent }) => isCurrent)).toEqual([true, false]);
    const { rows } = await server.services.pool.query<{ token: string }>("select token from dokly.sessions");
    const text = JSON.stringify(sessions);
    for (const { token } of rows) expect(text).not.toContain(token);
    const ended = await ada.send("DELETE", `/api/v1/me/sessions/${sessions[1]?.id}`);
    expect(ended.status).toBe(204);
    expect((await securityOf(ada)).sessions).toHaveLength(1);
    await expectProblem(await other.send("GET", "/api/v1/me"), "not-signed-in");
    expect((await ada.send("GET", "/api/v1/me")).status).toBe(200);
  });

  test("of others are not there, and all of one's own but this one end at once", async () => {
    const [ada, eve] = [await server.signUp("Ada"), await server.signUp("Eve")];
    const [hers] = (await securityOf(eve)).sessions;
    await expectProblem(await ada.send("DELETE", `/api/v1/me/sessions/${hers?.id}`), "not-found");
    const others = [withCookies(await signIn(ada.email)), withCookies(await signIn(ada.email))];
    const left = await ada.send("POST", "/api/v1/me/sessions/revoke-others");
    expect(accountSecurity.parse(await left.json()).sessions).toEqual([expect.objectContaining({ isCurrent: true })]);
    for (const other of others) await expectProblem(await other.send("GET", "/api/v1/me"), "not-signed-in");
    expect((await eve.send("GET", "/api/v1/me")).status).toBe(200);
  });

  test("are no business of strangers and API keys", async () => {
    await expectProblem(await server.stranger.send("GET", "/api/v1/me/security"), "not-signed-in");
  });
});

describe("a forgotten password", () => {
  async function tokenFor(email: string): Promise<string> {
    const find = () => sink.mails.findLast((mail) => mail.includes(`To: ${email}`) && mail.includes("new-password"));
    await expect.poll(find, { timeout: 10_000 }).toBeDefined();
    const text = (find() ?? "").replaceAll("=\r\n", "").replaceAll("=3D", "=");
    return /new-password#([\w-]+)/.exec(text)?.[1] ?? "";
  }

  test("is set anew by the mailed link, once, and ends every session", async () => {
    const ada = await server.signUp("Ada");
    const asked = await auth(server.stranger, "/request-password-reset", { email: ada.email });
    expect(asked.status).toBe(200);
    const token = await tokenFor(ada.email);
    const newPassword = "another long pass phrase";
    const short = await auth(server.stranger, "/reset-password", { token, newPassword: "short" });
    await expectProblem(short, "validation-failed");
    const guessable = await auth(server.stranger, "/reset-password", { token, newPassword: `${ada.email}1` });
    expect((await expectProblem(guessable, "validation-failed")).detail).toMatch(/your own name or e-mail address/);
    const done = await auth(server.stranger, "/reset-password", { token, newPassword });
    expect(done.status, await done.clone().text()).toBe(200);
    await expectProblem(await ada.send("GET", "/api/v1/me"), "not-signed-in");
    await expectProblem(await signIn(ada.email), "sign-in-refused");
    expect((await signIn(ada.email, newPassword)).status).toBe(200);
    await expectProblem(await auth(server.stranger, "/reset-password", { token, newPassword }), "validation-failed");
  });

  test("asking says the same for an address that nobody has, and mails nothing", async () => {
    const known = await server.signUp("Known");
    const answers = await Promise.all(
      [known.email, "nobody-has-this@dokly.test"].map(async (email) => {
        const response = await auth(server.stranger, "/request-password-reset", { email });
        return [response.status, await response.text()];
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    await tokenFor(known.email);
    expect(sink.mails.some((mail) => mail.includes("nobody-has-this@dokly.test"))).toBe(false);
  });
});

test("asking takes as long for an address that somebody has: the mail is not waited for", async () => {
  // Takes connections, and never says a word.
  const silent = createServer();
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const sockets = new Set<Socket>();
  silent.on("connection", (socket) => void sockets.add(socket.on("error", () => undefined)));
  const { port } = silent.address() as AddressInfo;
  const slow = await startTestServer({ mail: { smtpUrl: `smtp://127.0.0.1:${port}`, from: "Dokly <a@dokly.test>" } });
  try {
    const ada = await slow.signUp("Ada");
    const startedAt = performance.now();
    const asked = await auth(slow.stranger, "/request-password-reset", { email: ada.email });
    expect(asked.status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await expect.poll(() => sockets.size).toBeGreaterThan(0);
  } finally {
    for (const socket of sockets) socket.destroy();
    silent.close();
    await expect.poll(() => slow.log.some((line) => line.includes("mail was not sent"))).toBe(true);
    await slow.close();
  }
});

test("where no mail leaves, asking for a new password says so", async () => {
  const silent = await startTestServer();
  try {
    const response = await auth(silent.stranger, "/request-password-reset", { email: "ada@dokly.test" });
    await expectProblem(response, "mail-not-configured");
  } finally {
    await silent.close();
  }
});
