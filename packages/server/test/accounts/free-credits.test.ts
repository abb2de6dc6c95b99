import { balance, workspaceList } from "@dokly/contract";
import { defineCatalog, shippedCatalog } from "@dokly/credits";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SmtpSink, startSmtpSink } from "../alerts/smtp-sink.ts";
import { cookieIn } from "../cookie-in.ts";
import { type Client, clientOf, expectProblem, password, startTestServer, type TestServer } from "../server-harness.ts";

const catalog = defineCatalog({ ...shippedCatalog, trial: { plan: "starter", days: 14 } });

let sink: SmtpSink;
let server: TestServer;
beforeAll(async () => {
  sink = await startSmtpSink();
  const mail = { smtpUrl: sink.url, from: "Dokly <dokly@dokly.test>" };
  server = await startTestServer({ catalog, mail, freeCredits: "verified-email" });
});
afterAll(async () => {
  await server.close();
  await sink.close();
});

/** Signs somebody up; the link is the one that was mailed. */
async function signUp(email: string): Promise<{ person: Client; link: string }> {
  const json = { name: "Nora New", email, password };
  const response = await server.stranger.send("POST", "/api/auth/sign-up/email", { json });
  expect(response.status, await response.clone().text()).toBe(200);
  const person = clientOf(server.app, { cookie: cookieIn(response) });
  return { person, link: await linkTo(email) };
}

async function linkTo(email: string): Promise<string> {
  const find = () => sink.mails.findLast((mail) => mail.includes(`To: ${email}`) && mail.includes("verify-email"));
  await expect.poll(find, { timeout: 10_000 }).toBeDefined();
  const text = (find() ?? "").replaceAll("=\r\n", "").replaceAll("=3D", "=");
  const link = /https?:\/\/\S+verify-email\S+/.exec(text)?.[0] ?? "";
  return link.slice(link.indexOf("/api/"));
}

async function workspacesOf(person: Client) {
  return workspaceList.parse(await (await person.send("GET", "/api/v1/workspaces")).json()).items;
}

async function creditsOf(person: Client, workspace: string) {
  return balance.parse(await (await person.send("GET", `/api/v1/workspaces/${workspace}/credits`)).json());
}

test("an address that is not verified makes no workspace; the mailed link brings one, with its trial, once", async () => {
  const { person, link } = await signUp("nora@example.com");
  expect(await workspacesOf(person)).toEqual([]);
  const configuration = await (await person.send("GET", "/api/v1/configuration")).json();
  expect(configuration).toMatchObject({ needsVerifiedEmail: true });
  await expectProblem(
    await person.send("POST", "/api/v1/workspaces", { json: { name: "Mine" } }),
    "email-not-verified",
  );
  const opened = await server.stranger.send("GET", link);
  expect([opened.status, opened.headers.get("location")]).toEqual([302, "/"]);
  const [first, ...others] = await workspacesOf(person);
  expect(others).toEqual([]);
  expect(await creditsOf(person, first?.id ?? "")).toMatchObject({ plan: "starter", available: 500, nextPlan: "free" });
  expect((await server.stranger.send("GET", link)).status).toBe(302);
  expect(await workspacesOf(person)).toHaveLength(1);
});

test("a second workspace, and another spelling of a mailbox that had them, begin without free credits", async () => {
  const { person, link } = await signUp("paul@gmail.com");
  await server.stranger.send("GET", link);
  const made = await person.send("POST", "/api/v1/workspaces", { json: { name: "Second" } });
  const { id } = (await made.json()) as { id: string };
  expect(await creditsOf(person, id)).toMatchObject({ plan: "free", available: 0, monthly: 0, nextMonthlyCredits: 0 });
  const again = await signUp("P.aul+new@GoogleMail.com".toLowerCase());
  await server.stranger.send("GET", again.link);
  const [other] = await workspacesOf(again.person);
  expect(await creditsOf(again.person, other?.id ?? "")).toMatchObject({ available: 0, trialEndsAt: null });
});

test("of many workspaces that one person makes at once, one has free credits", async () => {
  const { person, link } = await signUp("quinn@example.com");
  await server.database.pool.query("update dokly.people set email_verified = true where email = 'quinn@example.com'");
  const names = ["A", "B", "C", "D"];
  const made = await Promise.all(names.map((name) => person.send("POST", "/api/v1/workspaces", { json: { name } })));
  const ids = await Promise.all(made.map(async (response) => ((await response.json()) as { id: string }).id));
  const found = await Promise.all(ids.map((id) => creditsOf(person, id)));
  expect(found.map(({ available }) => available).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 500]);
  expect(link).toContain("token=");
});

test("a workspace without them stays without them where the engine did not answer at first", async () => {
  const { person, link } = await signUp("nora+two@example.com");
  await server.stranger.send("GET", link);
  const [workspace] = await workspacesOf(person);
  await server.database.pool.query("update dokly.workspaces set opened_at = null where id = $1", [workspace?.id]);
  expect(await creditsOf(person, workspace?.id ?? "")).toMatchObject({ available: 0 });
});

test("a link that was changed verifies nobody, and another one can be asked for", async () => {
  const { person, link } = await signUp("rosa@example.com");
  await server.stranger.send("GET", link.replace(/token=[^&]{10}/, "token=AAAAAAAAAA"));
  expect(await workspacesOf(person)).toEqual([]);
  const before = sink.mails.length;
  const json = { email: "rosa@example.com" };
  expect((await person.send("POST", "/api/auth/send-verification-email", { json })).status).toBe(200);
  await expect.poll(() => sink.mails.length).toBe(before + 1);
  await server.stranger.send("GET", await linkTo("rosa@example.com"));
  expect(await workspacesOf(person)).toHaveLength(1);
});
