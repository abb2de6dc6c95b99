import { operatorAuditPage, sessionsEnded } from "@dokly/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cookieIn } from "../cookie-in.ts";
import { clientOf, expectProblem, type Person, password, startTestServer, type TestServer } from "../server-harness.ts";

let server: TestServer;
let operator: Person;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.signUp("Opal Operator", "operator@dokly.test");
});
afterAll(() => server.close());

const end = (person: string, key: string, reason = "a laptop was stolen") =>
  operator.send("POST", `/api/v1/operator/people/${person}/end-sessions`, {
    json: { reason },
    headers: { "idempotency-key": key },
  });

test("the operator signs a person out everywhere, once for a key, and the audit tells why", async () => {
  const [ada, eve] = [await server.signUp("Ada"), await server.signUp("Eve")];
  const json = { email: ada.email, password };
  const elsewhere = await server.stranger.send("POST", "/api/auth/sign-in/email", { json });
  const first = sessionsEnded.parse(await (await end(ada.id, "first")).json());
  expect(first.ended).toBe(2);
  for (const session of [ada, clientOf(server.app, { cookie: cookieIn(elsewhere) })])
    await expectProblem(await session.send("GET", "/api/v1/me"), "not-signed-in");
  expect((await eve.send("GET", "/api/v1/me")).status).toBe(200);

  const again = await server.stranger.send("POST", "/api/auth/sign-in/email", { json });
  expect(sessionsEnded.parse(await (await end(ada.id, "first")).json())).toEqual(first);
  expect((await clientOf(server.app, { cookie: cookieIn(again) }).send("GET", "/api/v1/me")).status).toBe(200);

  const audit = await operator.send("GET", `/api/v1/operator/audit?target=${ada.id}`);
  expect(operatorAuditPage.parse(await audit.json()).items).toMatchObject([
    { act: "sessions-ended", reason: "a laptop was stolen", outcome: { outcome: "done", details: { ended: 2 } } },
  ]);
});

test("who is not there, an act without a reason, and one by somebody else are refused", async () => {
  await expectProblem(await end("nobody", "nobody"), "not-found");
  await expectProblem(await end(operator.id, "short", "x"), "validation-failed");
  const eve = await server.signUp("Eve");
  const own = await eve.send("POST", `/api/v1/operator/people/${eve.id}/end-sessions`, { json: { reason: "why not" } });
  await expectProblem(own, "role-not-sufficient");
});
