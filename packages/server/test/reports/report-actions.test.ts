import { type ActionReport, actionReport, operatorReport, operatorReportPage, reportedText } from "@dokly/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type AiServer, startAiServer } from "../ai/ai-harness.ts";
import { type Client, expectProblem, type Person } from "../server-harness.ts";
import { chargedAction } from "./charged-action.ts";

let ai: AiServer;
let editor: Person;
let operator: Person;
beforeAll(async () => {
  ai = await startAiServer();
  await ai.grant(1_000);
  editor = await ai.server.member(ai.workspace, "editor");
  operator = await ai.server.signUp("Ola Operator", "operator@dokly.test");
});
afterEach(() => ai.anthropic.reset());
afterAll(() => ai.close());

const addressOf = (action: string) => `/api/v1/workspaces/${ai.workspace}/actions/${action}/report`;
const send = (client: Client, method: string, action: string, json?: object) =>
  client.send(method, addressOf(action), json === undefined ? {} : { json });
const read = async (response: Response): Promise<ActionReport> => {
  if (!response.ok) throw new Error(await response.text());
  return actionReport.parse(await response.json());
};
const actionOf = (member: Person, charged: bigint | null = 2n) =>
  chargedAction(ai.server.services.credits, { workspace: ai.workspace, member: member.id, held: 3n, charged });
const idOf = (told: ActionReport) => told.report?.id ?? "";

test("an editor reports an own action once, takes it back, and reports it again", async () => {
  const action = await actionOf(editor);
  expect(await read(await send(editor, "GET", action))).toEqual({
    report: null,
    canReport: true,
    canShowText: false,
    isMailed: false,
  });
  const body = { problem: "wrong-text", text: "  It made up a number.  " };
  const made = await send(editor, "POST", action, body);
  expect(made.status).toBe(201);
  const told = await read(made);
  expect(told).toMatchObject({
    canReport: false,
    report: { state: "open", text: "It made up a number.", answers: [] },
  });
  const again = await send(editor, "POST", action, body);
  expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([200, "true"]);
  expect(idOf(await read(again))).toBe(idOf(told));
  await expectProblem(await send(editor, "POST", action, { problem: "damaged-page" }), "report-state");

  expect(await read(await send(editor, "DELETE", action))).toMatchObject({ report: null, canReport: true });
  await expectProblem(await send(editor, "DELETE", action), "not-found");
  const anew = await read(await send(editor, "POST", action, { problem: "damaged-page" }));
  expect(anew.report).toMatchObject({ state: "open", problem: "damaged-page", text: "" });
});

test("many reports of one action at once are one", async () => {
  const action = await actionOf(editor);
  const replies = await Promise.all(
    Array.from({ length: 6 }, () => send(editor, "POST", action, { problem: "did-not-work" })),
  );
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 201]);
});

test("who may report: editors their own, admins all, nobody else, and no program", async () => {
  const own = await actionOf(ai.owner);
  const others = await actionOf(editor);
  const body = { problem: "costs-too-much" };
  await expectProblem(await send(editor, "POST", own, body), "not-found");
  await expectProblem(await send(editor, "GET", own), "not-found");
  const admin = await ai.server.member(ai.workspace, "admin");
  expect((await send(admin, "POST", others, body)).status).toBe(201);
  // Who ran it sees what was reported of it, and does not take back what somebody else said.
  expect((await read(await send(editor, "GET", others))).report?.reportedBy.id).toBe(admin.id);
  await expectProblem(await send(editor, "DELETE", others), "role-not-sufficient");

  const viewer = await ai.server.member(ai.workspace, "viewer");
  await expectProblem(await send(viewer, "POST", own, body), "role-not-sufficient");
  await expectProblem(await send(viewer, "GET", own), "role-not-sufficient");
  const foreigner = await ai.server.signUp("Fritz Foreigner");
  const foreign = await ai.server.workspaceOf(foreigner);
  for (const method of ["GET", "POST", "DELETE"]) {
    const json = method === "POST" ? body : undefined;
    await expectProblem(await send(foreigner, method, own, json), "not-found");
    // Another workspace's action under one's own.
    const path = `/api/v1/workspaces/${foreign}/actions/${own}/report`;
    await expectProblem(await foreigner.send(method, path, json ? { json } : {}), "not-found");
    await expectProblem(await send(ai.server.stranger, method, own, json), "not-signed-in");
    const key = await ai.server.keyOf(ai.workspace, ["read", "ai", "meter"]);
    await expectProblem(await send(key, method, own, json), "scope-not-sufficient");
  }
});

test("an action that cost 0 can be reported, one that runs can not", async () => {
  const failed = await actionOf(editor, 0n);
  expect((await send(editor, "POST", failed, { problem: "did-not-work" })).status).toBe(201);
  const running = await actionOf(editor, null);
  await expectProblem(await send(editor, "POST", running, { problem: "did-not-work" }), "report-state");
  expect(await read(await send(editor, "GET", running))).toMatchObject({ report: null, canReport: false });
});

test("what is not allowed is named", async () => {
  const action = await actionOf(editor);
  const refused = async (body: object) =>
    await expectProblem(await send(editor, "POST", action, body), "validation-failed");
  expect(await refused({})).toMatchObject({ errors: [{ path: "text" }] });
  expect(await refused({ problem: "other", text: "   " })).toMatchObject({ errors: [{ path: "text" }] });
  expect(await refused({ problem: "bad" })).toMatchObject({ errors: [{ path: "problem" }] });
  expect(await refused({ problem: "other", text: "x".repeat(1_001) })).toMatchObject({ errors: [{ path: "text" }] });
  // Nobody wrote a text, so that there is none to show.
  expect(await refused({ problem: "wrong-text", showText: true })).toMatchObject({ errors: [{ path: "showText" }] });
  expect((await send(editor, "POST", action, { text: "Contract's own body: words alone." })).status).toBe(201);
});

