import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf, expectProblem, publicUrl, startTestServer } from "../server-harness.ts";
import { checkoutIdOf, type PaymentServer, startPaymentServer } from "./payment-harness.ts";

let world: PaymentServer;
beforeAll(async () => {
  world = await startPaymentServer();
});
afterAll(() => world.close());

const form = (fields: Record<string, string>) => ({
  body: new URLSearchParams(fields).toString(),
  headers: { "content-type": "application/x-www-form-urlencoded", origin: publicUrl },
});
const browser = () => clientOf(world.server.app, {});

test("the checkout says that it is a sandbox, runs no script, and sends its form to this server only", async () => {
  const order = await world.order(500);
  const page = await browser().send("GET", `/sandbox-checkout/${checkoutIdOf(order)}`);
  const text = await page.text();
  expect(text).toContain("Sandbox: no real money moves here");
  expect(text).toContain("Pay $5.00");
  expect(text).not.toContain("<script");
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("form-action 'self'");
  expect(policy).not.toContain("unsafe-inline");
});

test("paying leads back to the page that the order came from, and the webhook, sent twice, grants once", async () => {
  const before = await world.available();
  const order = await world.order(500);
  const path = `/sandbox-checkout/${checkoutIdOf(order)}`;
  const paid = await browser().send("POST", path, form({ does: "pay", delivery: "twice" }));
  expect(paid.status).toBe(303);
  expect(paid.headers.get("location")).toBe(`${publicUrl}/w/x?topUp=${order.id}`);
  await world.deliver();
  expect(await world.available()).toBe(before + 500);
  expect(await (await browser().send("GET", path)).text()).toContain("This is paid.");
});

test("a decline is told on the page, a cancel leads back; neither grants", async () => {
  const before = await world.available();
  const order = await world.order(500);
  const path = `/sandbox-checkout/${checkoutIdOf(order)}`;
  await browser().send("POST", path, form({ does: "decline" }));
  expect(await (await browser().send("GET", path)).text()).toContain("The card was declined. Nothing was charged.");
  const cancelled = await browser().send("POST", path, form({ does: "cancel" }));
  expect(cancelled.headers.get("location")).toBe(`${publicUrl}/w/x?topUp=${order.id}`);
  await world.deliver();
  expect(await world.available()).toBe(before);
});

test("who uses this machine under another of its names is led back there, where the session is", async () => {
  const local = "http://localhost:4100";
  const server = await startTestServer({ allowedOrigins: [publicUrl, local] });
  const owner = await server.signUp("Olga Owner");
  const path = `/api/v1/workspaces/${await server.workspaceOf(owner)}/top-ups`;
  const begin = async (origin: string) => {
    const json = { credits: 500, returnTo: "/w/x" };
    const order = (await (await owner.send("POST", path, { json, headers: { origin } })).json()) as {
      checkoutUrl: string;
    };
    const checkout = new URL(order.checkoutUrl).pathname;
    const client = clientOf(server.app, {});
    const policy = (await client.send("GET", checkout)).headers.get("content-security-policy");
    const paid = await client.send("POST", checkout, form({ does: "pay" }));
    return { policy, location: paid.headers.get("location") };
  };
  expect((await begin(local)).location).toMatch(/^http:\/\/localhost:4100\/w\/x\?topUp=/);
  expect((await begin(local)).policy).toContain(`form-action 'self' ${publicUrl} ${local}`);
  expect((await begin(publicUrl)).location).toMatch(/^http:\/\/127.0.0.1:4100\/w\/x\?topUp=/);
  await server.close();
});

test("a form of another site, an unknown checkout and a wrong field are refused", async () => {
  const path = `/sandbox-checkout/${checkoutIdOf(await world.order(500))}`;
  const sent = form({ does: "pay" });
  const foreign = { ...sent, headers: { ...sent.headers, origin: "https://evil.example" } };
  await expectProblem(await browser().send("POST", path, foreign), "origin-not-allowed");
  await expectProblem(await browser().send("POST", path, form({ does: "steal" })), "validation-failed");
  await expectProblem(await browser().send("GET", "/sandbox-checkout/cs_sandbox_unknown"), "not-found");
});

test("a name with markup in it is text on the page", async () => {
  const owner = await world.server.signUp("Eve");
  const workspace = await world.server.services.workspaces.open({
    name: "<img src=x onerror=alert(1)>",
    ownerId: owner.id,
    plan: "free",
  });
  const customer = await world.payments.customers.provide({
    workspace: workspace.id,
    name: workspace.name,
    email: owner.email,
  });
  const text = await (await browser().send("GET", `/sandbox-portal/${customer}`)).text();
  expect(text).toContain("&lt;img src=x");
  expect(text).not.toContain("<img");
});

test("production has no sandbox page", async () => {
  const server = await startTestServer({ isProduction: true, payments: { type: "none" } });
  const response = await clientOf(server.app, {}).send("GET", "/sandbox-checkout/cs_sandbox_1");
  expect(response.status).toBe(404);
  await server.close();
});
