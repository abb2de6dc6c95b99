import { roles } from "@dokly/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type SmtpSink, startSmtpSink } from "../alerts/smtp-sink.ts";
import { expectProblem, startTestServer } from "../server-harness.ts";
import { type ByokServer, newSecret, startByokServer } from "./byok-harness.ts";

let world: ByokServer;
let sink: SmtpSink;
/** Every secret that this file has sent. */
const secrets: string[] = [];
const replies: string[] = [];
const secret = (): string => {
  const drawn = newSecret();
  secrets.push(drawn);
  return drawn;
};

beforeAll(async () => {
  sink = await startSmtpSink();
  world = await startByokServer({}, { mail: { smtpUrl: sink.url, from: "docs@dokly.test" } });
});
afterEach(async () => {
  world.anthropic.reset();
  for (const { id } of (await world.list()).keys) await world.owner.send("DELETE", `${world.base}/byok/${id}`);
});
afterAll(async () => {
  await world.close();
  await sink.close();
});

async function keep(response: Response): Promise<Response> {
  replies.push(await response.clone().text());
  return response;
}

test.each([
  [401, "wrong-key"],
  [403, "no-access"],
  [402, "billing"],
  [529, "busy"],
] as const)(
  "a key that the provider answers with %i is not stored, and the refusal says why",
  async (status, reason) => {
    world.anthropic.next({ fault: { kind: "status", status } });
    const refused = await keep(await world.post("", { label: "Bad", secret: secret() }));
    expect(await expectProblem(refused, "provider-key-refused")).toMatchObject({ reason });
    expect((await world.list()).keys).toEqual([]);
    expect((await world.readAudit())[0]).toMatchObject({ action: "own-key-refused", detail: { reason } });
  },
);

test("a key without a model that it would be used with, and one connected twice, are refused", async () => {
  const models = { models: ["claude-opus-5-5"] };
  const missing = await keep(await world.post("", { label: "Opus", secret: secret(), scope: models }));
  const told = await expectProblem(missing, "provider-key-refused");
  expect(told.detail).toContain("claude-opus-5-5");
  const twice = secret();
  await world.connect(twice);
  await expectProblem(await keep(await world.post("", { label: "Again", secret: twice })), "own-key-state");
  await expectProblem(await keep(await world.post("", { label: "x", secret: "short" })), "validation-failed");
});

test("what is shown of a key is its last four characters and a fingerprint", async () => {
  const clear = secret();
  const key = await world.connect(clear, { monthlyLimitCents: 5_000, kinds: ["improve"] });
  expect(key).toMatchObject({ last4: clear.slice(-4), status: "active", version: 1, spentCents: 0 });
  expect(key.scope).toMatchObject({ monthlyLimitCents: 5_000, kinds: ["improve"], members: null });
  expect(key.models).toContain("claude-sonnet-5-5");
  expect(JSON.stringify(await world.list())).not.toContain(clear.slice(0, -4));
});

test("a refused key is resumed once the provider takes it again, and its owners got a mail", async () => {
  const key = await world.connect(secret());
  world.anthropic.next({ fault: { kind: "status", status: 401 } });
  await world.run();
  const mailed = () => sink.mails.map((mail) => mail.replaceAll("=\r\n", "")).join("\n");
  await expect.poll(mailed, { timeout: 5_000 }).toContain("was refused by the AI provider");
  world.anthropic.next({ fault: { kind: "status", status: 401 } });
  await expectProblem(await keep(await world.post(`/${key.id}/resume`)), "provider-key-refused");
  expect((await world.post(`/${key.id}/resume`)).status).toBe(200);
  expect((await world.run()).end.action.tags).toEqual(["byok"]);
});

test("many requests at once spend no more than the month's dollars, and the rest is refused by name", async () => {
  const { providerCostNanoDollars: most = 0 } = await (async () => {
    await world.connect(secret(), {}, "Measure");
    return await world.readEstimate();
  })();
  const [measured] = (await world.list()).keys;
  const cents = Math.ceil((3 * most) / 10_000_000);
  const scope = { ...measured?.scope, monthlyLimitCents: cents };
  await world.owner.send("PATCH", `${world.base}/byok/${measured?.id}`, { json: { scope } });
  const fits = Math.floor((cents * 10_000_000) / most);
  world.anthropic.always({ isPaused: true });
  const asked = await Promise.all(Array.from({ length: fits + 4 }, () => world.postRun()));
  const begun = asked.filter(({ status }) => status === 200);
  expect(begun).toHaveLength(fits);
  expect(new Set(asked.filter(({ status }) => status !== 200).map(({ status }) => status))).toEqual(new Set([422]));
  world.anthropic.resume();
  await Promise.all(begun.map((response) => response.text()));
  expect((await world.list()).keys[0]?.reservedCents).toBe(0);
});

