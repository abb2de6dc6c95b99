import { actionReport, noticeList, type OperatorReport, operatorReport, type ReportAnswerBody } from "@dokly/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createReports } from "../../src/reports/create-reports.ts";
import { type SmtpSink, startSmtpSink } from "../alerts/smtp-sink.ts";
import { type PaymentServer, pay, startPaymentServer } from "../payments/payment-harness.ts";
import { type Client, expectProblem, type Person } from "../server-harness.ts";
import { chargedAction } from "./charged-action.ts";

const monthMs = 32 * 86_400_000;
let offsetMs = 0;
let sink: SmtpSink;
let on: PaymentServer;
let editor: Person;
let operator: Person;
beforeAll(async () => {
  sink = await startSmtpSink();
  const mail = { smtpUrl: sink.url, from: "Dokly <dokly@dokly.test>" };
  on = await startPaymentServer({ now: () => new Date(Date.now() + offsetMs) }, { mail });
  editor = await on.server.member(on.workspace, "editor");
  operator = await on.server.signUp("Ola Operator", "operator@dokly.test");
});
/** What the tests before have left to say is said, so that each sees its own mails. */
beforeEach(async () => {
  await on.server.services.reports.sendMails();
  sink.mails.splice(0);
});
afterAll(async () => {
  await on.server.close();
  await sink.close();
});

/** An action that was charged, with a report of it; returns both ids. */
async function reported({ member = editor, held = 5n, charged = 5n } = {}) {
  const { credits } = on.server.services;
  const action = await chargedAction(credits, { workspace: on.workspace, member: member.id, held, charged });
  const json = { problem: "did-not-work", text: "Nothing came." };
  const response = await member.send("POST", `${on.base}/actions/${action}/report`, { json });
  return { action, id: actionReport.parse(await response.json()).report?.id ?? "" };
}
const post = (id: string, json: ReportAnswerBody, client: Client = operator) =>
  client.send("POST", `/api/v1/operator/reports/${id}/answer`, { json });
async function answer(id: string, json: ReportAnswerBody): Promise<OperatorReport> {
  const response = await post(id, json);
  if (!response.ok) throw new Error(await response.text());
  return operatorReport.parse(await response.json());
}
async function noticesOf(person: Person) {
  return noticeList.parse(await (await person.send("GET", `${on.base}/notices`)).json()).items;
}
async function readAll(person: Person): Promise<void> {
  for (const { id } of await noticesOf(person)) await person.send("POST", `${on.base}/notices/${id}/read`);
}
const refundedOf = async (action: string) =>
  Number((await on.server.services.credits.getAction({ workspace: on.workspace, action })).action.refunded);
const auditOf = async (action: string) =>
  (
    await on.server.database.pool.query(
      `select act, outcome from dokly.operator_audit as audit
       left join dokly.operator_audit_outcomes as told on told.audit_id = audit.id where target = $1 order by audit.at`,
      [action],
    )
  ).rows;

test("one click gives all of it back: the row is tagged, the person told in the app and by mail, once", async () => {
  const before = await on.available();
  const { action, id } = await reported();
  const told = await answer(id, { answer: "refund", words: "Sorry!" });
  expect(told).toMatchObject({ refundable: 0, report: { state: "refunded", refunded: 5, charged: 5 } });
  expect(told.report.answers).toMatchObject([{ number: 1, credits: 5, goodwill: 0, words: "Sorry!" }]);
  expect(told.action.tags).toContain("refunded");
  expect(told.history).toMatchObject({ person: { reports: 1, refunded: 1 }, workspace: { reports: 1, refunded: 1 } });
  expect(await on.available()).toBe(before);
  expect(await auditOf(action)).toEqual([{ act: "action-refunded", outcome: "done" }]);

  const notices = await noticesOf(editor);
  expect(notices).toMatchObject([{ report: id, action: { id: action, charged: 5 }, answer: { credits: 5 } }]);
  expect(await noticesOf(on.owner)).toEqual([]);
  // It stays until it is read, and nobody else reads it.
  await expectProblem(await on.owner.send("POST", `${on.base}/notices/${notices[0]?.id}/read`), "not-found");
  await expectProblem(
    await (await on.server.keyOf(on.workspace, ["read"])).send("GET", `${on.base}/notices`),
    "scope-not-sufficient",
  );
  expect(await noticesOf(editor)).toHaveLength(1);
  await readAll(editor);
  expect(await noticesOf(editor)).toEqual([]);

  const { pool, credits, catalog, mailer, logger } = on.server.services;
  const other = createReports({ pool, credits, catalog, mailer, logger, publicUrl: "http://x.test", isDriven: false });
  const ours = on.server.services.reports;
  await Promise.all([ours, other, ours, other].map((reports) => reports.sendMails()));
  expect(sink.mails).toHaveLength(1);
  expect(sink.mails[0]).toContain(`To: ${editor.email}`);
  expect(sink.mails[0]).toContain("Subject: 5 credits given back in Olga Owner's workspace");
  expect(sink.mails[0]).toContain("Sorry!");
});

