import type { APIRequestContext, APIResponse } from "playwright-core";
import type { z } from "zod";

type Send = { data?: unknown; headers?: Record<string, string> };

/** A whole AI action on a busy machine, its first one with all that the demo writer has to load. */
const answersWithinMs = 45_000;

/**
 * The product's API as the person of a browser context: what a test prepares and checks without clicking. A reply that
 * is not as expected fails the test.
 */
export class Api {
  readonly #request: APIRequestContext;
  readonly #origin: string;

  constructor(request: APIRequestContext, origin: string) {
    this.#request = request;
    this.#origin = origin;
  }

  /** Sends and returns the reply as it is. */
  async send(method: string, path: string, { data, headers = {} }: Send = {}): Promise<APIResponse> {
    const timeout = answersWithinMs;
    return await this.#request.fetch(path, { method, data, timeout, headers: { origin: this.#origin, ...headers } });
  }

  async get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> {
    return schema.parse(await (await succeeded(this.send("GET", path))).json());
  }

  async post(path: string, data: unknown, headers: Record<string, string> = {}): Promise<unknown> {
    return await (await succeeded(this.send("POST", path, { data, headers }))).json();
  }

  async put(path: string, data: unknown, headers: Record<string, string> = {}): Promise<APIResponse> {
    return await succeeded(this.send("PUT", path, { data, headers }));
  }

  async bytes(path: string): Promise<Buffer> {
    return await (await succeeded(this.send("GET", path))).body();
  }
}

async function succeeded(sent: Promise<APIResponse>): Promise<APIResponse> {
  const response = await sent;
  if (response.ok()) return response;
  throw new Error(`${response.url()} answered ${response.status()}: ${await response.text()}`);
}
