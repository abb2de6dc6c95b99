import { afterAll, beforeAll, expect, test } from "vitest";
import { type OtlpTestServer, startOtlpTestServer } from "../../../../test-servers/otlp/server.ts";
import { forgetExpired } from "../../src/accounts/forget-expired.ts";
import { type SmtpSink, startSmtpSink } from "../alerts/smtp-sink.ts";
import { isOver, type PageRunServer, startPageRunServer } from "../page-runs/page-run-harness.ts";

let otlp: OtlpTestServer;
let sink: SmtpSink;
let runs: PageRunServer;
beforeAll(async () => {
  [otlp, sink] = await Promise.all([startOtlpTestServer(), startSmtpSink()]);
  runs = await startPageRunServer({
    tracing: { endpoint: otlp.url, headers: {}, serviceName: "dokly", share: 1 },
    mail: { smtpUrl: sink.url, from: "Dokly <dokly@dokly.test>" },
    freeCredits: "every-workspace",
  });
});
afterAll(async () => {
  await runs.close();
  await Promise.all([otlp.close(), sink.close()]);
});

const traceparentOf = (traceId: string) => `00-${traceId}-00f067aa0ba902b7-01`;
const named = (name: string) => otlp.spans.filter((span) => span.name === name);

test("a job is a trace of its own that links to the request which began it, and has the verbs and the provider", async () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const pages = await runs.writePages(1, "traced");
  const asked = { kind: "grammar", pages };
  const { quote } = await runs.estimate(asked);
  const begun = await runs.owner.send("POST", `${runs.base}/page-runs`, {
    json: { ...asked, quote },
    headers: { traceparent: traceparentOf(traceId), "idempotency-key": "traced" },
  });
  expect(begun.status, await begun.clone().text()).toBeLessThan(300);
  const { id } = (await begun.json()) as { id: string };
  await runs.until(id, isOver);

  await expect.poll(() => named("page-run job").length, { timeout: 8_000 }).toBe(1);
  const [job] = named("page-run job");
  expect(job).toMatchObject({ parentSpanId: null, linkedTraces: [traceId], attributes: { "dokly.job": id } });
  expect(job?.traceId).not.toBe(traceId);
  const parts = otlp.spans.filter((span) => span.traceId === job?.traceId).map(({ name }) => name);
  expect(parts).toEqual(expect.arrayContaining(["credits settle-hold", "provider stream"]));

  const { pool } = runs.server.services;
  await pool.query("update dokly.job_traces set at = at - interval '8 days'");
  await forgetExpired(pool);
  expect((await pool.query("select from dokly.job_traces")).rowCount).toBe(0);
});

test("a mail belongs to the request that sends it, and tells neither to whom nor what", async () => {
  const traceId = "5bf92f3577b34da6a3ce929d0e0e4736";
  const { email } = runs.owner;
  await runs.owner.send("POST", "/api/auth/request-password-reset", {
    json: { email },
    headers: { traceparent: traceparentOf(traceId) },
  });
  await expect.poll(() => named("mail").map((span) => span.traceId), { timeout: 8_000 }).toContain(traceId);
  expect(otlp.bodies.join("\n")).not.toContain(email);
});

test("jobs are looked for again and again where there are none, so that the server stays ready", async () => {
  const { pageRuns, sites } = runs.server.services;
  for (const { runner } of [pageRuns, sites]) {
    let before = runner.msSinceLook();
    const isLookedFor = () => {
      const now = runner.msSinceLook();
      const isNewer = now < before;
      before = now;
      return isNewer;
    };
    await expect.poll(isLookedFor, { interval: 20 }).toBe(true);
    await expect.poll(isLookedFor, { interval: 20 }).toBe(true);
  }
});
