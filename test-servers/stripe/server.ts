import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Api, apiVersion, goWrong, headerOf, send } from "./api.ts";
import { catchUp } from "./billing/agenda.ts";
import { type Controls, createControls } from "./controls.ts";
import { EventLog } from "./event-log.ts";
import { drawId } from "./ids.ts";
import { Portals } from "./objects/portal.ts";
import { answerPage } from "./pages/page-routes.ts";
import { createRouter } from "./routes.ts";
import { Webhooks } from "./webhooks.ts";
import { type Fault, Faults } from "./wire/faults.ts";
import { Objects, type World } from "./world.ts";

export type { Fault } from "./wire/faults.ts";

/** One request to the API that reached the server. */
export type RecordedRequest = {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly idempotencyKey: string | null;
  readonly version: string | null;
};

export type StripeTestServer = Controls & {
  /** For STRIPE_API_URL. */
  readonly url: string;
  /** The only key that it accepts, for STRIPE_SECRET_KEY. */
  readonly secretKey: string;
  /** For STRIPE_WEBHOOK_SECRET. */
  readonly webhookSecret: string;
  /** What came in, oldest first. */
  readonly requests: RecordedRequest[];
  readonly webhooks: Webhooks;
  /** Requests that go wrong, each when it comes. */
  fail(...faults: Fault[]): void;
  clearFaults(): void;
  /** As after the day for which the real service keeps idempotency keys. */
  forgetIdempotencyKeys(): void;
  close(): Promise<void>;
};

const secretKey = "sk_test_dokly0123456789abcdefghijklmnop";
const webhookSecret = "whsec_dokly0123456789abcdefghijklmnopqr";

/**
 * A stateful stand-in for Stripe over real HTTP: the API that the SDK calls, the pages that a person clicks through,
 * time, and webhooks, with every failure on demand.
 *
 * @example
 * const stripe = await startStripeTestServer();
 * stripe.webhooks.deliverTo("http://127.0.0.1:3000/webhooks/stripe");
 * stripe.fail({ kind: "reset", isApplied: true, path: "/v1/payment_intents", times: 2 });
 */
export async function startStripeTestServer({ port = 0 }: { port?: number } = {}): Promise<StripeTestServer> {
  const webhooks = new Webhooks(webhookSecret);
  const world = createWorld(webhooks);
  const portals = new Portals();
  const faults = new Faults();
  const requests: RecordedRequest[] = [];
  const api = new Api(world, createRouter(portals), secretKey);
  const server = createServer((request, response) => {
    answer({ request, response, world, portals, faults, requests, api }).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...createControls(world, webhooks),
    url: world.url,
    secretKey,
    webhookSecret,
    requests,
    webhooks,
    fail: (...given) => faults.add(...given),
    clearFaults: () => faults.clear(),
    forgetIdempotencyKeys: () => api.keys.forget(),
    close: async () => {
      webhooks.deliverTo(null);
      await webhooks.settled();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function createWorld(webhooks: Webhooks): World {
  return {
    url: "",
    objects: new Objects(),
    events: new EventLog({ apiVersion, drawId, tell: (event) => webhooks.accept(event) }),
    cards: new Map(),
    orders: new Map(),
    prorations: new Map(),
    ahead: 0,
    billing: { draftSeconds: 3_600, retryDays: [3, 5, 7], afterRetries: "canceled" },
  };
}

async function answer(given: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly world: World;
  readonly portals: Portals;
  readonly faults: Faults;
  readonly requests: RecordedRequest[];
  readonly api: Api;
}): Promise<void> {
  const { request, response, world } = given;
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  const url = new URL(request.url ?? "/", world.url);
  const method = request.method ?? "GET";
  catchUp(world);
  if (!url.pathname.startsWith("/v1/")) {
    sendPage(response, answerPage(world, given.portals, { method, url, body }));
    return;
  }
  const idempotencyKey = headerOf(request, "idempotency-key");
  const version = headerOf(request, "stripe-version");
  given.requests.push({ method, path: url.pathname + url.search, body, idempotencyKey, version });
  const requestId = drawId("req");
  world.events.request.id = requestId;
  world.events.request.idempotencyKey = idempotencyKey;
  const fault = given.faults.take(method, url.pathname);
  const isDone = fault === null || fault.isApplied === true || fault.kind === "cut-body";
  const authorization = headerOf(request, "authorization");
  const asked = { method, path: url.pathname, query: url.search.slice(1), body, authorization, idempotencyKey };
  const done = isDone ? given.api.answer(asked) : null;
  if (fault !== null) goWrong(response, fault, done);
  else if (done !== null) send(response, done, requestId, idempotencyKey);
}

function sendPage(response: ServerResponse, reply: ReturnType<typeof answerPage>): void {
  if (reply === null) {
    response.writeHead(404, { "content-type": "text/plain" }).end("Not found");
    return;
  }
  if (reply.status === 303) {
    response.writeHead(303, { location: reply.location }).end();
    return;
  }
  response.writeHead(reply.status, { "content-type": "text/html; charset=utf-8" }).end(reply.html);
}
