import { problem } from "@dokly/contract";
import type { z } from "zod";
import { apiAddress } from "./api-address.ts";
import { ApiProblem, ConnectionLost, UnexpectedReply } from "./problem.ts";

export type RequestOptions = {
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** Sends an Idempotency-Key. Make it before the first try and keep it for every retry of the same intent. */
  idempotencyKey?: string;
};

/** A path under the API with each part encoded; a page's path keeps its slashes. */
export function apiPath(...parts: readonly string[]): string {
  return parts.map((part) => `/${part.split("/").map(encodeURIComponent).join("/")}`).join("");
}

/** A new idempotency key: 122 random bits. */
export const newIdempotencyKey = (): string => crypto.randomUUID();

function retryAfterSeconds(response: Response): number | null {
  const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  return Number.isNaN(seconds) ? null : seconds;
}

/** The error that a reply outside 200–299 stands for. */
async function errorOf(response: Response): Promise<ApiProblem | UnexpectedReply> {
  const parsed = problem.safeParse(await response.json().catch(() => null));
  return parsed.success
    ? new ApiProblem(parsed.data, retryAfterSeconds(response))
    : new UnexpectedReply(response.status, parsed.error);
}

/** Sends one request and returns the reply if it is 200–299; throws ApiProblem, UnexpectedReply or ConnectionLost. */
export async function send(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ConnectionLost(error);
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** Sends to a path under the API base and returns the reply as it is (for bytes and streams). */
export function sendToApi(
  method: string,
  path: string,
  body: BodyInit | null,
  options: RequestOptions = {},
): Promise<Response> {
  const headers: Record<string, string> = { ...options.headers };
  if (options.idempotencyKey !== undefined) headers["idempotency-key"] = options.idempotencyKey;
  return send(apiAddress(path), { method, headers, body, ...(options.signal && { signal: options.signal }) });
}

async function json<S extends z.ZodType>(
  method: string,
  path: string,
  body: unknown,
  schema: S | null,
  options: RequestOptions,
): Promise<z.output<S> | undefined> {
  const withBody = body !== undefined;
  const headers = { accept: "application/json", ...(withBody && { "content-type": "application/json" }) };
  const response = await sendToApi(method, path, withBody ? JSON.stringify(body) : null, {
    ...options,
    headers: { ...headers, ...options.headers },
  });
  if (schema === null) return undefined;
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) throw new UnexpectedReply(response.status, parsed.error);
  return parsed.data;
}

type WithSchema = <S extends z.ZodType>(path: string, schema: S, options?: RequestOptions) => Promise<z.output<S>>;
type WithBody = {
  <S extends z.ZodType>(path: string, body: unknown, schema: S, options?: RequestOptions): Promise<z.output<S>>;
  /** With `null` in place of a schema the reply's body is not read. */
  (path: string, body: unknown, schema: null, options?: RequestOptions): Promise<undefined>;
};

function withBody(method: string): WithBody {
  return <S extends z.ZodType>(path: string, body: unknown, schema: S | null, options: RequestOptions = {}) =>
    json(method, path, body, schema, options) as Promise<never>;
}

const get: WithSchema = (path, schema, options = {}) =>
  json("GET", path, undefined, schema, options) as Promise<z.output<typeof schema>>;

/**
 * The API by method. Replies are checked against their schema; every failure is an ApiProblem, ConnectionLost or
 * UnexpectedReply.
 *
 * @example const balance = await api.get(apiPath("workspaces", w, "credits"), contract.balance);
 */
export const api = {
  get,
  post: withBody("POST"),
  put: withBody("PUT"),
  patch: withBody("PATCH"),
  delete: async (path: string, options: RequestOptions = {}): Promise<void> => {
    await sendToApi("DELETE", path, null, options);
  },
};
