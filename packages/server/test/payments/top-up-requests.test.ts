import { approvedTopUp, paymentFlagList, topUpRequest, topUpRequestList } from "@dokly/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSmtpSink } from "../alerts/smtp-sink.ts";
import { type Client, expectProblem, type Person } from "../server-harness.ts";
import { type PaymentServer, pay, startPaymentServer } from "./payment-harness.ts";

let world: PaymentServer;
let editor: Person;
beforeAll(async () => {
  world = await startPaymentServer();
  editor = await world.server.member(world.workspace, "editor");
});
afterAll(() => world.close());

const ask = (client: Client, credits = 500, note = "for the release notes") =>
  world.post(client, "/top-up-requests", { credits, note });
const list = async (client: Client) =>
  topUpRequestList.parse(await (await client.send("GET", `${world.base}/top-up-requests`)).json()).items;

test("an editor asks once, an admin approves, pays, and the credits are there", async () => {
  const asked = topUpRequest.parse(await (await ask(editor)).json());
  expect(asked).toMatchObject({ credits: 500, priceCents: 500, state: "open", member: { id: editor.id } });
  const again = topUpRequest.parse(await (await ask(editor, 700)).json());
  expect(again).toMatchObject({ id: asked.id, credits: 700 });
  expect(await list(world.owner)).toEqual([again]);
  const before = await world.available();
  const response = await world.post(world.owner, `/top-up-requests/${asked.id}/approve`, { returnTo: "/w/x" });
  const { request, order } = approvedTopUp.parse(await response.json());
  expect(request).toMatchObject({ state: "approved", decidedBy: world.owner.name });
  await pay(world.sandbox, order);
  await world.deliver();
  expect(await world.available()).toBe(before + 700);
  expect(await list(world.owner)).toEqual([]);
  expect(await list(editor)).toEqual([request]);
});

test("a request that was decided can not be decided again", async () => {
  const { id } = topUpRequest.parse(await (await ask(editor)).json());
  const dismissed = await world.post(world.owner, `/top-up-requests/${id}/dismiss`, {});
  expect(topUpRequest.parse(await dismissed.json())).toMatchObject({ state: "dismissed" });
  await expectProblem(await world.post(world.owner, `/top-up-requests/${id}/dismiss`, {}), "not-found");
  await expectProblem(await world.post(world.owner, `/top-up-requests/${id}/approve`, { returnTo: "/" }), "not-found");
});

test("admins are told by mail who asks, and who asked what became of it", async () => {
  const sink = await startSmtpSink();
  const mailed = await startPaymentServer({}, { mail: { smtpUrl: sink.url, from: "Dokly <dokly@dokly.test>" } });
  const ada = await mailed.server.member(mailed.workspace, "editor");
  const ask = async (): Promise<string> => {
    const response = await mailed.post(ada, "/top-up-requests", { credits: 700, note: "" });
    return topUpRequest.parse(await response.json()).id;
  };
  const told = async (to: Person, words: string): Promise<void> => {
    await expect
      .poll(() => sink.mails.filter((mail) => mail.includes(`To: ${to.email}`) && mail.includes(words)).length)
      .toBe(1);
  };
  const first = await ask();
  await told(mailed.owner, "asks for 700 credits");
  await mailed.post(mailed.owner, `/top-up-requests/${first}/dismiss`, {});
  await told(ada, "Your request for credits was dismissed");
  await mailed.post(mailed.owner, `/top-up-requests/${await ask()}/approve`, { returnTo: "/w/x" });
  await told(ada, "Your request for 700 credits was approved");
  expect(sink.mails.filter((mail) => mail.includes(`To: ${ada.email}`))).toHaveLength(2);
  await mailed.close();
  await sink.close();
});

test("viewers do not ask, editors do not decide, editors see their own, and nobody reaches a foreign workspace", async () => {
  const viewer = await world.server.member(world.workspace, "viewer");
  const other = await world.server.member(world.workspace, "editor");
  const { id } = topUpRequest.parse(await (await ask(other)).json());
  await expectProblem(await ask(viewer), "role-not-sufficient");
  await expectProblem(await world.server.stranger.send("GET", `${world.base}/top-up-requests`), "not-signed-in");
  expect((await list(editor)).map((one) => one.member.id)).not.toContain(other.id);
  for (const verb of ["approve", "dismiss"]) {
    const path = `/top-up-requests/${id}/${verb}`;
    await expectProblem(await world.post(editor, path, { returnTo: "/" }), "role-not-sufficient");
  }
  const neighbour = await world.server.signUp("Nina Neighbour");
  const own = `/api/v1/workspaces/${await world.server.workspaceOf(neighbour)}`;
  await expectProblem(await ask(neighbour), "not-found");
  await expectProblem(await neighbour.send("POST", `${own}/top-up-requests/${id}/dismiss`), "not-found");
});

test("only operators see and resolve what payments need a person for", async () => {
  const operator = await world.server.signUp("Opal Operator", "operator@dokly.test");
  await world.payments.flags.raise({ kind: "order-unknown", workspace: null, subject: "pi_1", detail: "Look." });
  const path = "/api/v1/operator/payment-flags";
  await expectProblem(await world.owner.send("GET", path), "role-not-sufficient");
  const { items } = paymentFlagList.parse(await (await operator.send("GET", path)).json());
  expect(items).toEqual([expect.objectContaining({ kind: "order-unknown", subject: "pi_1" })]);
  const resolve = `${path}/${items[0]?.id}/resolve`;
  await expectProblem(await world.owner.send("POST", resolve), "role-not-sufficient");
  await expectProblem(await operator.send("POST", resolve, { json: { reason: "by" } }), "validation-failed");
  const done = { json: { reason: "granted by hand" }, headers: { "idempotency-key": "one" } };
  for (const _ of [1, 2]) expect((await operator.send("POST", resolve, done)).status).toBe(200);
  expect(paymentFlagList.parse(await (await operator.send("GET", path)).json()).items).toEqual([]);
  await expectProblem(await operator.send("POST", `${path}/flag_none/resolve`, done), "not-found");
});
