import { randomBytes } from "node:crypto";
import { operatorWorkspace, refundNoticeList } from "@dokly/contract";
import { afterAll, expect, test } from "vitest";
import { createOperatorActs } from "../../src/operator/create-operator-acts.ts";
import { insertOperatorAct, insertOperatorOutcome, selectOperatorAudit } from "../../src/operator/operator-audit.ts";
import { startSmtpSink } from "../alerts/smtp-sink.ts";
import { useOperatorWorld } from "./operator-world.ts";

const sink = await startSmtpSink();
const world = useOperatorWorld({ mail: { smtpUrl: sink.url, from: "Dokly <dokly@dokly.test>" } });
afterAll(() => sink.close());

const reason = "it did not run";

/** Two servers on one database, which recover and mail at the same moment. */
function twoServers() {
  const { operatorActs: ours, mailer, logger, pool, credits, catalog } = world.server.services;
  const other = createOperatorActs({
    pool,
    credits,
    catalog,
    mailer,
    logger,
    publicUrl: "http://x.test",
    isDriven: false,
  });
  return [ours, other, ours, other];
}

/** An act as a server leaves it that dies before it is done. */
async function cutOff(
  act: string,
  { target = null as string | null, details = {} as object },
  operator = world.operator.id,
): Promise<string> {
  const { pool } = world.server.services;
  const by = { actor: `person:${operator}`, name: operator, origin: "console", address: null } as const;
  const { workspace } = world;
  const asked = { act, by: { ...by, requestId: null }, workspace, target, reason, details: { ...details } };
  const { id } = await insertOperatorAct(pool, { ...asked, key: randomBytes(8).toString("hex"), fingerprint: "f" });
  return id;
}
const outcomeOf = async (id: string) => {
  const acts = await selectOperatorAudit(world.server.services.pool, { filter: {}, after: null, limit: 100 });
  return acts.find((act) => act.id === id)?.outcome;
};
const refundedOf = async (action: string) => {
  const { credits } = world.server.services;
  return Number((await credits.getAction({ workspace: world.workspace, action })).action.refunded);
};
const noticesOf = async () => {
  const path = `/api/v1/workspaces/${world.workspace}/refund-notices`;
  return refundNoticeList.parse(await (await world.editor.send("GET", path)).json()).items;
};

test("a refund is told in the app and by mail, once however many servers mail", async () => {
  const action = await world.charge(5n);
  const body = { credits: 2, refundedBefore: 0, reason: "Nothing came,\nsorry." };
  expect((await world.send("POST", `/operator/actions/${action}/refund`, body)).status).toBe(200);
  expect(await noticesOf()).toMatchObject([{ action, credits: 2 }]);
  sink.refuseNext(1);
  await world.server.services.operatorActs.sendMails();
  expect(sink.mails).toHaveLength(0);
  await world.server.services.pool.query(
    "update dokly.refund_notices set mail_due_at = clock_timestamp() where mail_due_at is not null",
  );
  await Promise.all(twoServers().map((acts) => acts.sendMails()));
  expect(sink.mails).toHaveLength(1);
  const [mail = ""] = sink.mails.splice(0);
  expect(mail).toContain(`To: ${world.editor.email}`);
  expect(mail).toContain("Subject: 2 credits refunded in Olga Owner's workspace");
  expect(mail).toContain("Nothing came,");
  expect(mail).toContain(action);
});

test("R6.5 a refund that was cut off before or after the engine is done and told once, by many servers at once", async () => {
  const [before, after] = [await world.charge(4n), await world.charge(3n)];
  const first = await cutOff("action-refunded", {
    target: before,
    details: { credits: 4, refundedBefore: 0, report: null },
  });
  const second = await cutOff("action-refunded", {
    target: after,
    details: { credits: 3, refundedBefore: 0, report: null },
  });
  // The engine did this one, and nobody was told.
  await world.server.services.credits.refund({
    workspace: world.workspace,
    action: after,
    credits: 3n,
    reason,
    actor: `person:${world.operator.id}`,
    key: `operator:${after}:after:0`,
  });
  // One that is young may still be on its way.
  expect(await world.server.services.operatorActs.recover()).toBe(0);
  await Promise.all(twoServers().map((acts) => acts.recover({ afterSeconds: 0 })));
  expect(await world.server.services.operatorActs.recover({ afterSeconds: 0 })).toBe(0);
  expect([await refundedOf(before), await refundedOf(after)]).toEqual([4, 3]);
  for (const id of [first, second]) expect(await outcomeOf(id)).toMatchObject({ outcome: "done" });
  expect((await noticesOf()).filter(({ id }) => id === first || id === second)).toHaveLength(2);
  await Promise.all(twoServers().map((acts) => acts.sendMails()));
  expect(sink.mails.splice(0)).toHaveLength(2);
});

test.each([
  { credits: 2, as: "the same number" },
  { credits: 6, as: "another number" },
])("a cut off refund is refused where another operator refunded the same state meanwhile: $as", async ({ credits }) => {
  const action = await world.charge(6n);
  const details = { credits, refundedBefore: 0, report: null };
  const id = await cutOff("action-refunded", { target: action, details });
  // As the other operator saw it.
  const body = { credits: 2, refundedBefore: 0, reason };
  const other = await world.server.signUp("Second", `second.${credits}@dokly.test`);
  const done = await cutOff("action-refunded", { target: action, details: body }, other.id);
  const { pool, credits: engine } = world.server.services;
  const key = `operator:${action}:after:0`;
  await engine.refund({ workspace: world.workspace, action, credits: 2n, reason, actor: `person:${other.id}`, key });
  await insertOperatorOutcome(pool, done, { outcome: "done", code: null, details: {} });
  await world.server.services.operatorActs.recover({ afterSeconds: 0 });
  expect(await outcomeOf(id)).toMatchObject({ outcome: "refused", code: "action-changed" });
  expect(await refundedOf(action)).toBe(2);
  expect((await noticesOf()).filter((notice) => notice.id === id)).toEqual([]);
});

test("goodwill and a release that were cut off are done once; a plan that was cut off is not set late", async () => {
  const { hold, action } = await world.place(5n);
  const given = await cutOff("goodwill-granted", { details: { credits: 13, expiresAt: null } });
  const released = await cutOff("hold-released", { target: action, details: { hold } });
  const plan = await cutOff("plan-set", { details: { plan: "scale" } });
  await Promise.all(twoServers().map((acts) => acts.recover({ afterSeconds: 0 })));
  const { balance } = await world.read(operatorWorkspace, `/operator/workspaces/${world.workspace}`);
  expect(balance.lots.filter(({ source, granted }) => source === "goodwill" && granted === 13)).toHaveLength(1);
  expect(balance).toMatchObject({ held: 0, plan: "free" });
  for (const id of [given, released]) expect(await outcomeOf(id)).toMatchObject({ outcome: "done" });
  expect(await outcomeOf(plan)).toBeNull();
});
