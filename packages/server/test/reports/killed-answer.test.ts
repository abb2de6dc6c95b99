import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { actionReport, noticeList } from "@dokly/contract";
import { expect, test, vi } from "vitest";
import { folderForData } from "../../../../test-servers/postgres/data-folder.ts";
import { createReports } from "../../src/reports/create-reports.ts";
import { password, startTestServer } from "../server-harness.ts";
import { startServerProcess } from "../start/server-process.ts";
import { chargedAction } from "./charged-action.ts";

test("R6.5 a server killed between the refund and the telling: others refund and tell once", async () => {
  const server = await startTestServer();
  const folder = mkdtempSync(join(folderForData(), "dokly-answer-"));
  chmodSync(folder, 0o711);
  const owner = await server.signUp("Olga Owner");
  const { email } = await server.signUp("Ola Operator", "operator@dokly.test");
  const workspace = await server.workspaceOf(owner);
  const { credits, pool, catalog, mailer, logger, reports } = server.services;
  const action = await chargedAction(credits, { workspace, member: owner.id, held: 5n, charged: 5n });
  const made = await owner.send("POST", `/api/v1/workspaces/${workspace}/actions/${action}/report`, {
    json: { problem: "did-not-work" },
  });
  const id = actionReport.parse(await made.json()).report?.id ?? "";

  // A database with people in it gets no demo, and its server begins at once.
  const killed = startServerProcess({ DATABASE_URL: server.database.url, DOKLY_DATA: join(folder, "data") });
  const address = await killed.ready;
  const headers = { "content-type": "application/json", origin: address };
  const signedIn = await fetch(`${address}/api/auth/sign-in/email`, {
    method: "POST",
    headers,
    body: JSON.stringify({ email, password }),
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  // Nobody can be told while this lasts: the server has refunded then, and not said so.
  const block = await pool.connect();
  await block.query("begin");
  await block.query("lock table dokly.report_notices in access exclusive mode");
  const answered = fetch(`${address}/api/v1/operator/reports/${id}/answer`, {
    method: "POST",
    headers: { ...headers, cookie },
    body: JSON.stringify({ answer: "refund", words: "Sorry." }),
  }).then(
    async (response) => expect.fail(`answered: ${await response.text()}`),
    () => null,
  );
  const refunded = async () => Number((await credits.getAction({ workspace, action })).action.refunded);
  await vi.waitFor(async () => expect(await refunded()).toBe(5), { timeout: 20_000, interval: 20 });
  killed.process.kill("SIGKILL");
  await killed.ended;
  await answered;
  await block.query("rollback");
  block.release();
  expect((await reports.store.find(id))?.state).toBe("refunding");

  const other = createReports({ pool, credits, catalog, mailer, logger, publicUrl: "http://x.test", isDriven: false });
  await Promise.all([reports, other, reports].map((one) => one.recover({ afterSeconds: 0 })));
  expect(await reports.recover({ afterSeconds: 0 })).toBe(0);
  expect(await refunded()).toBe(5);
  const { transfers } = await credits.getAction({ workspace, action });
  expect(transfers.filter(({ cause }) => cause === "refund").map(({ credits: moved }) => moved)).toEqual([5n]);
  const notices = await owner.send("GET", `/api/v1/workspaces/${workspace}/notices`);
  expect(noticeList.parse(await notices.json()).items).toMatchObject([{ answer: { credits: 5, words: "Sorry." } }]);
  const { rows } = await pool.query(
    `select act, outcome from dokly.operator_audit as audit
     left join dokly.operator_audit_outcomes as told on told.audit_id = audit.id where target = $1`,
    [action],
  );
  expect(rows).toEqual([{ act: "action-refunded", outcome: "done" }]);
  expect(await reports.queue.find(id)).toMatchObject({ state: "refunded", refunded: 5n, answered: 1 });
  await other.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
