import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { demoPassword } from "../accounts/demo-sign-ins.ts";

/** The product's API as one of the demo's people uses it, over HTTP as a browser does. */
export type ApiClient = {
  /** Sends and reads the reply; null where it has no body. Throws a sentence where it was refused. */
  send<Schema extends z.ZodType>(
    method: string,
    path: string,
    body: unknown,
    schema: Schema,
  ): Promise<z.output<Schema>>;
  /** The reply as text: a stream of events, read to its end. */
  stream(path: string, body: unknown): Promise<string>;
};

/** Signs a demo person in at a running server. */
export async function signInAsDemo(address: string, email: string): Promise<ApiClient> {
  const json = { "content-type": "application/json", origin: address };
  const signedIn = await fetch(`${address}/api/auth/sign-in/email`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ email, password: demoPassword }),
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((part) => part.split(";")[0])
    .join("; ");
  if (!signedIn.ok || cookie === "") throw new Error(`${email} could not sign in: ${await signedIn.text()}`);
  const request = async (method: string, path: string, body: unknown, accept: string): Promise<string> => {
    const response = await fetch(`${address}/api/v1${path}`, {
      method,
      headers: { ...json, cookie, accept, "idempotency-key": randomUUID() },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text;
  };
  return {
    send: async (method, path, body, schema) => {
      const text = await request(method, path, body, "application/json");
      return schema.parse(text === "" ? null : JSON.parse(text));
    },
    stream: (path, body) => request("POST", path, body, "text/event-stream"),
  };
}
