import { alertList, hold } from "@dokly/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMailer } from "../../src/accounts/mailer.ts";
import { createAlertStore } from "../../src/alerts/alert-store.ts";
import { type Alerts, createAlerts } from "../../src/alerts/alerts.ts";
import { type Client, expectProblem, type Person, startTestServer, type TestServer } from "../server-harness.ts";
import { startServerProcess } from "../start/server-process.ts";
import { type SmtpSink, startSmtpSink } from "./smtp-sink.ts";

let sink: SmtpSink;
let server: TestServer;
let owner: Person;
let w: string;
let holds = 0;

beforeEach(async () => {
  sink = await startSmtpSink();
  server = await startTestServer({ mail: { smtpUrl: sink.url, from: "Dokly <dokly@dokly.test>" } });
  owner = await server.signUp("Olga Owner");
  w = await server.workspaceOf(owner);
});
afterEach(async () => {
  await server.close();
  await sink.close();
});

/** Charges so many of the 50 credits of the free plan. */
async function spend(credits: bigint): Promise<void> {
  holds += 1;
  const plain = { document: null, model: null, estimate: null, group: null, isDemo: false };
  const placed = await server.services.credits.placeHold({
    workspace: w,
    key: `spend ${holds}`,
    fingerprint: "test",
    credits,
    deadlineMs: 60_000,
    action: { kind: "render", member: owner.id, ...plain },
    actor: "test",
  });
  const end = { workspace: w, hold: placed.hold, charge: { credits }, status: "succeeded", actor: "test" } as const;
  await server.services.credits.settleHold(end);
}

async function alertsOf(client: Client) {
  const response = await client.send("GET", `/api/v1/workspaces/${w}/alerts`);
  return alertList.parse(await response.json());
}

/** Another process on the same database, with a mailer of its own. */
function anotherProcess(): Alerts {
  const { pool, credits, logger, configuration } = server.services;
  const { mail, publicUrl } = configuration;
  const mailer = createMailer(mail, logger);
  return createAlerts({ store: createAlertStore({ pool }), credits, mailer, logger, publicUrl, isDriven: false });
}

const subjects = () => sink.mails.map((mail) => /^Subject: (.*)$/m.exec(mail)?.[1]?.trim());

test("80 % and 100 % alert in the app and by mail, owners and admins, once each", async () => {
  const admin = await server.member(w, "admin");
  const viewer = await server.member(w, "viewer");
  await spend(39n);
  await server.services.alerts.flush();
  expect(await alertsOf(viewer)).toMatchObject({ items: [], settings: { thresholds: [80, 100] }, canMail: true });
  expect(sink.mails).toEqual([]);

  await spend(1n);
  await server.services.alerts.flush();
  await server.services.alerts.flush();
  expect((await alertsOf(viewer)).items).toMatchObject([{ threshold: 80, spent: 40, total: 50 }]);
  expect(sink.mails.map((mail) => /^To: (.*)$/m.exec(mail)?.[1]?.trim()).sort()).toEqual(
    [owner.email, admin.email].sort(),
  );
  expect(new Set(subjects())).toEqual(new Set(["80 % of the AI credits of Olga Owner's workspace are spent"]));
  const text = sink.mails[0]?.replaceAll("=\r\n", "");
  for (const page of ["account/ai-usage", "billing", "limits"]) expect(text).toContain(`/w/${w}/settings/${page}`);

  await spend(10n);
  await server.services.alerts.flush();
  expect((await alertsOf(viewer)).items.map(({ threshold }) => threshold)).toEqual([100, 80]);
  expect(sink.mails).toHaveLength(4);
});

test("R8.6 two processes that see the same mail once, whoever is first", async () => {
  const processes = [server.services.alerts, anotherProcess(), anotherProcess()];
  await spend(45n);
  for (const alerts of processes) alerts.onSpent(w, null);
  await Promise.all(processes.map((alerts) => alerts.flush()));
  await Promise.all(processes.map((alerts) => alerts.flush()));
  expect(sink.mails).toHaveLength(1);
  const { rows } = await server.database.pool.query("select threshold from dokly.usage_alerts");
  expect(rows).toEqual([{ threshold: 80 }]);
});

test("R8.6 two server processes that both charge the credits mail once", async () => {
  const { configuration, apiKeys } = server.services;
  const surroundings = {
    DATABASE_URL: server.database.url,
    DOKLY_SECRET: configuration.secret,
    SMTP_URL: sink.url,
    MAIL_FROM: "Dokly <dokly@dokly.test>",
  };
  const processes = [startServerProcess(surroundings), startServerProcess(surroundings)];
  try {
    const addresses = await Promise.all(processes.map(({ ready }) => ready));
    const made = { workspace: w, label: "Meter", scopes: ["meter"], createdBy: "test", endsAt: null } as const;
    const headers = {
      authorization: `Bearer ${(await apiKeys.create(made)).key}`,
      "content-type": "application/json",
    };
    const post = async (address: string, path: string, json: object, key: string): Promise<unknown> => {
      const own = { ...headers, "idempotency-key": key };
      const init = { method: "POST", headers: own, body: JSON.stringify(json) };
      const response = await fetch(`${address}/api/v1/workspaces/${w}/holds${path}`, init);
      if (!response.ok) throw new Error(await response.text());
      return await response.json();
    };
    const credits = 5;
    // Nine charges by turns: 45 of 50 credits, of which each process sees some and both see the threshold passed.
    await Promise.all(
      Array.from({ length: 9 }, async (_, index) => {
        const address = addresses[index % addresses.length] ?? "";
        const json = { credits, kind: "render", deadlineSeconds: 60 };
        const { id } = hold.parse(await post(address, "", json, `hold-${index}`));
        await post(address, `/${id}/settle`, { credits }, `settle-${index}`);
      }),
    );
    await expect.poll(() => sink.mails.length, { timeout: 20_000 }).toBe(1);
    // Whatever a process still had to say, it says before it has ended.
    for (const { process } of processes) process.kill("SIGTERM");
    await Promise.all(processes.map(({ ended }) => ended));
    expect(subjects()).toEqual(["80 % of the AI credits of Olga Owner's workspace are spent"]);
  } finally {
    for (const { process } of processes) process.kill("SIGKILL");
  }
});