test("operators read what the action wrote only where its person shows it, and the audit says so", async () => {
  ai.anthropic.next({ text: "The secret of the soup." }, { text: "The secret of the soup." });
  const shown = (await ai.run(undefined, { client: editor })).end.action.id;
  const hidden = (await ai.run(undefined, { client: editor })).end.action.id;
  expect(await read(await send(editor, "GET", shown))).toMatchObject({ canShowText: true });
  // Not even an admin shows a text that somebody else got.
  expect(await read(await send(ai.owner, "GET", shown))).toMatchObject({ canShowText: false });
  await expectProblem(
    await send(ai.owner, "POST", shown, { problem: "wrong-text", showText: true }),
    "validation-failed",
  );
  const yes = idOf(await read(await send(editor, "POST", shown, { problem: "wrong-text", showText: true })));
  const no = idOf(await read(await send(editor, "POST", hidden, { problem: "wrong-text" })));

  const path = (id: string) => `/api/v1/operator/reports/${id}`;
  const details = [await operator.send("GET", path(yes)), await operator.send("GET", path(no))];
  const texts = await Promise.all(details.map((response) => response.text()));
  expect(texts.map((text) => operatorReport.parse(JSON.parse(text)).text)).toEqual(["shown", "kept-private"]);
  expect(texts.join()).not.toContain("secret of the soup");
  expect(reportedText.parse(await (await operator.send("POST", `${path(yes)}/text`)).json())).toEqual({
    text: "The secret of the soup.",
  });
  await expectProblem(await operator.send("POST", `${path(no)}/text`), "not-found");
  const audit = await ai.server.database.pool.query(
    "select act, target, details from dokly.operator_audit where act = 'report-text-read'",
  );
  expect(audit.rows).toEqual([{ act: "report-text-read", target: shown, details: { report: yes } }]);

  await send(editor, "DELETE", shown);
  await expectProblem(await operator.send("POST", `${path(yes)}/text`), "not-found");
});

test("an action whose page is gone is reported and refunded like any other", async () => {
  const path = `/api/v1/workspaces/${ai.workspace}/documents/short-lived.md`;
  const type = { "content-type": "text/markdown" };
  const made = await editor.send("PUT", path, { body: "Teh text.\n", headers: { ...type, "if-none-match": "*" } });
  const version = JSON.parse(made.headers.get("etag") ?? "") as string;
  const input = { document: "short-lived.md", version, range: { start: 0, end: 9 } };
  ai.anthropic.next({ text: "The text." });
  const { action } = (await ai.run({ kind: "grammar", input }, { client: editor })).end;
  const gone = await editor.send("DELETE", path, { headers: { "if-match": `"${version}"` } });
  expect(gone.ok).toBe(true);
  const id = idOf(await read(await send(editor, "POST", action.id, { problem: "costs-too-much" })));
  const answered = await operator.send("POST", `/api/v1/operator/reports/${id}/answer`, { json: { answer: "refund" } });
  expect(operatorReport.parse(await answered.json())).toMatchObject({
    refundable: 0,
    action: { document: { path: "short-lived.md" }, refunded: action.charged },
  });
});

test("twenty in a day for a member, however many come at once", async () => {
  const busy = await ai.server.member(ai.workspace, "editor");
  const actions = await Promise.all(Array.from({ length: 22 }, () => actionOf(busy, 1n)));
  const replies = await Promise.all(actions.map((action) => send(busy, "POST", action, { problem: "did-not-work" })));
  const refused = replies.filter(({ status }) => status === 429);
  expect([replies.filter(({ status }) => status === 201).length, refused.length]).toEqual([20, 2]);
  expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(86_000);
  // The same report, sent again, is no new one.
  const made = actions[replies.findIndex(({ status }) => status === 201)] ?? "";
  expect((await send(busy, "POST", made, { problem: "did-not-work" })).status).toBe(200);
});

test("the queue is for the operator, oldest first, filtered, searched and paged", async () => {
  const paths = ["/operator/reports", "/operator/reports/rep_000000000000000000000000"];
  for (const path of paths) {
    await expectProblem(await ai.owner.send("GET", `/api/v1${path}`), "role-not-sufficient");
    await expectProblem(await ai.server.stranger.send("GET", `/api/v1${path}`), "not-signed-in");
  }
  await expectProblem(await operator.send("GET", "/api/v1/operator/reports/rep_x"), "not-found");
  const list = async (query: string) => {
    const response = await operator.send("GET", `/api/v1/operator/reports?${query}`);
    return operatorReportPage.parse(await response.json());
  };
  const whole = await list("limit=200");
  const times = whole.items.map(({ reportedAt }) => reportedAt);
  expect(times).toEqual(times.toSorted());
  expect(whole.open).toBe(whole.items.length);
  const paged: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof list>> = await list(`limit=7${cursor === "" ? "" : `&cursor=${cursor}`}`);
    paged.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(whole.items.map(({ id }) => id));
  expect((await list("q=made%20up")).items).toEqual([]);
  expect((await list("state=all&q=MADE%20up")).items.map(({ state }) => state)).toEqual(["withdrawn"]);
  expect((await list(`q=${editor.email}`)).items.length).toBeGreaterThan(0);
  expect((await list(`q=${whole.items[0]?.action}`)).items).toHaveLength(1);
  expect((await list("q=100%25")).items).toEqual([]);
  expect((await list("state=answered")).items.map(({ problem }) => problem)).toEqual(["costs-too-much"]);
  await expectProblem(await operator.send("GET", "/api/v1/operator/reports?cursor=x"), "validation-failed");
});