test("a mail that the server did not take is sent again", async () => {
  const { id } = await reported();
  sink.refuseNext(1);
  await answer(id, { answer: "decline", words: "It ran as it should." });
  await on.server.services.reports.sendMails();
  expect(sink.mails).toHaveLength(0);
  await on.server.database.pool.query(
    "update dokly.report_notices set mail_due_at = clock_timestamp() where mail_due_at is not null",
  );
  await on.server.services.reports.sendMails();
  await on.server.services.reports.sendMails();
  expect(sink.mails).toHaveLength(1);
  expect(sink.mails[0]).toContain("No credits were given back.");
  await readAll(editor);
});

test("clicked often and by several operators at once, no more than the charge comes back, once", async () => {
  const second = await on.server.signUp("Second", "second@dokly.test");
  const { action, id } = await reported();
  const clicks = [operator, operator, operator, operator].map((client) => post(id, { answer: "refund" }, client));
  expect((await Promise.all(clicks)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await refundedOf(action)).toBe(5);
  expect(await noticesOf(editor)).toHaveLength(1);
  await expectProblem(await post(id, { answer: "refund" }, second), "role-not-sufficient");
  // Another operator, who had looked before.
  const { answers } = on.server.services.reports;
  const report = await on.server.services.reports.queue.find(id);
  if (report === null) throw new Error("no report");
  const by = { actor: "person:other", name: "o", origin: "console", address: null, requestId: null } as const;
  const decided = await answers.decide({ report, by, credits: 2n, amount: 2n, words: "", after: 0 });
  expect(decided.result).toBe("late");
  await expectProblem(await post(id, { answer: "decline", words: "No, it ran." }), "report-state");
  await expectProblem(await post(id, { answer: "refund", after: 1 }), "refund-above-charge");
  await expectProblem(await post(id, { answer: "refund", credits: 1, after: 1 }), "refund-above-charge");
  expect(await refundedOf(action)).toBe(5);
  await readAll(editor);
});

test("two decisions at once for one report: one holds, the other is told", async () => {
  const { action, id } = await reported();
  const replies = await Promise.all([
    post(id, { answer: "refund", credits: 2, words: "Two." }),
    post(id, { answer: "refund", credits: 3, words: "Three." }),
    post(id, { answer: "decline", words: "None of it." }),
  ]);
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  expect(await noticesOf(editor)).toHaveLength(1);
  expect([0, 2, 3]).toContain(await refundedOf(action));
  await readAll(editor);
});

test("a part, then the rest; above the charge nothing, and what was refunded elsewhere is seen", async () => {
  const { action, id } = await reported();
  await expectProblem(await post(id, { answer: "refund", credits: 6 }), "refund-above-charge");
  expect((await answer(id, { answer: "refund", credits: 2 })).refundable).toBe(3);
  await expectProblem(await post(id, { answer: "refund", credits: 4, after: 1 }), "refund-above-charge");
  const refund = { workspace: on.workspace, action, credits: 1n, reason: "by hand", actor: "test", key: action };
  await on.server.services.credits.refund(refund);
  await expectProblem(await post(id, { answer: "refund", after: 1, refundedBefore: 2 }), "report-state");
  const told = await answer(id, { answer: "refund", after: 1, refundedBefore: 3 });
  expect(told.report.answers.map(({ credits }) => credits)).toEqual([2, 2]);
  expect(await refundedOf(action)).toBe(5);
  expect(await noticesOf(editor)).toHaveLength(2);
  await readAll(editor);
});

test("a charge of 0 is answered with words, and nothing can be given back", async () => {
  const { action, id } = await reported({ charged: 0n });
  await expectProblem(await post(id, { answer: "refund" }), "refund-above-charge");
  await expectProblem(await post(id, { answer: "decline" }), "validation-failed");
  const told = await answer(id, { answer: "decline", words: "The provider was away. Try again." });
  expect(told.report).toMatchObject({ state: "declined", charged: 0, answers: [{ credits: 0 }] });
  expect(await auditOf(action)).toEqual([{ act: "report-declined", outcome: "done" }]);
  await expectProblem(await editor.send("DELETE", `${on.base}/actions/${action}/report`), "report-state");
  await on.server.services.reports.sendMails();
  expect(sink.mails[0]).toContain("It had cost 0 credits");
  await readAll(editor);
});

test("an open page of the workspace hears of an answer within five seconds, also where no credit moves", async () => {
  const stream = await on.owner.send("GET", `${on.base}/events`);
  if (stream.body === null) throw new Error("no stream");
  const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
  const { id } = await reported();
  const before = (await on.server.services.reports.notices.readVersions([on.workspace])).get(on.workspace) ?? 0;
  const answeredAt = performance.now();
  await answer(id, { answer: "decline", words: "It ran as it should." });
  let version = 0;
  for (let text = ""; version <= before; ) {
    text += (await reader.read()).value ?? "";
    version = Number(
      text
        .match(/event: notices\ndata: \{"version":(\d+)\}/g)
        ?.at(-1)
        ?.match(/\d+/)?.[0] ?? 0,
    );
  }
  expect(performance.now() - answeredAt).toBeLessThan(5_000);
  await reader.cancel();
  await readAll(editor);
});

test("whose action an admin reported learns of the refund too", async () => {
  const { credits } = on.server.services;
  const ran = { workspace: on.workspace, member: editor.id, held: 2n, charged: 2n };
  const action = await chargedAction(credits, ran);
  const made = await on.owner.send("POST", `${on.base}/actions/${action}/report`, { json: { problem: "wrong-text" } });
  await answer(actionReport.parse(await made.json()).report?.id ?? "", { answer: "refund" });
  expect(await noticesOf(on.owner)).toHaveLength(1);
  expect(await noticesOf(editor)).toEqual([]);
  const told = await editor.send("GET", `${on.base}/refund-notices`);
  expect(await told.json()).toMatchObject({ items: [{ action, credits: 2, reason: "It was reported." }] });
  await readAll(on.owner);
});

test("a report that was taken back can not be answered", async () => {
  const { action, id } = await reported();
  await editor.send("DELETE", `${on.base}/actions/${action}/report`);
  await expectProblem(await post(id, { answer: "refund" }), "report-state");
  expect(await refundedOf(action)).toBe(0);
});

test("of a member who left, the credits come back to the workspace and nobody gets a mail", async () => {
  const leaver = await on.server.member(on.workspace, "editor");
  const { action, id } = await reported({ member: leaver });
  expect((await leaver.send("DELETE", `${on.base}/members/${leaver.id}`)).status).toBe(204);
  const told = await answer(id, { answer: "refund" });
  expect(told.person).toMatchObject({ id: leaver.id, isMember: false });
  expect(await refundedOf(action)).toBe(5);
  await on.server.services.reports.sendMails();
  expect(sink.mails).toEqual([]);
  await expectProblem(await leaver.send("GET", `${on.base}/notices`), "not-found");
});

test("a top-up that paid is shown with its payment; after the period the refund becomes goodwill and says so", async () => {
  const order = await on.order(500);
  const payment = await pay(on.sandbox, order);
  await on.deliver();
  const { credits } = on.server.services;
  const { lots } = await credits.getBalance({ workspace: on.workspace });
  const monthly = lots.find(({ source }) => source === "monthly")?.available ?? 0n;
  const { action, id } = await reported({ held: monthly + 40n, charged: monthly + 40n });
  const seen = operatorReport.parse(await (await operator.send("GET", `/api/v1/operator/reports/${id}`)).json());
  const paid = { provider: "sandbox", payment, order: order.id, credits: 40, priceCents: 500, url: null };
  expect(seen.paid).toMatchObject([paid]);
  expect(seen.sources.map(({ source, isAlive }) => [source, isAlive])).toEqual([
    ["monthly", true],
    ["top-up", true],
  ]);

  offsetMs = monthMs;
  const told = await answer(id, { answer: "refund", credits: 30 });
  expect(told.sources.map(({ isAlive }) => isAlive)).toEqual([false, false]);
  expect(told.report.answers).toMatchObject([{ credits: 30, goodwill: 30, goodwillUntil: told.workspace.periodEnd }]);
  const balance = await credits.getBalance({ workspace: on.workspace });
  expect([balance.goodwill, balance.lots.find(({ source }) => source === "goodwill")?.refundOf]).toEqual([30n, action]);
  await on.server.services.reports.sendMails();
  expect(sink.mails[0]).toContain("30 credits came as goodwill, until");
});