test("both thresholds at once are one mail, of the higher", async () => {
  await spend(50n);
  await server.services.alerts.flush();
  expect(subjects()).toEqual(["All AI credits of Olga Owner's workspace are spent"]);
  expect((await alertsOf(owner)).items).toHaveLength(2);
});

test("a mail that a server claimed and did not send is sent by another, as the same message", async () => {
  await spend(40n);
  const { pool } = server.services;
  const store = createAlertStore({ pool });
  await server.services.alerts.list(w, owner.id);
  const [claimed] = await store.claimMails(10, 60);
  expect(claimed).toMatchObject({ email: owner.email, threshold: 80, attempts: 1 });
  await anotherProcess().sendMails();
  expect(sink.mails).toEqual([]);
  await pool.query("update dokly.alert_mails set next_attempt_at = clock_timestamp()");
  await anotherProcess().sendMails();
  await anotherProcess().sendMails();
  expect(sink.mails).toHaveLength(1);
  expect(sink.mails[0]).toMatch(/^Message-ID:\s+<alert\.ws_\w+\.\d+\.80\.[\w-]+@127\.0\.0\.1>/im);
});

test("a mail server that refuses is asked again later", async () => {
  sink.refuseNext(1);
  await spend(40n);
  await server.services.alerts.flush();
  expect(sink.mails).toEqual([]);
  await server.services.pool.query("update dokly.alert_mails set next_attempt_at = clock_timestamp()");
  await server.services.alerts.sendMails();
  expect(sink.mails).toHaveLength(1);
});

test("a person dismisses an alert for themselves, and a top-up makes it disappear", async () => {
  const viewer = await server.member(w, "viewer");
  await spend(40n);
  const [alert] = (await alertsOf(owner)).items;
  const json = { threshold: 80, periodStart: alert?.periodStart };
  const dismissed = await owner.send("POST", `/api/v1/workspaces/${w}/alerts/dismiss`, { json });
  expect(alertList.parse(await dismissed.json()).items).toEqual([]);
  expect((await alertsOf(viewer)).items).toHaveLength(1);
  const path = `/api/v1/workspaces/${w}/alerts/dismiss`;
  await expectProblem(await owner.send("POST", path, { json: { ...json, threshold: 7 } }), "not-found");
  const topUp = { workspace: w, credits: 100n, key: "more", reason: "test", actor: "test" };
  await server.services.credits.grant({ ...topUp, source: "top-up" });
  expect((await alertsOf(viewer)).items).toEqual([]);
});

test("admins set the thresholds and turn the mails off; others and other workspaces do not", async () => {
  const editor = await server.member(w, "editor");
  const path = `/api/v1/workspaces/${w}/alerts/settings`;
  const json = { thresholds: [50, 90], isMailed: false };
  await expectProblem(await editor.send("PUT", path, { json }), "role-not-sufficient");
  await expectProblem(await owner.send("PUT", path, { json: { ...json, thresholds: [0] } }), "validation-failed");
  await expectProblem(await owner.send("PUT", path, { json: { ...json, thresholds: [5, 5] } }), "validation-failed");
  const other = await server.signUp("Otto Other");
  await expectProblem(await other.send("PUT", path, { json }), "not-found");
  await expectProblem(await other.send("GET", `/api/v1/workspaces/${w}/alerts`), "not-found");
  expect((await owner.send("PUT", path, { json })).status).toBe(200);
  await spend(30n);
  await server.services.alerts.flush();
  expect(await alertsOf(owner)).toMatchObject({ items: [{ threshold: 50 }], settings: json });
  expect(sink.mails).toEqual([]);
});

test("a new period begins without alerts, and its own are told again", async () => {
  await spend(40n);
  await server.services.alerts.flush();
  const anchor = new Date();
  const change = { workspace: w, plan: "free", when: "now", anchor, actor: "test", key: "new period" } as const;
  await server.services.credits.changePlan(change);
  expect((await alertsOf(owner)).items).toEqual([]);
  await spend(41n);
  await server.services.alerts.flush();
  expect((await alertsOf(owner)).items).toMatchObject([{ threshold: 80, spent: 41 }]);
  expect(sink.mails).toHaveLength(2);
});
