import { setTimeout } from "node:timers/promises";
import { percentile } from "../measure/percentile.ts";
import { type Connection, connect, type Reply } from "./connection.ts";
import type { Client, LoadFigures, LoadOrder, LoadReport, LoadTotals } from "./load-messages.ts";

/** A client that was refused does not ask again at once. */
const pauseMs = 10;
const creditsHeld = 3;
const creditsCharged = 2;

const charged: Record<string, number> = {};
const errors: Record<string, number> = {};
let latencies = { hold: [] as number[], settle: [] as number[], pair: [] as number[] };
let isOpen = false;
let isStopped = false;
let openedAtMs = 0;
let cpuAtOpen = process.cpuUsage();
let running: Promise<unknown> = Promise.resolve();

/** Holds, settles and begins again as soon as it is answered, until the load is stopped. */
async function work(client: Client, connection: Connection, name: string): Promise<void> {
  const base = `/api/v1/workspaces/${client.workspace}/holds`;
  const authorization = `authorization: Bearer ${client.key}\r\n`;
  const holdBody = JSON.stringify({ credits: creditsHeld, kind: "render", deadlineSeconds: 600 });
  const settleBody = JSON.stringify({ credits: creditsCharged });
  let left: string | null = null;
  let turn = 1;
  while (left !== null || !isStopped) {
    try {
      const beganAtMs = performance.now();
      if (left === null) {
        // The same key until it is answered: what was placed without an answer is not placed twice.
        const headers = `${authorization}idempotency-key: ${name}-${turn}\r\n`;
        left = idOf(expectStatus(await connection.post(base, headers, holdBody), 201));
        keep("hold", beganAtMs);
      }
      const settledFromMs = performance.now();
      const reply = expectStatus(await connection.post(`${base}/${left}/settle`, authorization, settleBody), 200);
      charged[client.workspace] = (charged[client.workspace] ?? 0) + chargeOf(reply);
      left = null;
      turn += 1;
      keep("settle", settledFromMs);
      keep("pair", beganAtMs);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      errors[said] = (errors[said] ?? 0) + 1;
      // A connection that broke does not come back.
      if (!said.startsWith("answered ")) return;
      await setTimeout(pauseMs);
    }
  }
}

function expectStatus(reply: Reply, status: number): Reply {
  if (reply.status === status) return reply;
  const code: unknown = (JSON.parse(reply.body) as { code?: unknown }).code;
  throw new Error(`answered ${reply.status} ${String(code)}`);
}

function idOf({ body }: Reply): string {
  const { id, state } = JSON.parse(body) as { id: string; state: string };
  if (state !== "held") throw new Error(`a hold is ${state}`);
  return id;
}

function chargeOf({ body }: Reply): number {
  const reply = JSON.parse(body) as { charged: number; returned: number; state: string };
  if (reply.state !== "settled" || reply.charged + reply.returned !== creditsHeld) throw new Error(`an end is ${body}`);
  return reply.charged;
}

function keep(what: keyof typeof latencies, sinceMs: number): void {
  if (isOpen) latencies[what].push(performance.now() - sinceMs);
}

async function start(clients: readonly Client[], name: string): Promise<void> {
  const connections = await Promise.all(clients.map(({ address }) => connect(address)));
  running = Promise.all(
    clients.map(async (client, index) => {
      const connection = connections[index];
      if (connection !== undefined) await work(client, connection, `${name}-${index}`);
      connection?.close();
    }),
  );
}

function open(): void {
  latencies = { hold: [], settle: [], pair: [] };
  cpuAtOpen = process.cpuUsage();
  openedAtMs = performance.now();
  isOpen = true;
}

function close(): LoadFigures {
  isOpen = false;
  const { user, system } = process.cpuUsage(cpuAtOpen);
  const { hold, settle, pair } = latencies;
  return {
    seconds: (performance.now() - openedAtMs) / 1_000,
    requests: hold.length + settle.length,
    pairs: pair.length,
    cpuUs: user + system,
    pairP50Ms: percentile(pair, 50),
    pairP99Ms: percentile(pair, 99),
    holdP50Ms: percentile(hold, 50),
    holdP99Ms: percentile(hold, 99),
    settleP50Ms: percentile(settle, 50),
    settleP99Ms: percentile(settle, 99),
    longestMs: percentile(pair, 100),
  };
}

async function stop(): Promise<LoadTotals> {
  isStopped = true;
  await running;
  return { charged, errors };
}

async function obey(order: LoadOrder): Promise<LoadReport> {
  if (order.type === "start") {
    await start(order.clients, order.name);
    return { type: "started" };
  }
  if (order.type === "open") {
    open();
    return { type: "opened" };
  }
  if (order.type === "close") return { type: "closed", figures: close() };
  return { type: "stopped", totals: await stop() };
}

process.on("message", (order: LoadOrder) => {
  void obey(order).then(
    (report) => process.send?.(report, () => report.type === "stopped" && process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(1));
