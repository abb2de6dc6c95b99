import type { IncomingMessage, ServerResponse } from "node:http";
import { drawId } from "./ids.ts";
import type { Found } from "./routes.ts";
import { expand } from "./wire/expand.ts";
import type { Fault } from "./wire/faults.ts";
import { FormReader } from "./wire/form-reader.ts";
import { type Answer, IdempotencyKeys } from "./wire/idempotency.ts";
import { StripeProblem } from "./wire/stripe-problem.ts";
import type { World } from "./world.ts";

/** The version of the API whose shapes this server speaks: that of the SDK. */
export const apiVersion = "2026-10-28.endive";

/** One request to the API, read whole. */
export type ApiRequest = {
  readonly method: string;
  readonly path: string;
  /** What follows the question mark. */
  readonly query: string;
  readonly body: string;
  readonly authorization: string | null;
  readonly idempotencyKey: string | null;
};

/** Answers requests of the API: who asks, whether it was asked before, and what is done. */
export class Api {
  readonly keys = new IdempotencyKeys();
  readonly #world: World;
  readonly #find: (method: string, path: string) => Found | null;
  readonly #secretKey: string;

  constructor(world: World, find: (method: string, path: string) => Found | null, secretKey: string) {
    this.#world = world;
    this.#find = find;
    this.#secretKey = secretKey;
  }

  answer(request: ApiRequest): Answer {
    if (request.authorization !== `Bearer ${this.#secretKey}`) {
      const given = request.authorization?.replace("Bearer ", "") ?? "";
      return problem(401, `Invalid API Key provided: ${given.slice(0, 8)}***`);
    }
    const found = this.#find(request.method, request.path);
    if (found === null) return problem(404, `Unrecognized request URL (${request.method}: ${request.path}).`);
    const key = request.method === "POST" ? request.idempotencyKey : null;
    if (key === null) return this.#run(found, request);
    const identity = `${request.method} ${request.path}\n${request.body}`;
    return attempt(() => this.keys.find(key, identity) ?? this.#runOnce(found, request, key, identity));
  }

  #runOnce(found: Found, request: ApiRequest, key: string, identity: string): Answer {
    const answer = this.#run(found, request);
    this.keys.keep(key, identity, answer);
    return answer;
  }

  #run(found: Found, request: ApiRequest): Answer {
    const form = FormReader.parse(request.method === "POST" ? request.body : request.query);
    return attempt(() => ({
      status: 200,
      body: expand(this.#world, found(this.#world, form), form.texts("expand")),
    }));
  }
}

function attempt(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof StripeProblem)) throw error;
    return { status: error.status, body: { error: structuredClone(error.body) } };
  }
}

function problem(status: number, message: string): Answer {
  return { status, body: { error: { type: "invalid_request_error", message } } };
}

export function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === "string" ? value : null;
}

export function send(response: ServerResponse, answer: Answer, requestId: string, key: string | null): void {
  response.writeHead(answer.status, {
    "content-type": "application/json",
    "request-id": requestId,
    "stripe-version": apiVersion,
    ...(key === null ? {} : { "idempotency-key": key }),
    ...(answer.isReplayed === true ? { "idempotent-replayed": "true" } : {}),
  });
  response.end(JSON.stringify(answer.body, null, 2));
}

/** Sends what a fault makes of an answer; `done` is null where nothing was done. */
export function goWrong(response: ServerResponse, fault: Fault, done: Answer | null): void {
  if (fault.kind === "timeout") return;
  if (fault.kind === "reset") {
    response.destroy();
    return;
  }
  if (fault.kind === "cut-body") {
    const body = JSON.stringify(done?.body ?? {});
    response.writeHead(200, { "content-type": "application/json", "content-length": String(body.length) });
    response.write(body.slice(0, Math.floor(body.length / 2)), () => response.destroy());
    return;
  }
  const status = fault.status ?? 500;
  const type = status === 429 ? "rate_limit_error" : "api_error";
  const body = { error: { type, message: "An error of the service that names sk_test_secret and an account." } };
  response.writeHead(status, { "content-type": "application/json", "request-id": drawId("req") });
  response.end(JSON.stringify(body));
}
