import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OtlpTestServer, startOtlpTestServer } from "../../../../test-servers/otlp/server.ts";
import { createApp } from "../../src/app.ts";
import type { Services } from "../../src/services.ts";
import { createLifecycle } from "../../src/start/lifecycle.ts";
import { type AiServer, startAiServer } from "../ai/ai-harness.ts";
import { passage } from "../ai/fixture-page.ts";
import { clientOf, expectProblem } from "../server-harness.ts";

let otlp: OtlpTestServer;
let ai: AiServer;
beforeAll(async () => {
  otlp = await startOtlpTestServer();
  const tracing = { endpoint: otlp.url, headers: { "x-api-key": "collector-key" }, serviceName: "dokly", share: 1 };
  ai = await startAiServer({}, { tracing });
});
afterAll(async () => {
  await ai.close();
  await otlp.close();
});

const stranger = (changes: object) =>
  clientOf(
    createApp({ ...ai.server.services, configuration: { ...ai.server.services.configuration, ...changes } }),
    {},
  );

async function scrape(): Promise<string> {
  const response = await ai.server.stranger.send("GET", "/metrics");
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("text/plain");
  return await response.text();
}

/** The value of a series; its labels may be told in part. */
function seriesValue(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const isAsked = (line: string) => Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`));
  return lines.filter(isAsked).reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}

describe("/metrics", () => {
  test("tells of an action: its requests, verbs, batches, provider, tokens, estimate and credits", async () => {
    const { end } = await ai.run();
    expect(end.event).toBe("settled");
    await expect.poll(async () => seriesValue(await scrape(), "dokly_estimates_total")).toBe(1);
    const text = await scrape();
    const route = "/api/v1/workspaces/:w/ai/actions";
    expect(seriesValue(text, "dokly_http_requests_total", { method: "POST", route, status: "2xx" })).toBe(1);
    expect(seriesValue(text, "dokly_http_request_duration_seconds_count", { route })).toBe(1);
    expect(seriesValue(text, "dokly_operations_total", { verb: "place-hold", outcome: "done" })).toBe(1);
    expect(seriesValue(text, "dokly_operations_total", { verb: "settle-hold", outcome: "done" })).toBe(1);
    expect(seriesValue(text, "dokly_batch_commands_count")).toBeGreaterThan(2);
    expect(seriesValue(text, "dokly_credits_total", { movement: "charged" })).toBe(end.action.charged);
    const model = { writer: "anthropic", model: "claude-sonnet-5-5" };
    expect(seriesValue(text, "dokly_provider_requests_total", { ...model, payer: "server", outcome: "finished" })).toBe(
      1,
    );
    expect(seriesValue(text, "dokly_provider_first_text_seconds_count", model)).toBe(1);
    expect(seriesValue(text, "dokly_provider_tokens_total", { ...model, type: "output" })).toBeGreaterThan(0);
    expect(seriesValue(text, "dokly_provider_requests_running")).toBe(0);
    expect(seriesValue(text, "dokly_holds_open")).toBe(0);
    expect(seriesValue(text, "dokly_sample_failures_total")).toBe(0);
    expect(seriesValue(text, "dokly_sample_timestamp_seconds")).toBeGreaterThan(0);
    expect(seriesValue(text, "process_resident_memory_bytes")).toBeGreaterThan(0);
  });

  test("names a refusal by its code, and no page, person, workspace or action at all", async () => {
    await ai.leaveCredits(0);
    await expectProblem(await ai.postRun(), "insufficient-credits");
    await ai.server.stranger.send("GET", "/api/v1/no-such-address/with-an-id-7");
    await ai.server.stranger.send("PROPFIND", "/api/v1/me");
    const text = await scrape();
    expect(seriesValue(text, "dokly_operations_total", { outcome: "insufficient-credits" })).toBeGreaterThan(0);
    expect(seriesValue(text, "dokly_http_requests_total", { route: "unmatched", status: "4xx" })).toBeGreaterThan(1);
    expect(text).not.toMatch(/\bws_|\bact_|\bhold_|no-such-address|PROPFIND|Olga|@dokly\.test/);
    await ai.grant(50);
  });

  test("asks the database once, however often it is asked, and only for what is not at its end", async () => {
    const { pool } = ai.server.services;
    const { query } = pool;
    const asked: string[] = [];
    const note = (given: readonly unknown[]): readonly unknown[] => {
      asked.push(JSON.stringify(given[0]));
      return given;
    };
    Reflect.set(pool, "query", (...given: unknown[]) => Reflect.apply(query, pool, note(given)) as unknown);
    try {
      const app = createApp(ai.server.services);
      await Promise.all(Array.from({ length: 5 }, async () => await clientOf(app, {}).send("GET", "/metrics")));
    } finally {
      pool.query = query;
    }
    // Who works on jobs asks these tables too, for a few.
    const ours = asked.filter((text) => text.includes("dokly.sites") && text.includes("limit 1000"));
    expect(ours).toHaveLength(1);
  });

  test("is refused without its token, and in production where there is none", async () => {
    const token = "a-token-of-the-metrics";
    const asked = stranger({ metricsToken: token });
    await expectProblem(await asked.send("GET", "/metrics"), "not-signed-in");
    const wrong = await asked.send("GET", "/metrics", { headers: { authorization: "Bearer another-token-of-it" } });
    expect(wrong.headers.get("www-authenticate")).toBe("Bearer");
    await expectProblem(wrong, "not-signed-in");
    const right = await asked.send("GET", "/metrics", { headers: { authorization: `Bearer ${token}` } });
    expect(right.status).toBe(200);
    await expectProblem(await stranger({ isProduction: true }).send("GET", "/metrics"), "role-not-sufficient");
  });
});

describe("/readyz", () => {
  const ready = { database: "ok", credits: "ok", migrations: "ok", "key-ring": "ok", jobs: "ok" };
  const asked = async (changes: Partial<Services>) => {
    const response = await clientOf(createApp({ ...ai.server.services, ...changes }), {}).send("GET", "/readyz");
    return { status: response.status, said: (await response.json()) as object };
  };

  test("names what a server needs, each with whether it is well, and nothing else", async () => {
    expect(await asked({})).toEqual({ status: 200, said: { status: "ok", checks: ready } });
    const { sites, credits } = ai.server.services;
    const stuck = { ...sites, runner: { ...sites.runner, msSinceLook: () => 600_000 } };
    const away = { ...credits, countHolds: () => Promise.reject(new Error("password hidden-word")) };
    expect(await asked({ sites: stuck, credits: away })).toEqual({
      status: 503,
      said: { status: "not-ready", checks: { ...ready, credits: "not-ok", jobs: "not-ok" } },
    });
  });

  test("with the embedded PostgreSQL it needs room on the disk of the data folder too", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dokly-room-"));
    mkdirSync(join(folder, "postgres"));
    const { configuration } = ai.server.services;
    const embedded = (dataFolder: string) => ({
      configuration: { ...configuration, hasEmbeddedDatabase: true, dataFolder },
    });
    expect((await asked(embedded(folder))).said).toEqual({ status: "ok", checks: { ...ready, disk: "ok" } });
    rmSync(folder, { recursive: true });
    expect((await asked(embedded(folder))).said).toMatchObject({ checks: { ...ready, disk: "not-ok" } });
  });

  test("says that own keys are stored under a master key that is not there, and that a migration is missing", async () => {
    const { pool } = ai.server.services;
    await pool.query(
      `insert into dokly.own_keys (workspace_id, id, provider, label, status, version, last4, fingerprint, format,
         sealed, master_key, wrapped_key, models, created_by)
       values ($1, 'key_1', 'anthropic', 'Ours', 'active', 1, '1234', 'f', 1, 'x', 'gone', 'x', '{}', 'test')`,
      [ai.workspace],
    );
    await pool.query("update dokly.migrations set name = '0001_other.sql' where name = '0001_accounts.sql'");
    const found = await asked({});
    await pool.query("update dokly.migrations set name = '0001_accounts.sql' where name = '0001_other.sql'");
    await pool.query("delete from dokly.own_keys where id = 'key_1'");
    expect(found.said).toMatchObject({ checks: { ...ready, "key-ring": "not-ok", migrations: "not-ok" } });
  });

  test("says 503 from the signal to stop on, while /healthz goes on", async () => {
    const lifecycle = createLifecycle();
    lifecycle.drain();
    expect(await asked({ lifecycle })).toEqual({ status: 503, said: { status: "draining" } });
    expect((await ai.server.stranger.send("GET", "/healthz")).status).toBe(200);
  });
});

describe("traces", () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

  test("go on from the caller's to the verbs, their batch and the provider, and carry ids, no text and no secret", async () => {
    const requestId = "req-of-the-trace-1";
    const response = await ai.owner.send("POST", `/api/v1/workspaces/${ai.workspace}/ai/actions`, {
      json: ai.body,
      headers: { traceparent, "x-request-id": requestId },
    });
    const told = await response.text();
    expect(told).toContain("event: settled");
    const ofTrace = () => otlp.spans.filter((span) => span.traceId === traceId);
    await expect
      .poll(() => ofTrace().some(({ name }) => name === "credits settle-hold"), { timeout: 8_000 })
      .toBe(true);
    const find = (name: string) => ofTrace().find((span) => span.name === name);
    const request = find("POST /api/v1/workspaces/:w/ai/actions");
    expect(request?.parentSpanId).toBe("00f067aa0ba902b7");
    expect(request?.attributes).toMatchObject({ "dokly.request": requestId, "http.response.status_code": 200 });
    const [placed, settled, provider] = ["credits place-hold", "credits settle-hold", "provider stream"].map(find);
    for (const span of [placed, settled, provider]) expect(span?.parentSpanId).toBe(request?.spanId);
    expect(settled?.attributes["dokly.hold"]).toBe(placed?.attributes["dokly.hold"]);
    expect(provider?.attributes).toMatchObject({ "dokly.payer": "server", "dokly.stop_reason": "complete" });
    expect(ofTrace().find((span) => span.name === "credits batch")?.linkedTraces).toContain(traceId);
    expect(otlp.headers["x-api-key"]).toBe("collector-key");
    const sent = otlp.bodies.join("\n");
    for (const secret of [passage.slice(0, 30), "sk-ant-test", ai.owner.cookie, "Olga", ai.owner.email])
      expect(sent).not.toContain(secret);
    const line = ai.server.log.find((text) => text.includes(requestId) && text.includes('"msg":"request"'));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ traceId });
  });

  test("begin anew where the caller's header is none, are not kept where it says so, and leave probes out", async () => {
    await ai.owner.send("GET", "/api/v1/me", { headers: { traceparent: "00-zz-1-01" } });
    const unsampled = "5bf92f3577b34da6a3ce929d0e0e4736";
    await ai.owner.send("GET", "/api/v1/me", { headers: { traceparent: `00-${unsampled}-00f067aa0ba902b7-00` } });
    await ai.server.stranger.send("GET", "/healthz");
    const named = (name: string) => otlp.spans.filter((span) => span.name === name);
    await expect.poll(() => named("GET /api/v1/me").length, { timeout: 8_000 }).toBe(1);
    expect(named("GET /api/v1/me")[0]?.parentSpanId).toBe(null);
    expect(otlp.spans.filter((span) => span.traceId === unsampled || span.name.includes("healthz"))).toEqual([]);
  });
});