test("owners change keys, admins read them and the audit log, others see nothing, API keys none of it", async () => {
  const key = await world.connect(secret());
  const readers = [`${world.base}/byok`, `${world.base}/audit`];
  const changes = [
    ["POST", "", { label: "x", secret: secret() }],
    ["PUT", "", { fallbackToCredits: true }],
    ["POST", `/${key.id}/rotate`, { secret: secret() }],
    ["POST", `/${key.id}/pause`, undefined],
    ["POST", `/${key.id}/resume`, undefined],
    ["POST", `/${key.id}/revoke`, undefined],
    ["PATCH", `/${key.id}`, { label: "y" }],
    ["DELETE", `/${key.id}`, undefined],
  ] as const;
  for (const role of roles.filter((each) => each !== "owner")) {
    const person = await world.server.member(world.workspace, role);
    for (const path of readers) expect((await person.send("GET", path)).status).toBe(role === "admin" ? 200 : 403);
    for (const [method, path, json] of changes)
      await expectProblem(await person.send(method, `${world.base}/byok${path}`, { json }), "role-not-sufficient");
  }
  const program = await world.server.keyOf(world.workspace, ["read", "ai"]);
  for (const path of readers) await expectProblem(await program.send("GET", path), "scope-not-sufficient");
  for (const [method, path, json] of changes) {
    const refused = await program.send(method, `${world.base}/byok${path}`, { json });
    expect([401, 403]).toContain(refused.status);
    await expectProblem(
      await world.server.stranger.send(method, `${world.base}/byok${path}`, { json }),
      "not-signed-in",
    );
  }
  for (const path of readers) await expectProblem(await world.server.stranger.send("GET", path), "not-signed-in");
  const foreign = await world.server.signUp("Foreign Owner");
  for (const path of readers) await expectProblem(await foreign.send("GET", path), "not-found");
  for (const [method, path, json] of changes)
    await expectProblem(await foreign.send(method, `${world.base}/byok${path}`, { json }), "not-found");
  const own = `/api/v1/workspaces/${await world.server.workspaceOf(foreign)}/byok/${key.id}`;
  await expectProblem(await foreign.send("DELETE", own), "not-found");
  expect((await world.list()).keys).toMatchObject([{ id: key.id, status: "active", version: 1 }]);
});

test("the audit log can be read page by page and exported, and nobody can change it", async () => {
  const key = await world.connect(secret());
  await world.owner.send("DELETE", `${world.base}/byok/${key.id}`);
  expect(await world.server.services.credits.getLimits({ workspace: world.workspace })).toEqual([]);
  const all = await world.readAudit();
  expect(all.slice(0, 2).map(({ action }) => action)).toEqual(["own-key-deleted", "own-key-connected"]);
  expect(all[0]).toMatchObject({ actor: { name: "Olga Owner" }, ownKey: { id: key.id, label: "Production" } });
  const first = await (await world.owner.send("GET", `${world.base}/audit?limit=1`)).json();
  const second = await (await world.owner.send("GET", `${world.base}/audit?limit=1&cursor=${first.nextCursor}`)).json();
  expect([first.items[0], second.items[0]]).toEqual(all.slice(0, 2));
  const csv = await (await world.owner.send("GET", `${world.base}/audit?format=csv`)).text();
  expect(csv.trim().split("\r\n")).toHaveLength(all.length + 1);
  const lines = await (await world.owner.send("GET", `${world.base}/audit?format=jsonl`)).text();
  expect(
    lines
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual(all);
  const { pool } = world.server.services;
  for (const change of [
    "update dokly.audit_log set actor = 'x'",
    "delete from dokly.audit_log",
    "truncate dokly.audit_log",
  ])
    await expect(pool.query(change)).rejects.toThrow("can only be added to");
});

test("without master keys no key can be connected, and the settings say so", async () => {
  const server = await startTestServer();
  const owner = await server.signUp("Alone");
  const workspace = await server.workspaceOf(owner);
  await server.services.credits.changePlan({ workspace, plan: "enterprise", when: "now", actor: "test", key: "plan" });
  const base = `/api/v1/workspaces/${workspace}/byok`;
  expect(await (await owner.send("GET", base)).json()).toMatchObject({ isConfigured: false, isOnPlan: true });
  await expectProblem(
    await owner.send("POST", base, { json: { label: "x", secret: secret() } }),
    "byok-not-configured",
  );
  await server.close();
});

test("no secret is in a log, a reply, a mail, or anywhere in the database", async () => {
  const kept = secret();
  const key = await world.connect(kept);
  await world.post(`/${key.id}/rotate`, { secret: secret() });
  world.anthropic.next({ fault: { kind: "error-event", type: "authentication_error" } });
  await world.run();
  const rows = await dumpOf(world);
  expect(rows).toContain("own-key-rotated");
  const everything = [...world.server.log, ...replies, ...sink.mails, rows, JSON.stringify(await world.list())];
  expect(secrets.length).toBeGreaterThan(8);
  for (const clear of secrets) {
    const hex = Buffer.from(clear).toString("hex");
    const base64 = Buffer.from(clear).toString("base64").slice(0, 40);
    for (const text of everything) {
      for (const form of [clear, hex, base64, clear.slice(0, -4)]) expect(text.includes(form)).toBe(false);
    }
  }
});

/** Every row of every table of the server and of the engine, as text. */
async function dumpOf({ server }: ByokServer): Promise<string> {
  const { pool } = server.services;
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('dokly', 'credits')`,
  );
  expect(rows.length).toBeGreaterThan(20);
  const tables = await Promise.all(rows.map(({ name }) => pool.query(`select t::text as line from ${name} as t`)));
  return tables.flatMap(({ rows: lines }) => lines.map(({ line }: { line: string }) => line)).join("\n");
}
